import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readPack } from '../../lambda/face/load-pack.ts';
import type { CalibrationFile } from '../../lambda/face/matching/calibration.ts';
import { place } from './files.ts';

/**
 * Returns a calibration for a pack that has none yet, so that the pipeline starts and `npm run calibrate` can measure it.
 * It is based on no measurement and errs on the safe side: two embeddings match only when they are nearly the same.
 *
 * @param spaces versions of the spaces of its embedders; see readProjection
 * @param created day of making, YYYY-MM-DD
 */
export function provisionalCalibration(pack: string, spaces: readonly string[], created: string): CalibrationFile {
  const knot = { interval: null, extrapolated: true };
  return {
    version: `${pack}-provisional`,
    pack,
    speaksOf: 'provisional',
    spaces,
    created,
    data: 'None. Nothing was measured: replace it by `npm run calibrate -- --out`.',
    pairs: 0,
    people: 0,
    knots: [
      { cosine: 0.98, similarity: 0.4, falseMatchRate: 0.1, ...knot },
      { cosine: 0.99, similarity: 0.5, falseMatchRate: 0.01, ...knot },
    ],
  };
}

/**
 * Writes a provisional calibration where the file that a pack names does not exist.
 *
 * @returns the file, or `null` where there was one
 */
export async function ensureCalibration(modelsDir: string, packName: string): Promise<string | null> {
  const { pack, spaces: of } = await readPack({ modelsDir, pack: packName });
  const file = join(modelsDir, pack.calibration);
  if (existsSync(file)) return null;
  const spaces = of.map(({ space }) => space);
  const calibration = provisionalCalibration(packName, spaces, new Date().toISOString().slice(0, 10));
  await place(file, `${JSON.stringify(calibration, null, 2)}\n`);
  return file;
}
