import { invalid } from '../pixels/picture.ts';
import type { BoundedFile } from './bounded-file.ts';
import { isPlainProfile } from './colour-profile.ts';
import { MAX_BLOCK_WORK, MAX_DECODED_BYTES } from './decoder-limits.ts';
import { frameMarker } from './jpeg-segments.ts';
import { jpegWork } from './jpeg-work.ts';
import { isFloat, isRewritable, tiffReader } from './tiff-kind.ts';
import { COMPRESSION, readTiffLayout, TAG } from './tiff-layout.ts';
import { heldBytes, paddedBytes } from './tiff-memory.ts';
import { onlyPage } from './tiff-page.ts';
import { type TiffSegment, tiffSegments } from './tiff-segments.ts';
import { isCostlyWebp, TIFF_WEBP } from './webp-strips.ts';

/**
 * The most bytes of samples that are joined here, which takes about four times as much memory: 13 million pixels of RGB with 8
 * bits, 3 million with 32. Floating-point numbers of 16 bits become numbers of 32.
 */
const MAX_COPIED_BYTES = 40_000_000;

/**
 * The most bytes of LZW codes in the bit order that writers of 1988 used. In that order libtiff empties its table of 80 kB at
 * each code that asks for it, which can be every 18 bits.
 */
const MAX_OLD_LZW_BYTES = 256 * 1024;

/**
 * Bytes that may be held while a TIFF is decoded: 40 million pixels of RGB in planes, 27 million in a single strip of JPEG.
 * Tiles of the usual sizes take a tenth of it.
 */
const MAX_HELD_BYTES = 172_000_000;

/**
 * Limits what the first directory of a TIFF may ask for. Its strips or tiles must lie within the file without overlap, and
 * their number and decoded size are bounded. The following pages are cut off, because libvips would read the directories of
 * all pages. Tags that say nothing about the pixels are cut off, too.
 *
 * @throws PictureError `InvalidImage` when the directory asks for more
 */
export function boundTiff(bytes: Uint8Array, maxPixels: number): BoundedFile {
  const layout = readTiffLayout(bytes);
  const { width, height, compression } = layout;
  if (width * height > maxPixels) throw invalid('too-many-megapixels', width * height, maxPixels);
  const usual = tiffReader(layout);
  const size = paddedBytes(layout);
  if (size > MAX_DECODED_BYTES) throw invalid('too-costly');
  const { segments, isAsSaid } = tiffSegments(layout, bytes.length);
  const coefficientBytes = compression === COMPRESSION.jpeg ? boundJpegs(bytes, segments) : 0;
  const held = heldBytes(layout, coefficientBytes);
  if (held > MAX_HELD_BYTES) throw invalid('too-costly');
  if (compression === TIFF_WEBP && isCostlyWebp(bytes, layout, segments)) throw invalid('too-costly');
  const oldBytes = compression === COMPRESSION.lzw ? oldLzwBytes(bytes, segments) : 0;
  if (oldBytes > MAX_OLD_LZW_BYTES) throw invalid('too-costly');
  // libtiff warns about what old programs left out or did differently.
  const isOdd = (oldBytes > 0 || !isAsSaid) && isRewritable(layout);
  const reader = isOdd ? 'samples' : usual;
  const copied = isFloat(layout) && layout.bitsPerSample === 16 ? 2 * size : size;
  if (reader !== 'library' && copied > MAX_COPIED_BYTES) throw invalid('too-costly');
  const profile = layout.directory.bytes(TAG.colourProfile);
  const usesProfile = profile.length > 0 && isPlainProfile(profile);
  const tiff = { layout, segments, reader, isOldLzw: oldBytes > 0 };
  return { bytes: onlyPage(bytes, layout), usesProfile, heldBytes: held, tiff };
}

/** Start of a progressive frame, ITU-T T.81, table B.1. */
const PROGRESSIVE = 0xc2;

/**
 * Limits the work of all strips or tiles together. Each is its own JPEG.
 *
 * @returns the most bytes of coefficients that one of them takes
 */
function boundJpegs(bytes: Uint8Array, segments: readonly TiffSegment[]): number {
  let work = 0;
  let coefficientBytes = 0;
  for (const { start, end } of segments) {
    const jpeg = jpegWork(bytes.subarray(start, end));
    if (jpeg === null) throw invalid('damaged');
    work += jpeg.blockWork;
    if (work > MAX_BLOCK_WORK) throw invalid('too-costly');
    coefficientBytes = Math.max(coefficientBytes, jpeg.bufferedBytes);
    // Adobe's Technical Note 2 does not allow progressive JPEG, and libtiff warns about it.
    const isProgressive = frameMarker(bytes.subarray(start, end)) === PROGRESSIVE;
    if (isProgressive) throw invalid('unsupported-kind', 'tiffProgressiveJpeg');
  }
  return coefficientBytes;
}

/** Returns the bytes of the strips or tiles that libtiff reads as the old kind of LZW: it looks at the first code, too. */
function oldLzwBytes(bytes: Uint8Array, segments: readonly TiffSegment[]): number {
  return segments.reduce((sum, { start, end }) => {
    const isOld = end - start >= 2 && bytes[start] === 0 && (bytes[start + 1]! & 1) === 1;
    return sum + (isOld ? end - start : 0);
  }, 0);
}
