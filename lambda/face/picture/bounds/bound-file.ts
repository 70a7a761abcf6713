import type { BoundedFile } from './bounded-file.ts';
import { boundJpeg } from './jpeg-bounds.ts';
import { boundPng } from './png-bounds.ts';
import { boundTiff } from './tiff-bounds.ts';

/**
 * Holds a file to the work and memory that its size justifies, before a decoder sees it. Reads headers, tables and
 * directories only, in time and memory that are in proportion to the file.
 *
 * @param bytes the whole file; it is not changed
 * @param maxPixels the most pixels, width x height
 * @returns the file to decode, and whether its colour profile may be applied
 * @throws PictureError `InvalidImage` for a file that asks for more than it may
 */
export function boundFile(format: 'jpeg' | 'png' | 'tiff', bytes: Uint8Array, maxPixels: number): BoundedFile {
  if (format === 'jpeg') return boundJpeg(bytes);
  return format === 'png' ? boundPng(bytes) : boundTiff(bytes, maxPixels);
}
