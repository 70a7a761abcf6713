import { type BmpHeader, damaged } from './bmp-header.ts';

/** Second byte after a 0: what follows is no run. Larger values announce that many literal pixels. */
const END_OF_LINE = 0;
const END_OF_BITMAP = 1;
const DELTA = 2;

/** At least this share of a picture has to be in the file; the rest may be skipped and gets the first palette colour. */
const LEAST_SHARE = 0.5;

/**
 * Expands RLE4 or RLE8 ([MS-WMF] 3.1.6) to one palette index per pixel. Runs that are longer than the row are cut off.
 *
 * @returns width * height indices, rows in the order in which the file has them
 * @throws PictureError `InvalidImage` where the data ends before the picture does, or where most of the picture is
 *   skipped: a few bytes of skips would otherwise become a picture of any size
 */
export function expandRunLengths(bytes: Uint8Array, header: BmpHeader): Uint8Array {
  const { width, height } = header;
  const indices = new Uint8Array(width * height);
  const isNibbles = header.encoding === 'rle4';
  let at = header.pixelOffset;
  let x = 0;
  let y = 0;
  let painted = 0;
  let ended = false;
  while (y < height && !ended && at + 2 <= bytes.length) {
    const count = bytes[at]!;
    const value = bytes[at + 1]!;
    at += 2;
    if (count > 0) {
      const end = Math.min(x + count, width);
      const from = y * width + x;
      if (isNibbles) fillAlternating(indices, from, y * width + end, value >> 4, value & 15);
      else indices.fill(value, from, y * width + end);
      painted += end - x;
      x = end;
    } else if (value === END_OF_LINE) {
      x = 0;
      y++;
    } else if (value === END_OF_BITMAP) {
      ended = true;
    } else if (value === DELTA) {
      if (at + 2 > bytes.length) throw damaged();
      x = Math.min(x + bytes[at]!, width);
      y += bytes[at + 1]!;
      at += 2;
    } else {
      const size = isNibbles ? (value + 1) >> 1 : value;
      if (at + size > bytes.length) throw damaged();
      const end = Math.min(x + value, width);
      const row = y * width;
      for (let i = 0; x + i < end; i++) {
        indices[row + x + i] = isNibbles ? (bytes[at + (i >> 1)]! >> (i & 1 ? 0 : 4)) & 15 : bytes[at + i]!;
      }
      painted += end - x;
      x = end;
      // Literal pixels are padded to 16 bits.
      at += size + (size & 1);
    }
  }
  // Writers that forget the end marker have painted the last pixel.
  const complete = ended || y >= height || (y === height - 1 && x === width);
  if (!complete || painted < LEAST_SHARE * width * height) throw damaged();
  return indices;
}

function fillAlternating(indices: Uint8Array, from: number, to: number, first: number, second: number): void {
  for (let i = from; i < to; i += 2) indices[i] = first;
  for (let i = from + 1; i < to; i += 2) indices[i] = second;
}
