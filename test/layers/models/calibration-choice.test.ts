import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isAssemblyMistake } from '../../../layers/assemble.ts';
import { CalibrationChoiceError, chosenCalibration } from '../../../layers/models/calibration-choice.ts';
import { provisionalCalibration } from '../../../layers/models/provisional-calibration.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'face-calibrations-'));
  await mkdir(join(dir, 'calibration'));
  await writeFile(join(dir, 'calibration/note.txt'), 'no calibration');
  for (const pack of ['one', 'two']) {
    const calibration = provisionalCalibration(pack, '2026-11-23');
    await writeFile(join(dir, `calibration/${pack}.json`), JSON.stringify(calibration));
  }
});
afterEach(() => rm(dir, { recursive: true }));

describe('a calibration that was asked for', () => {
  it('is named relative to the models', async () => {
    expect(await chosenCalibration('two.json', 'two', dir)).toBe(join('calibration', 'two.json'));
  });

  it.each(['nope.json', '../calibration/one.json', 'note.txt'])('is refused when it is not there: %s', async (name) => {
    const error = await chosenCalibration(name, 'one', dir).catch((e: Error) => e);
    expect(error).toBeInstanceOf(CalibrationChoiceError);
    expect((error as Error).message).toMatch(/^There is no calibration .* in .*calibration: one\.json, two\.json\.$/);
    expect(isAssemblyMistake(error)).toBe(true);
  });

  it('is refused when it was measured on another pack', async () => {
    const choosing = chosenCalibration('one.json', 'two', dir);
    await expect(choosing).rejects.toThrow(/one\.json: expected a calibration of pack two but found one\.$/);
    await expect(choosing).rejects.toThrow(CalibrationChoiceError);
  });

  it('is by default looked for among the project’s own', async () => {
    await expect(chosenCalibration('nope.json', 'retail-0095')).rejects.toThrow(
      /^There is no calibration nope\.json in layers\/models\/calibration: .*retail-0095\.json.*\.$/,
    );
  });
});
