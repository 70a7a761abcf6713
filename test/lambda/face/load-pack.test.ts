import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { loadPack } from '../../../lambda/face/load-pack.ts';
import { loadModel } from '../../../lambda/face/onnx.ts';
import { MODELS_DIR } from '../../../layers/models/fetch.ts';

vi.mock('../../../lambda/face/onnx.ts');

const release = vi.fn(async () => {});
beforeEach(() => {
  vi.mocked(loadModel).mockImplementation(async () => ({ run: async () => ({}), release }));
});
afterEach(() => vi.clearAllMocks());

test('a pack releases its models once', async () => {
  const pack = await loadPack({ modelsDir: MODELS_DIR });
  await pack.release();
  expect(loadModel).toHaveBeenCalledTimes(3);
  expect(release).toHaveBeenCalledTimes(3);
});

test('where one model cannot be loaded, the others are released: whoever tries again shall not pile up sessions', async () => {
  vi.mocked(loadModel).mockRejectedValueOnce(new Error('broken'));
  await expect(loadPack({ modelsDir: MODELS_DIR })).rejects.toThrow('broken');
  expect(release).toHaveBeenCalledTimes(2);
});

test('no model is loaded for a calibration that is missing', async () => {
  await expect(loadPack({ modelsDir: MODELS_DIR, calibrationFile: 'none.json' })).rejects.toThrow('none.json');
  expect(loadModel).not.toHaveBeenCalled();
});
