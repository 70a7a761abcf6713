import type { Sharp } from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Comparison, FaceEngine } from '../../../lambda/face/comparison.ts';
import { createFaceEngine } from '../../../lambda/face/engine.ts';
import { decodePicture } from '../../../lambda/face/picture/decode.ts';
import type { Picture } from '../../../lambda/face/picture/pixels/picture.ts';
import { MODELS_DIR } from '../../../layers/models/fetch.ts';
import { asSharp } from '../../../lib/pictures/encode.ts';
import { encodeBmp24, encodeIndexedBmp } from '../../support/bmp/bmp-encoder.ts';
import { toPalette } from '../../support/bmp/palette.ts';
import { describeUnless, noFaces, portrait } from '../../support/shared.ts';

const THRESHOLD = 0.7;

/** Degrees clockwise, then a mirroring, that bring an upright image into each stored orientation. */
const UNDO: Readonly<Record<number, readonly [number, 'flip' | 'flop' | null]>> = {
  1: [0, null],
  2: [0, 'flop'],
  3: [180, null],
  4: [0, 'flip'],
  5: [90, 'flop'],
  6: [270, null],
  7: [270, 'flop'],
  8: [90, null],
};

async function raw(image: Sharp): Promise<Picture> {
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

/** The same photo saved in every way the contract allows must get the same response. */
describeUnless(noFaces, 'one photo in every format', () => {
  let engine: FaceEngine;
  let other: Buffer;
  let original: Comparison;
  let picture: Picture;

  beforeAll(async () => {
    engine = await createFaceEngine({ modelsDir: MODELS_DIR });
    other = portrait('obama2.jpg');
    original = await engine.compare(portrait('obama.jpg'), other);
    picture = await decodePicture(portrait('obama.jpg'));
    expect(original.pair!.similarity).toBeGreaterThan(THRESHOLD);
  });
  afterAll(() => engine.release());

  async function expectSame(bytes: Uint8Array): Promise<void> {
    const { pictures, pair } = await engine.compare(bytes, other);
    expect(pictures[0].status).toBe('Success');
    expect(pair!.similarity).toBeGreaterThan(THRESHOLD);
    expect(Math.abs(pair!.similarity - original.pair!.similarity)).toBeLessThanOrEqual(0.02);
  }

  const image = () => asSharp(picture);
  const encodings: [string, () => Promise<Uint8Array>][] = [
    ['JPG', () => image().jpeg({ quality: 90 }).toBuffer()],
    ['progressive JPG', () => image().jpeg({ quality: 90, progressive: true }).toBuffer()],
    ['PNG', () => image().png().toBuffer()],
    ['PNG with a palette', () => image().png({ palette: true, colours: 256 }).toBuffer()],
    ['PNG with alpha', () => image().ensureAlpha().png().toBuffer()],
    ['PNG of 16 bits', () => image().toColourspace('rgb16').png().toBuffer()],
    ['BMP of 24 bits', async () => encodeBmp24(picture)],
    ['BMP of 8 bits with a palette', async () => encodeIndexedBmp(toPalette(picture, 256), 8)],
    ['TIFF', () => image().tiff({ compression: 'lzw' }).toBuffer()],
    ['TIFF of 16 bits', () => image().toColourspace('rgb16').tiff({ compression: 'none' }).toBuffer()],
    ['CMYK JPG', () => image().toColourspace('cmyk').jpeg({ quality: 92 }).toBuffer()],
    ['CMYK TIFF', () => image().toColourspace('cmyk').tiff({ compression: 'lzw' }).toBuffer()],
  ];
  test.each(encodings)('%s: same decision, similarity within 0.02', async (_, encode) => {
    await expectSame(await encode());
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'EXIF orientation %d: same decision, similarity within 0.02',
    async (orientation) => {
      // Store the pixels so that the viewer's turn for this orientation makes them upright again. Turned first and mirrored
      // in a second step, since sharp mirrors before it turns.
      const [degrees, mirror] = UNDO[orientation]!;
      const turned = await raw(image().rotate(degrees));
      const stored = mirror === null ? turned : await raw(asSharp(turned)[mirror]());
      const file = asSharp(stored).jpeg({ quality: 92 }).withMetadata({ orientation });
      await expectSame(await file.toBuffer());
    },
  );

  const grey: [string, () => Promise<Uint8Array>][] = [
    ['grey JPG', () => image().greyscale().jpeg().toBuffer()],
    ['grey PNG of 8 bits', () => image().greyscale().png().toBuffer()],
    ['grey TIFF of 16 bits', () => image().toColourspace('grey16').tiff({ compression: 'lzw' }).toBuffer()],
    [
      'grey BMP of 8 bits',
      async () => encodeIndexedBmp(toPalette(await raw(image().greyscale().toColourspace('srgb')), 256), 8),
    ],
  ];
  test.each(grey)('%s: same decision', async (_, encode) => {
    const { pictures, pair } = await engine.compare(await encode(), other);
    expect(pictures[0].status).toBe('Success');
    expect(pair!.similarity).toBeGreaterThan(THRESHOLD);
  });
});
