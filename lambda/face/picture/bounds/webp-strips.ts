import type { TiffLayout } from './tiff-layout.ts';
import type { TiffSegment } from './tiff-segments.ts';

/** Value of the compression tag for WebP. Each strip or tile is its own WebP file. */
export const TIFF_WEBP = 50_001;

/** Offset of the name of the first chunk, after `RIFF`, a length and `WEBP`. */
const CHUNK_AT = 12;
/** The chunk of a lossy image without alpha. */
const LOSSY = 'VP8 ';

/**
 * Pixels of a strip or tile of lossless WebP. Each 16 of them may have their own prefix codes in the file, whose tables take
 * up to 12 kB: 200 MB for a tile of 512 x 512.
 */
const MAX_LOSSLESS_PIXELS = 512 * 512;

/**
 * Bytes of all strips or tiles of lossless WebP. Prefix codes that say almost nothing take 5 bytes, and making their tables
 * takes about 12 microseconds: 1.3 s for this many bytes. Photos of up to half a megapixel are below it.
 */
const MAX_LOSSLESS_BYTES = 512 * 1024;

/** Returns whether the strips or tiles of a TIFF are lossless WebP that takes too much memory or time for its size. */
export function isCostlyWebp(
  bytes: Uint8Array,
  { segmentWidth, segmentHeight }: TiffLayout,
  segments: readonly TiffSegment[],
): boolean {
  const lossless = segments.filter(({ start, end }) => {
    const chunk = bytes.subarray(start + CHUNK_AT, Math.min(end, start + CHUNK_AT + LOSSY.length));
    return String.fromCharCode(...chunk) !== LOSSY;
  });
  const size = lossless.reduce((sum, { start, end }) => sum + end - start, 0);
  return size > MAX_LOSSLESS_BYTES || (lossless.length > 0 && segmentWidth * segmentHeight > MAX_LOSSLESS_PIXELS);
}
