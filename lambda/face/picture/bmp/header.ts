import type { UnsupportedKindName } from '../../../contract/unsupported-kinds.ts';
import { invalid, type PictureError } from '../pixels/picture.ts';

/** Red, green, blue, alpha: which bits of a pixel belong to the channel; 0 for none. */
export type ChannelMasks = readonly [number, number, number, number];

/** What the headers of a BMP say about its pixels; checked, see {@link readBmpHeader}. */
export interface BmpHeader {
  readonly width: number;
  readonly height: number;
  /** Rows are stored from the top; otherwise, as is usual, from the bottom. */
  readonly topDown: boolean;
  readonly bitsPerPixel: 1 | 2 | 4 | 8 | 16 | 24 | 32;
  readonly encoding: 'uncompressed' | 'rle4' | 'rle8';
  /** For 16 and 32 bits per pixel. */
  readonly masks: ChannelMasks;
  /** 256 entries of RGB, black where the file has fewer. */
  readonly palette: Uint8Array;
  /** Where the pixels begin in the file. */
  readonly pixelOffset: number;
}

export const FILE_HEADER = 14;
/** OS/2 1.x: 16-bit width and height, palette of 3-byte entries. */
const CORE_HEADER = 12;
const SMALLEST_OS2_V2_HEADER = 16;
const INFO_HEADER = 40;
/** From here on the red, green and blue masks are part of the header ... */
const HEADER_WITH_MASKS = 52;
/** ... and from here on the alpha mask too. */
const HEADER_WITH_ALPHA = 56;
/** Full OS/2 2.x: the numbers 3 and 4 mean Huffman and 24-bit RLE there, not bit fields and JPEG. */
const OS2_V2_HEADER = 64;
const LARGEST_HEADER = 124;

/** The compression field of [MS-WMF] 2.1.1.7. */
const BI_RGB = 0;
const BI_RLE8 = 1;
const BI_RLE4 = 2;
const BI_BITFIELDS = 3;
const BI_JPEG = 4;
const BI_PNG = 5;
const BI_ALPHABITFIELDS = 6;
const BI_CMYK = 11;
const BI_CMYKRLE4 = 13;

const MASKS_555: ChannelMasks = [0x7c00, 0x03e0, 0x001f, 0];
// The fourth byte of a plain 32-bit BMP is unused: most programs leave it 0, which as alpha would hide the image.
const MASKS_888: ChannelMasks = [0xff0000, 0x00ff00, 0x0000ff, 0];

/**
 * Reads the file header, the info header of any version (OS/2 1.x and 2.x, Windows 3 to V5), channel masks and palette.
 * Formats: [MS-WMF] 2.2.2.3 ff. (DeviceIndependentBitmap), OS/2 2.x as in the Encyclopedia of Graphics File Formats.
 *
 * @param maxPixels reject a larger width x height
 * @throws PictureError `InvalidImage` for a header that cannot be, or that asks for what is not supported
 */
export function readBmpHeader(bytes: Uint8Array, maxPixels: number): BmpHeader {
  if (bytes.length < FILE_HEADER + CORE_HEADER) throw invalid('truncated');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerSize = view.getUint32(FILE_HEADER, true);
  const headerEnd = FILE_HEADER + headerSize;
  const isCore = headerSize === CORE_HEADER;
  if (!isCore && (headerSize < SMALLEST_OS2_V2_HEADER || headerSize > LARGEST_HEADER)) throw damaged();
  if (headerEnd > bytes.length) throw invalid('truncated');

  // OS/2 2.x headers may stop after any field; what is missing is 0.
  const field32 = (at: number) => (at + 4 <= headerSize ? view.getUint32(FILE_HEADER + at, true) : 0);
  const width = isCore ? view.getUint16(FILE_HEADER + 4, true) : view.getInt32(FILE_HEADER + 4, true);
  const signedHeight = isCore ? view.getUint16(FILE_HEADER + 6, true) : view.getInt32(FILE_HEADER + 8, true);
  const height = Math.abs(signedHeight);
  if (width < 1 || height < 1) throw damaged();
  if (width * height > maxPixels) throw invalid('too-many-megapixels', width * height, maxPixels);

  const bitsPerPixel = view.getUint16(FILE_HEADER + (isCore ? 10 : 14), true);
  const compression = isCore ? BI_RGB : field32(16);
  const unsupported = unreadBmp(compression, bitsPerPixel, headerSize);
  if (unsupported !== null) throw invalid('unsupported-kind', unsupported);
  if (!isKnownDepth(bitsPerPixel)) throw damaged();
  const encoding = encodingOf(compression, bitsPerPixel, headerSize);
  const hasMasks = compression === BI_BITFIELDS || compression === BI_ALPHABITFIELDS;
  const masks = hasMasks ? readMasks(view, headerSize, compression) : bitsPerPixel === 16 ? MASKS_555 : MASKS_888;

  const masksAfterHeader = hasMasks && headerSize < HEADER_WITH_MASKS ? (compression === BI_BITFIELDS ? 12 : 16) : 0;
  const paletteStart = headerEnd + masksAfterHeader;
  const entrySize = isCore ? 3 : 4;
  const entries = bitsPerPixel > 8 ? 0 : Math.min(field32(32) || 2 ** bitsPerPixel, 2 ** bitsPerPixel);
  const declaredOffset = view.getUint32(10, true);
  // Some writers leave the offset 0 or get it wrong: the pixels follow the palette then.
  const offsetIsSane = declaredOffset >= paletteStart && declaredOffset < bytes.length;
  const pixelOffset = offsetIsSane ? declaredOffset : paletteStart + entries * entrySize;
  const palette = readPalette(
    bytes,
    paletteStart,
    Math.min(entries * entrySize, pixelOffset - paletteStart),
    entrySize,
  );
  return { width, height, topDown: signedHeight < 0, bitsPerPixel, encoding, masks, palette, pixelOffset };
}

