import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Picture } from '../../../lambda/face/picture/pixels/picture.ts';
import { decodePpm } from './portable-pixmap.ts';
import { runScript } from './tools.ts';

/** Settings with which ImageMagick puts transparent parts on white, as the contract does, and writes 8-bit RGB. */
export const READING =
  '-auto-orient -colorspace sRGB -background white -alpha remove -alpha off -depth 8 -type TrueColor -strip';

/** What an independent decoder reads from a file. */
export interface Reading {
  /** `null` if it reads nothing. */
  readonly picture: Picture | null;
  /** Its warnings and errors. */
  readonly said: string;
}

/**
 * Reads files with a decoder other than our own: JPG with djpeg, the others with ImageMagick.
 *
 * @param names plain names of files in `folder`, where the decoders also write their output
 */
export async function readIndependently(folder: string, names: readonly string[]): Promise<Reading[]> {
  const commands = names.map((name) =>
    name.endsWith('.jpg')
      ? `djpeg -pnm -outfile ${name}.ppm ${name} 2>${name}.log || true`
      : `convert '${name}[0]' ${READING} ${name}.ppm 2>${name}.log || true`,
  );
  await runScript(folder, commands.join('\n'));
  return await Promise.all(
    names.map(async (name) => ({
      picture: await readFile(join(folder, `${name}.ppm`)).then(decodePpm, () => null),
      said: await readFile(join(folder, `${name}.log`), 'utf8'),
    })),
  );
}
