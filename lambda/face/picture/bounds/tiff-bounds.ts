import { type BoundedFile, refuse, refuseSize } from './bounded-file.ts';
import { isPlainProfile } from './colour-profile.ts';
import { MAX_BLOCK_WORK, MAX_DECODED_BYTES } from './decoder-limits.ts';
import { jpegWork } from './jpeg-work.ts';
import { readTiffLayout, TAG, type TiffLayout } from './tiff-layout.ts';
import { heldBytes, paddedBytes, TIFF_JPEG } from './tiff-memory.ts';
import { hasLargeLosslessWebp, TIFF_WEBP } from './webp-strips.ts';

const LZW = 5;

/**
 * Bytes of LZW codes in the order of bits that writers of 1988 used. libtiff empties its table of 80 kB at each code that asks
 * for it there, which can be every 18 bits.
 */
const MAX_OLD_LZW_BYTES = 256 * 1024;

/**
 * What may be held while a TIFF is decoded: 40 million pixels of RGB in planes, 27 million in a single strip of JPEG. Tiles of
 * the usual sizes take a tenth of it.
 */
const MAX_HELD_BYTES = 172_000_000;

/**
 * Holds a TIFF to what its first directory may ask for: strips or tiles that lie apart within the file, a bounded number of
 * them, and a bounded size of what is decoded from each. The following pages are cut off, since libvips would read the
 * directories of all.
 *
 * @throws PictureError `InvalidImage`
 */
export function boundTiff(bytes: Uint8Array, maxPixels: number): BoundedFile {
  const layout = readTiffLayout(bytes);
  if (layout === null || layout.width * layout.height > maxPixels) throw refuse();
  const coefficientBytes = layout.compression === TIFF_JPEG ? boundJpegs(bytes, layout) : 0;
  const isLarge = paddedBytes(layout) > MAX_DECODED_BYTES || heldBytes(layout, coefficientBytes) > MAX_HELD_BYTES;
  if (isLarge) throw refuseSize();
  if (layout.compression === LZW && oldLzwBytes(bytes, layout) > MAX_OLD_LZW_BYTES) throw refuse();
  if (layout.compression === TIFF_WEBP && hasLargeLosslessWebp(bytes, layout)) throw refuseSize();
  const profile = layout.directory.bytes(TAG.colourProfile);
  const usesProfile = profile.length > 0 && isPlainProfile(profile);
  return { bytes: firstPage(bytes, layout), usesProfile };
}

/**
 * Each strip or tile is a JPEG of its own; their work counts together.
 *
 * @returns the most bytes of coefficients that one takes
 */
function boundJpegs(bytes: Uint8Array, { segments }: TiffLayout): number {
  let work = 0;
  let coefficientBytes = 0;
  for (const { start, end } of segments) {
    const jpeg = jpegWork(bytes.subarray(start, end));
    if (jpeg === null) throw refuse();
    work += jpeg.blockWork;
    if (work > MAX_BLOCK_WORK) throw refuseSize();
    coefficientBytes = Math.max(coefficientBytes, jpeg.bufferedBytes);
  }
  return coefficientBytes;
}

/** Returns the bytes of the strips or tiles that libtiff reads as LZW of the old kind: it looks at the first code, too. */
function oldLzwBytes(bytes: Uint8Array, { segments }: TiffLayout): number {
  return segments.reduce((sum, { start, end }) => {
    const isOld = end - start >= 2 && bytes[start] === 0 && (bytes[start + 1]! & 1) === 1;
    return sum + (isOld ? end - start : 0);
  }, 0);
}

/** Returns the file without a way to its second page; the same bytes where there is none. */
function firstPage(bytes: Uint8Array, { directory }: TiffLayout): Uint8Array {
  const { at, size } = directory.next;
  if (bytes.subarray(at, at + size).every((byte) => byte === 0)) return bytes;
  return Uint8Array.from(bytes).fill(0, at, at + size);
}
