import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { CalibrationFile } from '../../lambda/face/matching/calibration.ts';

/** Columns of a line, as the project's formatter has it. */
const LINE_WIDTH = 120;

/** Writes a calibration as JSON, lists of plain values on one line each, so that a change of it reads well. */
export async function writeCalibration(file: string, calibration: CalibrationFile): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, calibrationJson(calibration));
}

function calibrationJson(calibration: CalibrationFile): string {
  const text = JSON.stringify(calibration, null, 2);
  const compact = text.replace(/^(.*)\[\n([^[\]{}]*)\n\s*\]/gm, (whole: string, before: string, values: string) => {
    const line = `${before}[${values
      .split('\n')
      .map((value) => value.trim())
      .join(' ')}]`;
    return line.length < LINE_WIDTH ? line : whole;
  });
  return `${compact}\n`;
}
