import type { Picture } from '../../../lambda/face/picture/pixels/picture.ts';
import { encodeRunLengths } from './bmp-rle-encoder.ts';
import type { IndexedPicture } from './palette.ts';

/** Bytes of the info header: 12 is OS/2 1.x, 16 and 64 OS/2 2.x, 40 Windows 3, 52 to 124 V2 to V5. */
export type BmpHeaderSize = 12 | 16 | 40 | 52 | 56 | 64 | 108 | 124;

export interface BmpOptions {
  /** Default 40. */
  readonly header?: BmpHeaderSize;
  readonly topDown?: boolean;
  /** What the file header says about the pixels' place: the truth, nothing, or more than the file has. */
  readonly offset?: 'right' | 'zero' | 'beyond';
  /** Bytes between the palette and the pixels; default 0. */
  readonly gap?: number;
}

/** Red, green, blue, alpha. */
export type Masks = readonly [number, number, number, number];

export const MASKS_565: Masks = [0xf800, 0x07e0, 0x001f, 0];
export const MASKS_555: Masks = [0x7c00, 0x03e0, 0x001f, 0];
export const MASKS_RGBA: Masks = [0x000000ff, 0x0000ff00, 0x00ff0000, 0xff000000];
export const MASKS_10_BIT: Masks = [0x3ff00000, 0x000ffc00, 0x000003ff, 0];

interface Parts {
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  /** The compression field. */
  readonly compression: number;
  /** For bit fields only. */
  readonly masks?: Masks;
  /** RGB, 3 bytes a colour. */
  readonly palette?: Uint8Array;
  /** Rows in the file's order. */
  readonly pixels: Uint8Array;
}

/** Writes 1, 2, 4 or 8 bits per pixel; the palette has as many entries as the image, not 2 ** bits. */
export function encodeIndexedBmp(picture: IndexedPicture, bits: 1 | 2 | 4 | 8, options: BmpOptions = {}): Buffer {
  const { width, height, palette, indices } = picture;
  const stride = strideOf(width, bits);
  const pixels = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * stride + Math.trunc((x * bits) / 8);
      pixels[at]! |= indices[fileRow(y, height, options) * width + x]! << (8 - bits - ((x * bits) % 8));
    }
  }
  return assemble({ width, height, bits, compression: 0, palette, pixels }, options);
}

/** Writes RLE4 or RLE8. */
export function encodeRleBmp(picture: IndexedPicture, bits: 4 | 8, options: BmpOptions = {}): Buffer {
  const { width, height, palette, indices } = picture;
  const rows = Array.from({ length: height }, (_, y) => {
    const row = fileRow(y, height, options);
    return indices.subarray(row * width, (row + 1) * width);
  });
  const pixels = encodeRunLengths(rows, bits);
  return assemble({ width, height, bits, compression: bits === 8 ? 1 : 2, palette, pixels }, options);
}

/** Writes 24 bits per pixel. */
export function encodeBmp24(picture: Picture, options: BmpOptions = {}): Buffer {
  const { width, height, data } = picture;
  const stride = strideOf(width, 24);
  const pixels = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = 3 * (fileRow(y, height, options) * width + x);
      pixels.set([data[from + 2]!, data[from + 1]!, data[from]!], y * stride + 3 * x);
    }
  }
  return assemble({ width, height, bits: 24, compression: 0, pixels }, options);
}

export interface MaskedOptions extends BmpOptions {
  /** Bit fields; without them 5-5-5 or 8-8-8 and an unused fourth byte. */
  readonly masks?: Masks;
  /** One byte per pixel for the alpha mask; default opaque. */
  readonly alpha?: Uint8Array;
}

/** Writes 16 or 32 bits per pixel. */
export function encodeMaskedBmp(picture: Picture, bits: 16 | 32, options: MaskedOptions = {}): Buffer {
  const { width, height, data } = picture;
  const masks = options.masks ?? (bits === 16 ? MASKS_555 : [0xff0000, 0xff00, 0xff, 0]);
  const stride = strideOf(width, bits);
  const pixels = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const pixel = fileRow(y, height, options) * width + x;
      const channels = [...data.subarray(3 * pixel, 3 * pixel + 3), options.alpha?.[pixel] ?? 255];
      const value = channels.reduce((sum, level, i) => sum + place(level, masks[i]!), 0);
      if (bits === 16) pixels.writeUInt16LE(value, y * stride + 2 * x);
      else pixels.writeUInt32LE(value, y * stride + 4 * x);
    }
  }
  const compression = options.masks === undefined ? 0 : masks[3] !== 0 && (options.header ?? 40) === 40 ? 6 : 3;
  return assemble({ width, height, bits, compression, masks: options.masks, pixels }, options);
}

/** A level from 0 to 255 as the bits of its channel. */
function place(level: number, mask: number): number {
  if (mask === 0) return 0;
  const unit = 2 ** (31 - Math.clz32(mask & -mask));
  return Math.round((level / 255) * (mask / unit)) * unit;
}

function strideOf(width: number, bits: number): number {
  return 4 * Math.ceil((width * bits) / 32);
}

function fileRow(y: number, height: number, options: BmpOptions): number {
  return options.topDown ? y : height - 1 - y;
}

function assemble(parts: Parts, options: BmpOptions): Buffer {
  const size = options.header ?? 40;
  const info = Buffer.alloc(size);
  info.writeUInt32LE(size, 0);
  if (size === 12) {
    info.writeUInt16LE(parts.width, 4);
    info.writeUInt16LE(parts.height, 6);
    info.writeUInt16LE(1, 8);
    info.writeUInt16LE(parts.bits, 10);
  } else {
    info.writeInt32LE(parts.width, 4);
    info.writeInt32LE(options.topDown ? -parts.height : parts.height, 8);
    info.writeUInt16LE(1, 12);
    info.writeUInt16LE(parts.bits, 14);
  }
  const colours = (parts.palette?.length ?? 0) / 3;
  if (size >= 40) {
    info.writeUInt32LE(parts.compression, 16);
    info.writeUInt32LE(parts.pixels.length, 20);
    info.writeUInt32LE(colours, 32);
  }
  const masks = Buffer.alloc(parts.compression === 6 ? 16 : 12);
  for (let i = 0; i < masks.length; i += 4) masks.writeUInt32LE(parts.masks?.[i / 4] ?? 0, i);
  if (parts.masks && size >= 52) masks.copy(info, 40);
  if (parts.masks && size >= 56) info.writeUInt32LE(parts.masks[3], 52);
  const palette = Buffer.alloc(colours * (size === 12 ? 3 : 4));
  for (let i = 0; i < colours; i++) {
    const [red, green, blue] = parts.palette!.subarray(3 * i, 3 * i + 3);
    palette.set([blue!, green!, red!], i * (size === 12 ? 3 : 4));
  }
  const before = [info, ...(parts.masks && size === 40 ? [masks] : []), palette, Buffer.alloc(options.gap ?? 0)];
  const offset = 14 + before.reduce((sum, part) => sum + part.length, 0);
  const file = Buffer.alloc(14);
  file.write('BM', 'latin1');
  file.writeUInt32LE(offset + parts.pixels.length, 2);
  file.writeUInt32LE(options.offset === 'zero' ? 0 : options.offset === 'beyond' ? 0x7fffffff : offset, 10);
  return Buffer.concat([file, ...before, parts.pixels]);
}
