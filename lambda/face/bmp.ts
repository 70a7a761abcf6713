import { type BmpHeader, type ChannelMasks, damaged, readBmpHeader } from './bmp-header.ts';
import { expandRunLengths } from './bmp-rle.ts';
import type { Picture } from './picture.ts';

/**
 * Decodes a BMP file: 1, 2, 4, 8, 16, 24 and 32 bits per pixel, RLE4, RLE8, bit fields, bottom-up and top-down, headers
 * of OS/2 and Windows. Ours because libvips does not read BMP.
 *
 * A picture with an alpha mask is put on white, as transparent PNGs are; where every alpha is 0 the writer has not used
 * it, and the picture is taken as opaque, as browsers do.
 *
 * @param bytes the whole file
 * @param maxPixels largest width x height, checked before anything is allocated
 * @throws PictureError `InvalidImage` for a damaged, truncated or unsupported file
 */
export function decodeBmp(bytes: Uint8Array, maxPixels: number): Picture {
  const header = readBmpHeader(bytes, maxPixels);
  const { width, height, bitsPerPixel } = header;
  if (header.encoding !== 'uncompressed') {
    const indices = expandRunLengths(bytes, header);
    const data = new Uint8Array(3 * width * height);
    forEachRow(header, (row, to) => paintIndices(indices, row * width, 8, header, data, to));
    return { width, height, data };
  }
  const stride = 4 * Math.ceil((width * bitsPerPixel) / 32);
  // The last row's padding may be missing.
  const size = stride * (height - 1) + Math.ceil((width * bitsPerPixel) / 8);
  if (header.pixelOffset + size > bytes.length) throw damaged();

  const data = new Uint8Array(3 * width * height);
  if (bitsPerPixel <= 8) {
    forEachRow(header, (row, to) =>
      paintIndices(bytes, header.pixelOffset + row * stride, bitsPerPixel, header, data, to),
    );
  } else if (bitsPerPixel === 24) {
    forEachRow(header, (row, to) => paintBgr(bytes, header.pixelOffset + row * stride, data, to, width));
  } else {
    paintMasked(bytes, header, stride, data);
  }
  return { width, height, data };
}

/** Calls back with each row's number in the file and its byte offset in the picture. */
function forEachRow(header: BmpHeader, paint: (row: number, to: number) => void): void {
  for (let row = 0; row < header.height; row++) {
    paint(row, 3 * header.width * (header.topDown ? row : header.height - 1 - row));
  }
}

/** Paints a row of palette indices of `bits` bits each, the leftmost in the highest bits. */
function paintIndices(
  source: Uint8Array,
  from: number,
  bits: number,
  header: BmpHeader,
  data: Uint8Array,
  to: number,
): void {
  const { width, palette } = header;
  const perByte = 8 / bits;
  const mask = 2 ** bits - 1;
  for (let x = 0, at = to; x < width; x++, at += 3) {
    const shift = 8 - bits * ((x % perByte) + 1);
    const colour = 3 * ((source[from + Math.trunc(x / perByte)]! >> shift) & mask);
    data[at] = palette[colour]!;
    data[at + 1] = palette[colour + 1]!;
    data[at + 2] = palette[colour + 2]!;
  }
}

function paintBgr(bytes: Uint8Array, from: number, data: Uint8Array, to: number, width: number): void {
  for (let end = to + 3 * width; to < end; to += 3, from += 3) {
    data[to] = bytes[from + 2]!;
    data[to + 1] = bytes[from + 1]!;
    data[to + 2] = bytes[from]!;
  }
}

/** Paints 16- and 32-bit pixels whose channels are given by masks. */
function paintMasked(bytes: Uint8Array, header: BmpHeader, stride: number, data: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { width, bitsPerPixel, masks } = header;
  const step = bitsPerPixel / 8;
  const [red, green, blue] = masks.map(channelOf) as [Channel, Channel, Channel, Channel];
  const alpha = usesAlpha(view, header, stride) ? channelOf(masks[3]) : null;
  forEachRow(header, (row, start) => {
    let from = header.pixelOffset + row * stride;
    for (let to = start, end = start + 3 * width; to < end; to += 3, from += step) {
      const pixel = step === 2 ? view.getUint16(from, true) : view.getUint32(from, true);
      const opacity = alpha === null ? 255 : alpha.levels[(pixel & alpha.mask) >>> alpha.shift]!;
      data[to] = onWhite(red.levels[(pixel & red.mask) >>> red.shift]!, opacity);
      data[to + 1] = onWhite(green.levels[(pixel & green.mask) >>> green.shift]!, opacity);
      data[to + 2] = onWhite(blue.levels[(pixel & blue.mask) >>> blue.shift]!, opacity);
    }
  });
}

function onWhite(level: number, opacity: number): number {
  return opacity === 255 ? level : Math.round(255 + ((level - 255) * opacity) / 255);
}

/** How to get a channel's level, 0 to 255, from a pixel. */
interface Channel {
  readonly mask: number;
  readonly shift: number;
  readonly levels: Uint8Array;
}

function channelOf(mask: number): Channel {
  if (mask === 0) return { mask: 0, shift: 0, levels: new Uint8Array(256) };
  const lowest = 31 - Math.clz32(mask & -mask);
  const bits = 32 - Math.clz32(mask) - lowest;
  // Of a channel wider than 8 bits the 8 highest count.
  const used = Math.min(bits, 8);
  const highest = 2 ** used - 1;
  return {
    mask,
    shift: lowest + bits - used,
    levels: Uint8Array.from({ length: 256 }, (_, value) => Math.round((255 * Math.min(value, highest)) / highest)),
  };
}

function usesAlpha(view: DataView, header: BmpHeader, stride: number): boolean {
  const mask: ChannelMasks[3] = header.masks[3];
  if (mask === 0) return false;
  const step = header.bitsPerPixel / 8;
  for (let row = 0; row < header.height; row++) {
    const start = header.pixelOffset + row * stride;
    for (let at = start; at < start + header.width * step; at += step) {
      if (((step === 2 ? view.getUint16(at, true) : view.getUint32(at, true)) & mask) !== 0) return true;
    }
  }
  return false;
}
