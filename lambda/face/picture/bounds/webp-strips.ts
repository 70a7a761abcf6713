import type { TiffLayout } from './tiff-layout.ts';

/** Compression by WebP, each strip or tile on its own. */
export const TIFF_WEBP = 50_001;

/** Where the name of the first chunk stands, behind `RIFF`, a length and `WEBP`. */
const CHUNK_AT = 12;
/** The chunk of a lossy picture without alpha. */
const LOSSY = 'VP8 ';

/**
 * Pixels of a strip or tile of lossless WebP. For each 16 of them a file may bring prefix codes of its own, whose tables take
 * up to 12 kB: 200 MB for a tile of 512 x 512.
 */
const MAX_LOSSLESS_PIXELS = 512 * 512;

/** Returns whether the strips or tiles of a TIFF are WebP that takes too much memory for its size. */
export function hasLargeLosslessWebp(bytes: Uint8Array, layout: TiffLayout): boolean {
  if (layout.segmentWidth * layout.segmentHeight <= MAX_LOSSLESS_PIXELS) return false;
  return layout.segments.some(({ start, end }) => {
    const chunk = bytes.subarray(start + CHUNK_AT, Math.min(end, start + CHUNK_AT + LOSSY.length));
    return String.fromCharCode(...chunk) !== LOSSY;
  });
}
