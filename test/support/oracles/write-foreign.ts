import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Picture } from '../../../lambda/face/picture/pixels/picture.ts';
import type { ForeignPicture } from './foreign-picture.ts';
import { READING } from './independent-reading.ts';
import { decodePpm, encodePpm } from './portable-pixmap.ts';
import { runScript } from './tools.ts';

const SEE_THROUGH = '-alpha set -channel A -evaluate set 60% +channel';

/** TIFFs that others are copied from. */
const TIFFS: Readonly<Record<string, string>> = {
  rgb: '-type TrueColor',
  'rgb-alpha': SEE_THROUGH,
  'rgb-16': '-blur 0x0.5 -depth 16',
  grey: '-colorspace Gray -depth 8',
  'grey-16': '-colorspace Gray -blur 0x0.5 -depth 16',
  'grey-4': '-colorspace Gray -depth 4',
  'grey-alpha': `-colorspace Gray ${SEE_THROUGH}`,
  palette: '+dither -colors 200 -type Palette',
  'palette-4': '+dither -colors 16 -type Palette',
  bilevel: '-monochrome -type Bilevel -compress Group4',
  lab: '-colorspace Lab -depth 8',
  'lab-16': '-colorspace Lab -depth 16',
  float: '-define quantum:format=floating-point -depth 32 -compress LZW',
  cmyk: '-colorspace CMYK -depth 8',
  ycbcr: '-colorspace YCbCr -set colorspace sRGB -depth 8',
};

const asYCbCr = ['tiffset -s 262 6 base-ycbcr.tif', 'tiffset -s 530 1 1 base-ycbcr.tif'];

const BITMAPS = [
  'convert face.ppm +dither -colors 200 -depth 8 face-palette.ppm',
  'convert face.ppm +dither -colors 16 -depth 8 face-16.ppm',
  'convert face.ppm -colorspace Gray -depth 8 face.pgm',
  'convert face.ppm -monochrome face.pbm',
];

const FORMATS = ['.bmp', '.png', '.tif', '.jpeg'];

/**
 * Writes an image in all the ways, and what independent decoders read from each: djpeg from JPG, ImageMagick from the others.
 *
 * @param folder an empty one
 */
export async function writeForeign(folder: string, face: Picture, pictures: readonly ForeignPicture[]): Promise<void> {
  await writeFile(join(folder, 'face.ppm'), encodePpm(face));
  const files: (readonly [file: string, settings: string])[] = pictures.flatMap(({ file, write }) =>
    'imagemagick' in write ? [[file, write.imagemagick] as const] : [],
  );
  const bases = Object.entries(TIFFS).map(([name, settings]) => [`base-${name}.tif`, `${settings}`] as const);
  await runScript(
    folder,
    [
      ...BITMAPS,
      inOneCall([...bases, ...files]),
      ...asYCbCr,
      ...pictures.flatMap(({ write }) => ('command' in write ? [write.command] : [])),
    ].join('\n'),
  );
  // Not by the script: starting a program for each copy took half of the time.
  for (const format of new Set(pictures.map(({ file }) => extname(file)))) await mkdir(join(folder, `read${format}`));
  const [jpegs, others] = [pictures.filter(isJpeg), pictures.filter((picture) => !isJpeg(picture))];
  for (const { file, readFrom } of others) {
    await copyFile(join(folder, readFrom ?? file), join(folder, `read${extname(file)}`, file));
  }
  await runScript(
    folder,
    [
      ...jpegs.map(({ file }) => `djpeg -pnm -outfile ${readPlace(file)} ${file}`),
      ...FORMATS.map((format) => `mogrify -format ppm ${READING} read${format}/*${format}`),
    ].join('\n'),
  );
}

const isJpeg = ({ file }: ForeignPicture): boolean => file.endsWith('.jpg');

function inOneCall(files: readonly (readonly [file: string, settings: string])[]): string {
  const each = files.map(([file, settings]) => `\\( +clone ${settings} -write ${file} +delete \\)`);
  return `convert -respect-parenthesis face.ppm ${each.join(' ')} null:`;
}

function readPlace(file: string): string {
  return `read${extname(file)}/${file.slice(0, -extname(file).length)}.ppm`;
}

/** Returns what the independent decoder has read from a file of `writeForeign`. */
export async function readForeign(folder: string, file: string): Promise<Picture> {
  return decodePpm(await readFile(join(folder, readPlace(file))));
}
