import { describe, expect, test } from 'vitest';
import { decodeBmp } from '../../../../../lambda/face/picture/bmp/bmp.ts';
import { MAX_PIXELS, type Picture, PictureError } from '../../../../../lambda/face/picture/pixels/picture.ts';
import { drawnFace } from '../../../../../lib/pictures/drawn-face.ts';
import { seededRandom } from '../../../../../lib/statistics/random.ts';
import {
  encodeBmp24,
  encodeIndexedBmp,
  encodeMaskedBmp,
  encodeRleBmp,
  MASKS_RGBA,
} from '../../../../support/bmp/bmp-encoder.ts';
import { bmpVariants } from '../../../../support/bmp/bmp-variants.ts';
import type { IndexedPicture } from '../../../../support/bmp/palette.ts';

const decode = (bytes: Uint8Array) => decodeBmp(bytes, MAX_PIXELS);

/** Odd sizes, so that rows need padding at every depth. */
function noise(width: number, height: number, seed = 1): Picture {
  const random = seededRandom(seed);
  return { width, height, data: Uint8Array.from({ length: 3 * width * height }, () => random.below(256)) };
}

function expectSame(actual: Picture, expected: Picture): void {
  expect([actual.width, actual.height]).toEqual([expected.width, expected.height]);
  expect(Buffer.compare(actual.data, expected.data)).toBe(0);
}

