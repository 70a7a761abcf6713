import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Picture } from '../../lambda/face/picture/pixels/picture.ts';
import { drawnFace } from '../../lib/pictures/drawn-face.ts';
import { EMBEDDER_CROP, QUALITY_CROP } from './pipeline.ts';

/** Files that were written once and never again: an encoder's drift must not hide a decoder's. All show drawn faces. */
export const FILES = [
  'baseline.jpg',
  'progressive-turned.jpg',
  'cmyk.jpg',
  'colour.png',
  'grey-16.png',
  'lzw.tif',
  'palette.bmp',
];

export function readInput(file: string): Promise<Buffer> {
  return readFile(join(import.meta.dirname, 'pictures', file));
}

/** Faces of several sizes and looks; the same on every machine, since drawing uses neither a library nor the clock. */
export const FACES: Readonly<Record<string, Picture>> = {
  'small, fair': drawnFace({ seed: 1, size: 120 }),
  'middle, dark': drawnFace({ seed: 12, size: 300 }),
  'large, close': drawnFace({ seed: 5, size: 900, share: 0.7 }),
  'large, far': drawnFace({ seed: 8, size: 700, share: 0.2 }),
};

/** Faces drawn as large as the models' own inputs, so that no other step has a hand in them. */
export const CROPS: Readonly<Record<string, { readonly embedder: Picture; readonly quality: Picture }>> =
  Object.fromEntries(
    [2, 3, 7].map((seed) => [
      `drawn ${seed}`,
      {
        embedder: drawnFace({ seed, size: EMBEDDER_CROP, share: 0.95 }),
        quality: drawnFace({ seed, size: QUALITY_CROP, share: 0.95 }),
      },
    ]),
  );

/** Cosines over the whole range, dense where decisions fall. */
export const COSINES = [
  -1, -0.5, -0.1, 0, 0.1, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7, 0.8, 0.9, 0.99, 1,
];
