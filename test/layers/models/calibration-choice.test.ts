import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { modelVersion } from '../../../lambda/face/models/manifest.ts';
import { isAssemblyMistake } from '../../../layers/assemble.ts';
import { CalibrationChoiceError, chosenCalibration } from '../../../layers/models/calibration-choice.ts';
import { provisionalCalibration } from '../../../layers/models/provisional-calibration.ts';
import { SMALL_MANIFEST } from './small-manifest.ts';

/** Of the embedder of the small manifest, which has no projection. */
const SPACES = ['emb-as-published'];
let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'face-calibrations-'));
  await mkdir(join(dir, 'calibration'));
  await writeFile(join(dir, 'calibration/note.txt'), 'no calibration');
  const packs = { two: SMALL_MANIFEST.packs['retail-0095'] };
  await writeFile(join(dir, 'manifest.json'), JSON.stringify({ ...SMALL_MANIFEST, packs }));
  for (const pack of ['one', 'two']) {
    const calibration = provisionalCalibration(pack, SPACES, '2026-11-23');
    await writeFile(join(dir, `calibration/${pack}.json`), JSON.stringify(calibration));
  }
});
afterEach(() => rm(dir, { recursive: true }));

describe('a calibration that was asked for', () => {
  it('is named relative to the models', async () => {
    expect(await chosenCalibration('two.json', 'two', { modelsDir: dir })).toBe(join('calibration', 'two.json'));
  });

  it.each(['nope.json', '../calibration/one.json', 'note.txt'])('is refused when it is not there: %s', async (name) => {
    const error = await chosenCalibration(name, 'one', { modelsDir: dir }).catch((e: Error) => e);
    expect(error).toBeInstanceOf(CalibrationChoiceError);
    expect((error as Error).message).toMatch(/^There is no calibration .* in .*calibration: one\.json, two\.json\.$/);
    expect(isAssemblyMistake(error)).toBe(true);
  });

  it('is refused when it was measured on another pack', async () => {
    const choosing = chosenCalibration('one.json', 'two', { modelsDir: dir });
    await expect(choosing).rejects.toThrow(/one\.json: expected a calibration of pack two but found one\.$/);
    await expect(choosing).rejects.toThrow(CalibrationChoiceError);
  });

  it('is refused when it was measured with other models than the pack has now', async () => {
    const models = SMALL_MANIFEST.models.map(modelVersion);
    const write = (measuredWith: string[]) => {
      const calibration = { ...provisionalCalibration('two', SPACES, '2026-11-23'), models: measuredWith };
      return writeFile(join(dir, 'calibration/two.json'), JSON.stringify(calibration));
    };
    await write(models);
    expect(await chosenCalibration('two.json', 'two', { modelsDir: dir })).toBe(join('calibration', 'two.json'));
    await write(['det@00000000', ...models.slice(1)]);
    const choosing = chosenCalibration('two.json', 'two', { modelsDir: dir });
    await expect(choosing).rejects.toThrow(/expected a calibration of the models det@.* but found one of det@00000000/);
    await expect(choosing).rejects.toThrow(CalibrationChoiceError);
  });

  it('is by default looked for among the project’s own', async () => {
    await expect(chosenCalibration('nope.json', 'retail-0095')).rejects.toThrow(
      /^There is no calibration nope\.json in layers\/models\/calibration: .*retail-0095\.json.*\.$/,
    );
  });
});
