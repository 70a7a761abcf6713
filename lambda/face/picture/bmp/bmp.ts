import type { DecodedPicture, Picture } from '../pixels/picture.ts';
import { readBmpHeader } from './header.ts';
import { bmpRows, type PaintRow } from './rows.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Decodes a BMP file: 1, 2, 4, 8, 16, 24 and 32 bits per pixel, RLE4, RLE8, bit fields, bottom-up and top-down, headers
 * of OS/2 and Windows. We wrote it because libvips does not read BMP.
 *
 * An image with an alpha mask is put on white, as transparent PNGs are. If every alpha is 0, the writer has not used
 * it, and the image counts as opaque, as in browsers.
 *
 * @param bytes the whole file
 * @param maxPixels largest width x height, checked before anything is allocated
 * @param factorFor returns a whole number, at least 1, for the size in the file. The image becomes that many times smaller
 *   while it is decoded, and is never held whole. Each pixel is the average of factor x factor pixels, or of fewer at the
 *   right and lower edge. Default 1
 * @returns ceil(width / factor) x ceil(height / factor)
 * @throws PictureError `InvalidImage` for a damaged, truncated or unsupported file
 */
export function decodeBmp(
  bytes: Uint8Array,
  maxPixels: number,
  factorFor: (size: Size) => number = () => 1,
): DecodedPicture {
  const header = readBmpHeader(bytes, maxPixels);
  const paint = bmpRows(bytes, header);
  const factor = factorFor(header);
  const picture =
    factor === 1 ? paintWhole(header, header.topDown, paint) : reduce(header, header.topDown, paint, factor);
  return { ...picture, fileWidth: header.width, fileHeight: header.height };
}

function paintWhole({ width, height }: Size, topDown: boolean, paint: PaintRow): Picture {
  const data = new Uint8Array(3 * width * height);
  for (let row = 0; row < height; row++) paint(data, 3 * width * (topDown ? row : height - 1 - row));
  return { width, height, data };
}

function reduce({ width, height }: Size, topDown: boolean, paint: PaintRow, factor: number): Picture {
  const columns = Math.ceil(width / factor);
  const rows = Math.ceil(height / factor);
  const data = new Uint8Array(3 * columns * rows);
  const painted = new Uint8Array(3 * width);
  // 32 bits are not enough: 40 million pixels may become one.
  const sums = new Float64Array(3 * columns);
  for (let row = 0; row < height; row++) {
    paint(painted, 0);
    addRow(painted, factor, sums);
    const y = topDown ? row : height - 1 - row;
    const top = y - (y % factor);
    const bottom = Math.min(top + factor, height) - 1;
    if (y !== (topDown ? bottom : top)) continue;
    writeAverages(sums, { width, height: bottom + 1 - top }, factor, data, 3 * columns * (top / factor));
    sums.fill(0);
  }
  return { width: columns, height: rows, data };
}

/** Adds each `factor` pixels of a row to their sum. */
function addRow(row: Uint8Array, factor: number, sums: Float64Array): void {
  for (let column = 0, at = 0; column < sums.length; column += 3) {
    let red = 0;
    let green = 0;
    let blue = 0;
    for (const end = Math.min(at + 3 * factor, row.length); at < end; at += 3) {
      red += row[at]!;
      green += row[at + 1]!;
      blue += row[at + 2]!;
    }
    sums[column]! += red;
    sums[column + 1]! += green;
    sums[column + 2]! += blue;
  }
}

/** @param band the pixels that the sums are of: the image's width, and as many rows as were added */
function writeAverages(sums: Float64Array, band: Size, factor: number, data: Uint8Array, to: number): void {
  const wholeColumns = 3 * Math.floor(band.width / factor);
  const pixels = factor * band.height;
  // Adding a half and cutting off, which storing does, is several times faster than Math.round.
  for (let i = 0; i < wholeColumns; i++) data[to + i] = sums[i]! / pixels + 0.5;
  const edgePixels = (band.width % factor) * band.height;
  for (let i = wholeColumns; i < sums.length; i++) data[to + i] = sums[i]! / edgePixels + 0.5;
}
