import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { readCalibration } from '../../lambda/face/calibration.ts';
import { MODELS_DIR } from './places.ts';

/** The calibration that was asked for is not there, or not one of the pack. The message says which there are. */
export class CalibrationChoiceError extends Error {}

/**
 * Checks a calibration that somebody named: a mistake must stop the command, not the first comparison.
 *
 * @param name file name in the folder `calibration` of the models directory
 * @param pack the pack it must have been measured on
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
  await readCalibration(join(modelsDir, file), pack).catch((error: Error) => {
    throw new CalibrationChoiceError(`${error.message}.`);
  });
  return file;
}
