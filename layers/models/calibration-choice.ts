import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { readCalibration, readCalibrationFile } from '../../lambda/face/matching/calibration.ts';
import { modelVersion, packModels, readManifest } from '../../lambda/face/models/manifest.ts';
import { MODELS_DIR } from './places.ts';

/** A calibration does not exist, or was not made for the pack and its models. The message lists those that exist. */
export class CalibrationChoiceError extends Error {}

/**
 * Checks a calibration that the user named, so that a mistake stops the command and not the first comparison.
 *
 * @param name file name in the folder `calibration` of the models directory
 * @param pack the pack that it must have been measured on, with the models of today
 * @returns the file, relative to the models directory
 * @throws CalibrationChoiceError
 */
export async function chosenCalibration(name: string, pack: string, modelsDir = MODELS_DIR): Promise<string> {
  const folder = join(modelsDir, 'calibration');
  const names = (await readdir(folder)).filter((file) => file.endsWith('.json')).sort();
  if (!names.includes(name)) {
    throw new CalibrationChoiceError(
      `There is no calibration ${name} in ${relative('.', folder)}: ${names.join(', ')}.`,
    );
  }
  const file = join('calibration', name);
  await checkCalibration(join(modelsDir, file), pack, modelsDir).catch((error: Error) => {
    throw new CalibrationChoiceError(`${error.message}.`);
  });
  return file;
}

async function checkCalibration(file: string, pack: string, modelsDir: string): Promise<void> {
  // This comes first because there may be no such pack.
  await readCalibrationFile(file, pack);
  const { models } = packModels(await readManifest(modelsDir), pack);
  await readCalibration(file, pack, models.map(modelVersion));
}