/** Returns the error for a file that contradicts itself. */
export function damaged(): PictureError {
  return invalid('damaged');
}

/** Depths that [MS-WMF] and Windows CE know: any other says that the header is not one. */
const KNOWN_DEPTHS = [0, 1, 2, 4, 8, 16, 24, 32, 48, 64];

/**
 * Returns the kind of a file that is not read though nothing is wrong with it; `null` for all others. OS/2 gave the
 * compressions 3 and 4 other meanings than Windows.
 */
function unreadBmp(compression: number, bitsPerPixel: number, headerSize: number): UnsupportedKindName | null {
  const isOs2 =
    headerSize <= OS2_V2_HEADER && ![INFO_HEADER, HEADER_WITH_MASKS, HEADER_WITH_ALPHA].includes(headerSize);
  if (isOs2 && compression === 3) return 'bmpHuffman';
  if (isOs2 && compression === 4) return 'bmpRle24';
  if (compression === BI_JPEG) return 'bmpJpeg';
  if (compression === BI_PNG) return 'bmpPng';
  if (compression >= BI_CMYK && compression <= BI_CMYKRLE4) return 'bmpCmyk';
  if (!KNOWN_DEPTHS.includes(bitsPerPixel)) return null;
  if (!isKnownDepth(bitsPerPixel)) return 'bmpDepth';
  return compression > BI_ALPHABITFIELDS ? 'bmpOther' : null;
}

function isKnownDepth(bits: number): bits is BmpHeader['bitsPerPixel'] {
  return [1, 2, 4, 8, 16, 24, 32].includes(bits);
}

function encodingOf(compression: number, bitsPerPixel: number, headerSize: number): BmpHeader['encoding'] {
  if (compression === BI_RGB) return 'uncompressed';
  if (compression === BI_RLE8 && bitsPerPixel === 8) return 'rle8';
  if (compression === BI_RLE4 && bitsPerPixel === 4) return 'rle4';
  const isBitfields = compression === BI_BITFIELDS || compression === BI_ALPHABITFIELDS;
  const mayHaveMasks = headerSize === INFO_HEADER || (headerSize >= HEADER_WITH_MASKS && headerSize !== OS2_V2_HEADER);
  if (isBitfields && mayHaveMasks && (bitsPerPixel === 16 || bitsPerPixel === 32)) return 'uncompressed';
  throw damaged();
}

/** The masks stand at the same place whether the header includes them or they follow a 40-byte header. */
function readMasks(view: DataView, headerSize: number, compression: number): ChannelMasks {
  const at = FILE_HEADER + INFO_HEADER;
  const hasAlpha = headerSize >= HEADER_WITH_ALPHA || compression === BI_ALPHABITFIELDS;
  if (at + (hasAlpha ? 16 : 12) > view.byteLength) throw damaged();
  const mask = (index: number) => view.getUint32(at + 4 * index, true);
  const masks: ChannelMasks = [mask(0), mask(1), mask(2), hasAlpha ? mask(3) : 0];
  if (!masks.every(isContiguous) || (masks[0] | masks[1] | masks[2]) === 0) throw damaged();
  return masks;
}

function isContiguous(mask: number): boolean {
  return /^0*1*0*$/.test(mask.toString(2));
}

/** @param size bytes of the palette, where the file is long enough */
function readPalette(bytes: Uint8Array, start: number, size: number, entrySize: number): Uint8Array {
  const palette = new Uint8Array(3 * 256);
  const end = Math.min(start + size, bytes.length);
  for (let from = start, to = 0; from + 3 <= end; from += entrySize, to += 3) {
    palette[to] = bytes[from + 2]!;
    palette[to + 1] = bytes[from + 1]!;
    palette[to + 2] = bytes[from]!;
  }
  return palette;
}
