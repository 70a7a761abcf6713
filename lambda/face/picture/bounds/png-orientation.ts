import { crc32, inflateSync } from 'node:zlib';
import { exifOrientation } from './exif/exif-orientation.ts';
import type { PngChunk } from './png-chunks.ts';

/** Bytes of text that hold EXIF in hexadecimal. EXIF of a JPEG is at most 64 kB, which makes 133 kB. */
const MAX_TEXT_BYTES = 1024 * 1024;
/** Texts that are inflated and read; writers of EXIF write one. */
const MAX_TEXTS = 4;
/** Keywords of ImageMagick, exiv2 and ExifTool; under APP1 there may also be XMP. */
const KEYWORDS = ['Raw profile type exif\0', 'Raw profile type APP1\0'].map((name) => Buffer.from(name, 'latin1'));
/** Name of the profile and its bytes in decimal. The bytes follow in hexadecimal, in lines. */
const RAW_PROFILE = /^\s{0,9}\w{1,40}\s{1,9}\d{1,9}\s/;

/**
 * Returns the EXIF orientation of a PNG, 1 to 8, or `null` where it has none. An eXIf chunk may stand behind the pixels (PNG,
 * third edition, 11.3.4.5), where libpng reads it too late, and older programs write EXIF as text. The chunk goes before the
 * text. A chunk with a wrong checksum says nothing.
 *
 * @param chunks all of them, in order
 */
export function pngOrientation(bytes: Uint8Array, chunks: readonly PngChunk[]): number | null {
  const last = chunks.findIndex(({ type }) => type === 'IEND');
  const named = (chunks: readonly PngChunk[], ...types: string[]) => chunks.filter(({ type }) => types.includes(type));
  const inside = last === -1 ? chunks : chunks.slice(0, last);
  const exif = named(inside, 'eXIf')
    .slice(0, 1)
    .map((chunk) => contentOf(bytes, chunk));
  const texts = named(inside, 'zTXt', 'tEXt', 'iTXt')
    .filter((chunk) => KEYWORDS.some((keyword) => hasKeyword(bytes, chunk, keyword)))
    .slice(0, MAX_TEXTS);
  for (const data of exif) {
    const orientation = data === null ? null : exifOrientation(data);
    if (orientation !== null) return orientation;
  }
  for (const chunk of texts) {
    const data = contentOf(bytes, chunk);
    const text = data === null ? null : inflatedText(chunk.type, data);
    const hex = text !== null && RAW_PROFILE.test(text) ? text.replace(RAW_PROFILE, '').replaceAll(/\s/g, '') : '';
    const orientation = exifOrientation(Buffer.from(hex, 'hex'));
    if (orientation !== null) return orientation;
  }
  return null;
}

/** Returns the data of a chunk, or `null` where it is cut off or its checksum is another. */
function contentOf(bytes: Uint8Array, { start, end }: PngChunk): Buffer | null {
  const chunk = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start);
  const isWhole = chunk.length >= 12 && chunk.length === 12 + chunk.readUInt32BE(0);
  if (!isWhole || crc32(chunk.subarray(4, -4)) !== chunk.readUInt32BE(chunk.length - 4)) return null;
  return chunk.subarray(8, -4);
}

function hasKeyword(bytes: Uint8Array, { start }: PngChunk, keyword: Buffer): boolean {
  return keyword.every((code, i) => bytes[start + 8 + i] === code);
}

/** Returns the text behind its keyword, or `null` for damaged or very long text. */
function inflatedText(type: string, data: Buffer): string | null {
  let at = data.indexOf(0) + 1;
  let isCompressed = type === 'zTXt';
  if (type === 'iTXt') {
    isCompressed = data[at] === 1;
    // Flag and method, the language, the translated keyword.
    for (const part of [2, 0, 0]) at = part > 0 ? at + part : data.indexOf(0, at) + 1;
  } else if (isCompressed) {
    at++;
  }
  try {
    const text = isCompressed ? inflateSync(data.subarray(at), { maxOutputLength: MAX_TEXT_BYTES }) : data.subarray(at);
    return text.length > MAX_TEXT_BYTES ? null : text.toString('latin1');
  } catch {
    return null;
  }
}
