import type { Picture } from '../../../lambda/face/picture/pixels/picture.ts';
import {
  type BmpHeaderSize,
  encodeBmp24,
  encodeIndexedBmp,
  encodeMaskedBmp,
  encodeRleBmp,
  MASKS_10_BIT,
  MASKS_555,
  MASKS_565,
  MASKS_RGBA,
  type Masks,
} from './bmp-encoder.ts';
import { fromPalette, toPalette } from './palette.ts';

export interface BmpVariant {
  readonly name: string;
  readonly bytes: Buffer;
  /** What a decoder has to make of it, to the last bit. */
  readonly expected: Picture;
}

const HEADERS: readonly BmpHeaderSize[] = [12, 16, 40, 52, 56, 64, 108, 124];
const HEADERS_WITH_MASKS: readonly BmpHeaderSize[] = [40, 52, 56, 108, 124];

/** One image in every kind of BMP that can hold it: depths, encodings, headers, row orders. */
export function bmpVariants(picture: Picture): BmpVariant[] {
  const variants: BmpVariant[] = [];
  const add = (name: string, bytes: Buffer, expected: Picture) => variants.push({ name, bytes, expected });
  for (const bits of [1, 2, 4, 8] as const) {
    const indexed = toPalette(picture, 2 ** bits);
    const expected = fromPalette(indexed);
    for (const header of HEADERS) {
      add(`${bits} bits, ${header}-byte header`, encodeIndexedBmp(indexed, bits, { header }), expected);
    }
    add(`${bits} bits, top-down`, encodeIndexedBmp(indexed, bits, { topDown: true }), expected);
    add(`${bits} bits, no offset`, encodeIndexedBmp(indexed, bits, { offset: 'zero' }), expected);
    add(`${bits} bits, offset beyond the end`, encodeIndexedBmp(indexed, bits, { offset: 'beyond' }), expected);
    add(`${bits} bits, gap before the pixels`, encodeIndexedBmp(indexed, bits, { gap: 7 }), expected);
    if (bits === 4 || bits === 8) {
      add(`RLE${bits}`, encodeRleBmp(indexed, bits), expected);
      add(`RLE${bits}, 64-byte header`, encodeRleBmp(indexed, bits, { header: 64 }), expected);
      add(`RLE${bits}, 124-byte header`, encodeRleBmp(indexed, bits, { header: 124 }), expected);
    }
  }
  const fifths = throughMasks(picture, MASKS_555);
  for (const header of HEADERS) {
    add(`16 bits, ${header}-byte header`, encodeMaskedBmp(picture, 16, { header }), fifths);
    add(`24 bits, ${header}-byte header`, encodeBmp24(picture, { header }), picture);
    add(`32 bits, ${header}-byte header`, encodeMaskedBmp(picture, 32, { header }), picture);
  }
  for (const header of HEADERS_WITH_MASKS) {
    const masked = (bits: 16 | 32, masks: Masks) => encodeMaskedBmp(picture, bits, { header, masks });
    add(`16 bits, 5-6-5, ${header}-byte header`, masked(16, MASKS_565), throughMasks(picture, MASKS_565));
    add(`16 bits, 5-5-5, ${header}-byte header`, masked(16, MASKS_555), fifths);
    add(`32 bits, 10-10-10, ${header}-byte header`, masked(32, MASKS_10_BIT), picture);
    add(`32 bits, 8-8-8-8, ${header}-byte header`, masked(32, MASKS_RGBA), picture);
  }
  add('24 bits, top-down', encodeBmp24(picture, { topDown: true }), picture);
  add('16 bits, top-down', encodeMaskedBmp(picture, 16, { topDown: true }), fifths);
  add('32 bits, top-down', encodeMaskedBmp(picture, 32, { topDown: true }), picture);
  return variants;
}

/** Returns the image with each level rounded to what its channel's bits can hold. */
export function throughMasks(picture: Picture, masks: Masks): Picture {
  const highest = masks.map((mask) => 2 ** mask.toString(2).replaceAll('0', '').length - 1);
  const data = picture.data.map((level, i) => {
    const top = highest[i % 3]!;
    return Math.round((255 * Math.round((level / 255) * top)) / top);
  });
  return { ...picture, data };
}