function expectRefused(bytes: Uint8Array, maxPixels = MAX_PIXELS): void {
  let error: unknown;
  try {
    decodeBmp(bytes, maxPixels);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(PictureError);
  expect((error as PictureError).code).toBe('InvalidImage');
}

/** A BMP of 16 grey levels whose pixels are the given RLE bytes. */
function rle(bits: 4 | 8, width: number, height: number, pixels: readonly number[]): Buffer {
  const palette = Uint8Array.from({ length: 48 }, (_, i) => 16 * Math.trunc(i / 3));
  const whole = encodeRleBmp({ width, height, palette, indices: new Uint8Array(width * height) }, bits);
  return Buffer.concat([whole.subarray(0, whole.readUInt32LE(10)), Uint8Array.from(pixels)]);
}

/** The grey levels of a decoded image as palette indices, the top row first. */
function levels(picture: Picture): number[][] {
  return Array.from({ length: picture.height }, (_, y) =>
    Array.from({ length: picture.width }, (_, x) => picture.data[3 * (y * picture.width + x)]! / 16),
  );
}

describe('every kind of BMP is decoded to the last bit', () => {
  for (const picture of [noise(23, 17), noise(1, 1), noise(64, 3), drawnFace({ size: 61 })]) {
    for (const { name, bytes, expected } of bmpVariants(picture)) {
      test(`${picture.width}x${picture.height}, ${name}`, () => expectSame(decode(bytes), expected));
    }
  }

  test('a file inside of a larger buffer', () => {
    const bytes = encodeBmp24(noise(5, 5));
    const outer = Buffer.concat([Buffer.alloc(3, 0xff), bytes, Buffer.alloc(9, 0xff)]);
    expectSame(decode(outer.subarray(3, 3 + bytes.length)), noise(5, 5));
  });

  test('padding of the last row may be missing', () => {
    const bytes = encodeBmp24(noise(3, 2));
    expectSame(decode(bytes.subarray(0, bytes.length - 3)), noise(3, 2));
    expectRefused(bytes.subarray(0, bytes.length - 4));
  });

  test('colours that the palette lacks are black', () => {
    const picture: IndexedPicture = {
      width: 3,
      height: 1,
      palette: Uint8Array.of(9, 8, 7),
      indices: Uint8Array.of(0, 1, 255),
    };
    expect([...decode(encodeIndexedBmp(picture, 8)).data]).toEqual([9, 8, 7, 0, 0, 0, 0, 0, 0]);
  });

  test('a palette said to be larger than the depth allows does not move the pixels', () => {
    const picture: IndexedPicture = {
      width: 2,
      height: 1,
      palette: Uint8Array.of(1, 2, 3, 4, 5, 6),
      indices: Uint8Array.of(1, 0),
    };
    const bytes = encodeIndexedBmp(picture, 1);
    bytes.writeUInt32LE(0xffffffff, 14 + 32);
    expect([...decode(bytes).data]).toEqual([4, 5, 6, 1, 2, 3]);
  });
});

describe('transparency', () => {
  const picture: Picture = { width: 3, height: 1, data: Uint8Array.of(10, 20, 30, 10, 20, 30, 10, 20, 30) };

  test('pixels are put on white', () => {
    const bytes = encodeMaskedBmp(picture, 32, { header: 124, masks: MASKS_RGBA, alpha: Uint8Array.of(255, 51, 0) });
    expect([...decode(bytes).data]).toEqual([10, 20, 30, 206, 208, 210, 255, 255, 255]);
  });

  test('an alpha of 0 in every pixel means that the writer has not used it', () => {
    for (const header of [40, 56, 124] as const) {
      const bytes = encodeMaskedBmp(picture, 32, { header, masks: MASKS_RGBA, alpha: new Uint8Array(3) });
      expectSame(decode(bytes), picture);
    }
  });

  test('the fourth byte of a picture without masks is not alpha', () => {
    const bytes = encodeMaskedBmp(picture, 32);
    bytes[bytes.length - 1] = 77;
    expectSame(decode(bytes), picture);
  });
});

describe('run lengths', () => {
  test('runs, literals with padding, ends of line and end of bitmap', () => {
    const bytes = rle(8, 5, 2, [5, 1, 0, 0, 0, 3, 2, 3, 4, 0, 2, 5, 0, 1]);
    expect(levels(decode(bytes))).toEqual([
      [2, 3, 4, 5, 5],
      [1, 1, 1, 1, 1],
    ]);
  });

  test('two colours in turn and odd literals in RLE4', () => {
    const bytes = rle(4, 5, 2, [5, 0x12, 0, 0, 0, 5, 0x34, 0x56, 0x70, 0, 0, 1]);
    expect(levels(decode(bytes))).toEqual([
      [3, 4, 5, 6, 7],
      [1, 2, 1, 2, 1],
    ]);
  });

  test('skipped pixels get the first colour of the palette', () => {
    const bytes = rle(8, 4, 2, [3, 7, 0, 2, 0, 1, 1, 9, 0, 1]);
    expect(levels(decode(bytes))).toEqual([
      [0, 0, 0, 9],
      [7, 7, 7, 0],
    ]);
  });

  test.each([
    ['run', [4, 6]],
    ['literal', [0, 4, 6, 6, 6, 6]],
  ])('a %s that fills up the row to 32 bits is cut off and does not reach the next row', (_name, tooLong) => {
    // The second row begins with two skipped pixels, which would show what spilled over.
    const bytes = rle(8, 3, 2, [...tooLong, 0, 0, 0, 2, 2, 0, 1, 7, 0, 1]);
    expect(levels(decode(bytes))).toEqual([
      [0, 0, 7],
      [6, 6, 6],
    ]);
  });

  test.each([
    ['run', [5, 6]],
    ['literal', [0, 5, 6, 6, 6, 6, 6, 0]],
    ['skip', [3, 6, 0, 2, 2, 0]],
  ])('a %s that goes farther beyond the end of the row is refused', (_name, tooLong) => {
    expectRefused(rle(8, 3, 2, [...tooLong, 0, 0, 3, 7, 0, 1]));
  });

  test('data after the last row is ignored', () => {
    expect(levels(decode(rle(8, 2, 1, [2, 3, 0, 0, 2, 9, 2, 9])))).toEqual([[3, 3]]);
    expect(levels(decode(rle(8, 2, 1, [2, 3, 0, 2, 0, 255, 2, 9])))).toEqual([[3, 3]]);
  });

  test('the end marker may be missing after the last pixel, not before', () => {
    expect(levels(decode(rle(8, 2, 2, [2, 3, 0, 0, 2, 4])))).toEqual([
      [4, 4],
      [3, 3],
    ]);
    expectRefused(rle(8, 2, 2, [2, 3, 0, 0, 1, 4]));
    expectRefused(rle(8, 2, 2, [2, 3, 0, 0]));
  });

  test('data that ends within a literal or a skip is refused', () => {
    expectRefused(rle(8, 4, 1, [0, 4, 1, 2, 3]));
    expectRefused(rle(4, 8, 1, [0, 8, 1, 2, 3]));
    expectRefused(rle(8, 4, 1, [3, 1, 0, 2, 1]));
  });

  test('a picture of little but skips is refused', () => {
    expectRefused(rle(8, 5000, 5000, [0, 1]));
    expectRefused(rle(8, 10, 10, [10, 1, 0, 2, 0, 9, 0, 1]));
  });
});

describe('refused', () => {
  const whole = encodeBmp24(noise(9, 7));
  const patched = (patch: (bytes: Buffer) => void, source = whole) => {
    const bytes = Buffer.from(source);
    patch(bytes);
    return bytes;
  };

  test('a file cut off anywhere', () => {
    for (const { bytes } of bmpVariants(noise(9, 7))) {
      // The last row's padding is no loss, nor is the end marker of run lengths.
      for (let length = 0; length < bytes.length - 8; length += 1 + (length >> 4)) {
        expectRefused(bytes.subarray(0, length));
      }
    }
  });

  test.each([
    ['no width', 0, 7],
    ['no height', 9, 0],
    ['a negative width', -9, 7],
    ['the smallest height', 9, -(2 ** 31)],
    ['the largest sides', 2 ** 31 - 1, 2 ** 31 - 1],
    ['100,000 x 100,000', 100_000, 100_000],
  ])('%s', (_name, width, height) => {
    expectRefused(
      patched((bytes) => {
        bytes.writeInt32LE(width, 18);
        bytes.writeInt32LE(height, 22);
      }),
    );
  });

  test('one pixel more than allowed, by its header alone', () => {
    expectSame(decodeBmp(whole, 63), noise(9, 7));
    expectRefused(whole, 62);
  });

  test.each([0, 3, 5, 15, 48, 64, 65535])('%i bits per pixel', (bits) => {
    expectRefused(patched((bytes) => bytes.writeUInt16LE(bits, 28)));
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 11, 12, 13, 0xffffffff])('compression %i of a 24-bit picture', (compression) => {
    expectRefused(patched((bytes) => bytes.writeUInt32LE(compression, 30)));
  });

  test('Huffman coding of OS/2, which shares its number with bit fields', () => {
    expectRefused(patched((bytes) => bytes.writeUInt32LE(3, 30), encodeMaskedBmp(noise(4, 4), 32, { header: 64 })));
  });

  test.each([0, 11, 13, 15, 125, 0x7fffffff, 0xffffffff])('a header of %i bytes', (size) => {
    expectRefused(patched((bytes) => bytes.writeUInt32LE(size, 14)));
  });

  test('masks with holes or without any colour', () => {
    const source = encodeMaskedBmp(noise(4, 4), 32, { masks: MASKS_RGBA, header: 108 });
    expectRefused(patched((bytes) => bytes.writeUInt32LE(0b1011, 54), source));
    expectRefused(patched((bytes) => bytes.fill(0, 54, 66), source));
  });
});
