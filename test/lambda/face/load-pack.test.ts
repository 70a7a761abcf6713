import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { loadPack } from '../../../lambda/face/load-pack.ts';
import { loadModel } from '../../../lambda/face/models/onnx.ts';
import { MODELS_DIR } from '../../../layers/models/fetch.ts';

vi.mock('../../../lambda/face/models/onnx.ts');

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

test('no model is loaded for a calibration of other models', async () => {
  const shipped = JSON.parse(readFileSync(join(MODELS_DIR, 'calibration/retail-0095.json'), 'utf8'));
  const folder = mkdtempSync(join(tmpdir(), 'face-calibration-'));
  const calibrationFile = join(folder, 'other.json');
  writeFileSync(calibrationFile, JSON.stringify({ ...shipped, models: ['other-detector@00000000'] }));
  const loading = loadPack({ modelsDir: MODELS_DIR, calibrationFile });
  await expect(loading).rejects.toThrow(
    /expected a calibration of the models yunet-n@.* one of other-detector@00000000\. npm run calibrate/,
  );
  expect(loadModel).not.toHaveBeenCalled();
  rmSync(folder, { recursive: true });
});

test('no model is loaded for a calibration that is missing', async () => {
  await expect(loadPack({ modelsDir: MODELS_DIR, calibrationFile: 'none.json' })).rejects.toThrow('none.json');
  expect(loadModel).not.toHaveBeenCalled();
});

test.each(['edgeface-xs', 'combined'])(
  'no model of pack %s is loaded unless models for research are allowed',
  async (pack) => {
    await expect(loadPack({ modelsDir: MODELS_DIR, pack })).rejects.toThrow(
      new RegExp(`^Pack ${pack} holds edgeface-xs .* Set researchModels=true`),
    );
    expect(loadModel).not.toHaveBeenCalled();
    const loaded = await loadPack({ modelsDir: MODELS_DIR, pack, researchModels: true });
    expect(loaded.version.pack).toBe(pack);
  },
);
