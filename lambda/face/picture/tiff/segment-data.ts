import { TAG, type TiffLayout } from '../bounds/tiff-layout.ts';
import type { TiffSegment } from '../bounds/tiff-segments.ts';

/** The value of the tag fill order that says that a byte's lowest bit comes first. */
const LOWEST_FIRST = 2;

const REVERSED_BITS = Uint8Array.from({ length: 256 }, (_, byte) => {
  let reversed = 0;
  for (let bit = 0; bit < 8; bit++) reversed |= ((byte >> bit) & 1) << (7 - bit);
  return reversed;
});

/**
 * Returns the bytes of a strip or tile as its codec takes them. libtiff turns the bits of each byte round where the fill order
 * (TIFF 6.0, page 32) says so, also those of deflate and PackBits.
 */
export function segmentData(bytes: Uint8Array, { directory }: TiffLayout, { start, end }: TiffSegment): Uint8Array {
  const data = bytes.subarray(start, end);
  if (directory.numbers(TAG.fillOrder, 1)?.[0] !== LOWEST_FIRST) return data;
  return Uint8Array.from(data, (byte) => REVERSED_BITS[byte]!);
}
