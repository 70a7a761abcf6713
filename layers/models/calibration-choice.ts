import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { readPack } from '../../lambda/face/load-pack.ts';
import { readCalibration } from '../../lambda/face/matching/calibration.ts';
import { modelVersion } from '../../lambda/face/models/manifest.ts';
import { MODELS_DIR } from './places.ts';

/** A calibration does not exist, or was not made for the pack and its models. The message lists those that exist. */
export class CalibrationChoiceError extends Error {}

/**
 * Checks a calibration that the user named, so that a mistake stops the command and not the first comparison.
 *
 * @param name file name in the folder `calibration` of the models directory
 * @param pack the pack that it must have been measured on, with the models and projections of today
 * @param randomPairs whether one that refers to random pairs only will do
 * @returns the file, relative to the models directory
 * @throws CalibrationChoiceError
 */
export async function chosenCalibration(
  name: string,
  pack: string,
  { randomPairs = false, modelsDir = MODELS_DIR }: { randomPairs?: boolean; modelsDir?: string } = {},
): Promise<string> {
  const folder = join(modelsDir, 'calibration');
  const names = (await readdir(folder)).filter((file) => file.endsWith('.json')).sort();
  if (!names.includes(name)) {
    throw new CalibrationChoiceError(
      `There is no calibration ${name} in ${relative('.', folder)}: ${names.join(', ')}.`,
    );
  }
  const file = join('calibration', name);
  await checkCalibration(file, pack, { randomPairs, modelsDir });
  return file;
}

/**
 * Checks a calibration before anything is deployed or started with it.
 *
 * @param file relative to the models directory; `null` for the pack's own
 * @throws CalibrationChoiceError when it was not made for the pack, its models and its space, or refers to random pairs where
 *   that will not do
 */
export async function checkCalibration(
  file: string | null,
  pack: string,
  { randomPairs = false, modelsDir = MODELS_DIR }: { randomPairs?: boolean; modelsDir?: string } = {},
): Promise<void> {
  try {
    const parts = await readPack({ modelsDir, pack });
    await readCalibration(join(modelsDir, file ?? parts.pack.calibration), {
      pack,
      models: parts.entries.map(modelVersion),
      spaces: parts.spaces.map(({ space }) => space),
      randomPairs,
    });
  } catch (error) {
    throw new CalibrationChoiceError(`${(error as Error).message}.`);
  }
}
