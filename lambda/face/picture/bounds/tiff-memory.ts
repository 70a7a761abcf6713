import { COMPRESSION, type TiffLayout } from './tiff-layout.ts';

/** Rows of tiles that libvips keeps. */
const KEPT_ROWS = 2;
/** Rows of pixels that libvips holds while it shrinks an image. */
const SHRUNK_ROWS = 450;

function pixelBytes({ samplesPerPixel, bitsPerSample }: TiffLayout): number {
  return samplesPerPixel * Math.ceil(bitsPerSample / 8);
}

/** Returns the bytes of all strips or tiles, decoded, edges of tiles included. */
export function paddedBytes(layout: TiffLayout): number {
  const { isTiled, height, columns, rows, segmentWidth, segmentHeight } = layout;
  return columns * segmentWidth * (isTiled ? rows * segmentHeight : height) * pixelBytes(layout);
}

/**
 * Returns the bytes that libvips and libtiff hold while they decode, besides the image that is asked for: two rows of tiles
 * and a tile; a strip of all planes and that of one; a strip of JPEG twice. Other strips come row by row. In addition some rows. Measured with
 * libvips 8.18 to within 45 MB.
 *
 * @param coefficientBytes what libjpeg holds of a strip or tile; 0 for other compressions
 */
export function heldBytes(layout: TiffLayout, coefficientBytes: number): number {
  const { isTiled, isPlanar, compression, columns, rows, segmentWidth, segmentHeight, samplesPerPixel } = layout;
  const row = columns * segmentWidth * segmentHeight * pixelBytes(layout);
  const others = coefficientBytes + SHRUNK_ROWS * layout.width * pixelBytes(layout);
  if (isTiled) return row * Math.min(KEPT_ROWS, rows) + row / columns + others;
  if (isPlanar) return row + row / samplesPerPixel + others;
  return compression === COMPRESSION.jpeg ? 2 * row + others : others;
}
