import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeBmp } from '../../../../../lambda/face/picture/bmp/bmp.ts';
import { MAX_PIXELS, type Picture } from '../../../../../lambda/face/picture/pixels/picture.ts';
import {
  type BmpHeaderSize,
  type BmpOptions,
  encodeBmp24,
  encodeIndexedBmp,
  encodeMaskedBmp,
  encodeRleBmp,
  MASKS_10_BIT,
  MASKS_555,
  MASKS_565,
  MASKS_RGBA,
} from '../../../../support/bmp/bmp-encoder.ts';
import { throughMasks } from '../../../../support/bmp/bmp-variants.ts';
import { fromPalette, type IndexedPicture } from '../../../../support/bmp/palette.ts';

/** Runs of more than 255 pixels need wide images. */
const sizes = fc.oneof(
  fc.record({ width: fc.integer({ min: 1, max: 40 }), height: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ width: fc.integer({ min: 250, max: 520 }), height: fc.integer({ min: 1, max: 3 }) }),
);
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const pictures: fc.Arbitrary<Picture> = sizes.chain(({ width, height }) =>
  bytes(3 * width * height).map((data) => ({ width, height, data })),
);

/** An image of up to 2 ** bits colours; few of them, so that there are runs. */
function indexedPictures(bits: number): fc.Arbitrary<IndexedPicture> {
  return fc.tuple(sizes, fc.integer({ min: 1, max: 2 ** bits })).chain(([{ width, height }, colours]) =>
    fc.record({
      width: fc.constant(width),
      height: fc.constant(height),
      palette: bytes(3 * colours),
      indices: fc
        .array(fc.tuple(fc.integer({ min: 0, max: colours - 1 }), fc.integer({ min: 1, max: 300 })), { minLength: 1 })
        .map((runs) => Uint8Array.from({ length: width * height }, indexAt(runs))),
    }),
  );
}

/** Returns the value of the run in which each position lies; the runs begin again after the last. */
function indexAt(runs: readonly (readonly [value: number, length: number])[]): (_: unknown, i: number) => number {
  const whole = runs.flatMap(([value, length]) => new Array<number>(length).fill(value));
  return (_, i) => whole[i % whole.length]!;
}

/** Headers of 12 bytes have no sign of the height; only those of 40 and more say how many colours the palette has. */
function options(headers: readonly BmpHeaderSize[]): fc.Arbitrary<BmpOptions> {
  return fc.oneof(
    fc.record({
      header: fc.constantFrom(...headers),
      gap: fc.integer({ min: 0, max: 9 }),
    }),
    fc.record({
      header: fc.constantFrom(...headers.filter((header) => header >= 40)),
      topDown: fc.boolean(),
      offset: fc.constantFrom('right', 'zero', 'beyond'),
    }),
  );
}

const ALL: readonly BmpHeaderSize[] = [12, 16, 40, 52, 56, 64, 108, 124];
const WITH_COMPRESSION = ALL.filter((header) => header >= 40);
const WITH_MASKS = WITH_COMPRESSION.filter((header) => header !== 64);

function expectDecoded(file: Uint8Array, expected: Picture): void {
  const { width, height, data } = decodeBmp(file, MAX_PIXELS);
  expect([width, height]).toEqual([expected.width, expected.height]);
  expect(Buffer.compare(data, expected.data)).toBe(0);
}

describe('a BMP of any size is decoded to the pixels that were written', () => {
  test('24 bits', () => {
    fc.assert(fc.property(pictures, options(ALL), (picture, how) => expectDecoded(encodeBmp24(picture, how), picture)));
  });

  test.each([
    [16, undefined, MASKS_555, ALL],
    [16, MASKS_565, MASKS_565, WITH_MASKS],
    [32, undefined, MASKS_RGBA, ALL],
    [32, MASKS_RGBA, MASKS_RGBA, WITH_MASKS],
    [32, MASKS_10_BIT, MASKS_10_BIT, WITH_MASKS],
  ] as const)('%i bits, masks %j', (bits, masks, effective, headers) => {
    fc.assert(
      fc.property(pictures, options(headers), (picture, how) =>
        expectDecoded(encodeMaskedBmp(picture, bits, { ...how, masks }), throughMasks(picture, effective)),
      ),
    );
  });

  test.each([1, 2, 4, 8] as const)('%i bits with a palette', (bits) => {
    fc.assert(
      fc.property(indexedPictures(bits), options(ALL), (picture, how) =>
        expectDecoded(encodeIndexedBmp(picture, bits, how), fromPalette(picture)),
      ),
    );
  });

  test.each([4, 8] as const)('RLE%i', (bits) => {
    fc.assert(
      fc.property(indexedPictures(bits), options(WITH_COMPRESSION), (picture, how) =>
        expectDecoded(encodeRleBmp(picture, bits, how), fromPalette(picture)),
      ),
    );
  });
});
