import { invalid } from '../pixels/picture.ts';
import type { BmpHeader, ChannelMasks } from './header.ts';
import { runLengthRows } from './rle.ts';

/** Paints the next row of the file as RGB, 3 * width bytes from `to` on. */
export type PaintRow = (data: Uint8Array, to: number) => void;

/**
 * The rows of a BMP, one after the other. Holds the indices of one row at most.
 *
 * @returns to be called once for each row, in the order in which the file has them
 * @throws PictureError `InvalidImage` where the pixels are damaged or cut off: here, not when a row is painted
 */
export function bmpRows(bytes: Uint8Array, header: BmpHeader): PaintRow {
  const { width, height, bitsPerPixel } = header;
  if (header.encoding !== 'uncompressed') {
    const next = runLengthRows(bytes, header);
    const indices = new Uint8Array(width);
    return (data, to) => {
      next(indices);
      paintIndices(indices, 0, 8, header, data, to);
    };
  }
  const stride = 4 * Math.ceil((width * bitsPerPixel) / 32);
  // The last row's padding may be missing.
  const size = stride * (height - 1) + Math.ceil((width * bitsPerPixel) / 8);
  if (header.pixelOffset + size > bytes.length) throw invalid('truncated');

  const paint = rowPainter(bytes, header, stride);
  let from = header.pixelOffset;
  return (data, to) => {
    paint(from, data, to);
    from += stride;
  };
}

/** For rows that stand in the file as they are: paints the one that begins at `from`. */
type PaintFrom = (from: number, data: Uint8Array, to: number) => void;

function rowPainter(bytes: Uint8Array, header: BmpHeader, stride: number): PaintFrom {
  const { width, bitsPerPixel } = header;
  if (bitsPerPixel === 16 || bitsPerPixel === 32) return maskedPainter(bytes, header, stride);
  if (bitsPerPixel === 24) return (from, data, to) => paintBgr(bytes, from, data, to, width);
  return (from, data, to) => paintIndices(bytes, from, bitsPerPixel, header, data, to);
}

/** Paints a row of palette indices of `bits` bits each, the leftmost in the highest bits. */
function paintIndices(
  source: Uint8Array,
  from: number,
  bits: 1 | 2 | 4 | 8,
  header: BmpHeader,
  data: Uint8Array,
  to: number,
): void {
  const { width, palette } = header;
  const perByte = 8 / bits;
  const bytesBits = Math.log2(perByte);
  const mask = 2 ** bits - 1;
  for (let x = 0, at = to; x < width; x++, at += 3) {
    const shift = 8 - bits * ((x & (perByte - 1)) + 1);
    const colour = 3 * ((source[from + (x >> bytesBits)]! >> shift) & mask);
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

/** For 16- and 32-bit pixels whose channels are given by masks. */
function maskedPainter(bytes: Uint8Array, header: BmpHeader, stride: number): PaintFrom {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { width, bitsPerPixel, masks } = header;
  const step = bitsPerPixel / 8;
  const [red, green, blue] = masks.map(channelOf) as [Channel, Channel, Channel, Channel];
  const alpha = usesAlpha(view, header, stride) ? channelOf(masks[3]) : null;
  return (start, data, to) => {
    for (let from = start, end = to + 3 * width; to < end; to += 3, from += step) {
      const pixel = step === 2 ? view.getUint16(from, true) : view.getUint32(from, true);
      const opacity = alpha === null ? 255 : alpha.levels[(pixel & alpha.mask) >>> alpha.shift]!;
      data[to] = onWhite(red.levels[(pixel & red.mask) >>> red.shift]!, opacity);
      data[to + 1] = onWhite(green.levels[(pixel & green.mask) >>> green.shift]!, opacity);
      data[to + 2] = onWhite(blue.levels[(pixel & blue.mask) >>> blue.shift]!, opacity);
    }
  };
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
