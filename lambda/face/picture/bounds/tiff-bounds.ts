import { type BoundedFile, refuse, refuseSize } from './bounded-file.ts';
import { isPlainProfile } from './colour-profile.ts';
import { MAX_BLOCK_WORK, MAX_BUFFERED_BYTES } from './decoder-limits.ts';
import { jpegWork } from './jpeg-work.ts';
import { readTiffLayout, TAG, type TiffLayout } from './tiff-layout.ts';

const LZW = 5;
const JPEG = 7;

/**
 * Bytes of LZW codes in the order of bits that writers of 1988 used. libtiff empties its table of 80 kB at each code that asks
 * for it there, which can be every 18 bits.
 */
const MAX_OLD_LZW_BYTES = 256 * 1024;

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
  if (segmentBytes(layout) > MAX_BUFFERED_BYTES) throw refuseSize();
  if (layout.compression === JPEG) boundJpegs(bytes, layout);
  if (layout.compression === LZW && oldLzwBytes(bytes, layout) > MAX_OLD_LZW_BYTES) throw refuse();
  const profile = layout.directory.bytes(TAG.colourProfile);
  const usesProfile = profile.length > 0 && isPlainProfile(profile);
  return { bytes: firstPage(bytes, layout), usesProfile };
}

/** Returns the bytes of all strips or tiles, decoded: libvips may hold a picture of planes or of high strips whole. */
function segmentBytes({ isTiled, height, ...layout }: TiffLayout): number {
  const { columns, rows, segmentWidth, segmentHeight, samplesPerPixel, bitsPerSample } = layout;
  const pixels = columns * segmentWidth * (isTiled ? rows * segmentHeight : height);
  return pixels * samplesPerPixel * Math.ceil(bitsPerSample / 8);
}

/** Each strip or tile is a JPEG of its own; their work counts together. */
function boundJpegs(bytes: Uint8Array, { segments }: TiffLayout): void {
  let work = 0;
  for (const { start, end } of segments) {
    if (end <= start) continue;
    const jpeg = jpegWork(bytes.subarray(start, end));
    if (jpeg === null) throw refuse();
    work += jpeg.blockWork;
    if (jpeg.bufferedBytes > MAX_BUFFERED_BYTES || work > MAX_BLOCK_WORK) throw refuseSize();
  }
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
