import type { OtherFormatName } from '../../contract/other-formats.ts';

/** Bytes that are examined: more than any signature, and enough to distinguish text from data. */
const LOOKED_AT = 512;

/** Signatures of files by where they begin. */
const SIGNATURES: readonly (readonly [at: number, signature: string, name: OtherFormatName])[] = [
  [0, 'GIF8', 'gif'],
  [8, 'WEBP', 'webp'],
  [0, '%PDF-', 'pdf'],
  [0, 'PK\x03\x04', 'zip'],
  [0, '\xff\x0a', 'jpegXl'],
  [0, '\0\0\0\x0cJXL ', 'jpegXl'],
  [0, '\0\0\0\x0cjP  ', 'jpeg2000'],
  [0, '\xff\x4f\xff\x51', 'jpeg2000'],
  [0, '\x1a\x45\xdf\xa3', 'video'],
  [8, 'AVI ', 'video'],
];

/** Brands of the ISO base media file format (ISO/IEC 23008-12, AVIF 1.1); any other is a video. */
const BRANDS: Readonly<Record<string, OtherFormatName>> = {
  avif: 'avif',
  avis: 'avif',
  ...Object.fromEntries(
    ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs', 'mif1', 'msf1'].map((brand) => [brand, 'heic']),
  ),
};

/**
 * Returns what a file is that is not a JPG, PNG, BMP or TIFF. Only the message uses it; no decoder does.
 *
 * @param bytes the whole file, at least 1 byte
 */
export function otherFormat(bytes: Uint8Array): OtherFormatName {
  const start = Buffer.from(bytes.subarray(0, LOOKED_AT)).toString('latin1');
  const signature = SIGNATURES.find(([at, text]) => start.startsWith(text, at));
  if (signature !== undefined) return signature[2];
  if (start.startsWith('ftyp', 4)) return mediaFormat(start);
  const text = textOf(bytes.subarray(0, LOOKED_AT));
  return text === null ? 'unknown' : textFormat(text, bytes.length);
}

/** Returns the format by the brands. If the main brand says only that it is an image, another one says AVIF or HEIC. */
function mediaFormat(start: string): OtherFormatName {
  const brands = start.slice(8, 8 + Math.max(4, Math.min(64, start.charCodeAt(3) - 8))).match(/.{4}/gs) ?? [];
  const names = [brands[0], ...brands.slice(2)].flatMap((brand) => BRANDS[brand ?? ''] ?? []);
  if (names.length === 0) return 'video';
  return names.includes('avif') ? 'avif' : 'heic';
}

/** Returns UTF-8 or UTF-16 as text, or `null` for data. A character may be cut off at the end. */
function textOf(bytes: Uint8Array): string | null {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what text has none of
    return /[\0-\x08\x0e-\x1a\x1c-\x1f]/.test(text) ? null : text.trim();
  } catch {
    return null;
  }
}

function textFormat(text: string, size: number): OtherFormatName {
  if (/^data:[^,]{0,100};base64,/i.test(text)) return 'base64';
  if (/^<(?:\?xml|!--|!doctype svg|svg)/i.test(text)) return /<svg[\s>]/i.test(text) ? 'svg' : 'xml';
  if (/^<(?:!doctype html|html|head|body)/i.test(text)) return 'html';
  if (/^[{[]\s*(?:["{[\]}\d-]|true|false|null)/.test(text)) return 'json';
  if (isReference(text, size)) return 'reference';
  if (/^(?:[0-9a-f]{2}[\s:]?){16,}[0-9a-f]?$/i.test(text)) return 'hex';
  if (/^["']?[a-z0-9+/_-]{24,}(?:\s+[a-z0-9+/_-]+)*={0,2}["']?$/i.test(text)) return 'base64';
  return 'text';
}

/** Returns whether a short line is an address, or a path with a separator or with the ending of an image's name. */
function isReference(text: string, size: number): boolean {
  if (size >= LOOKED_AT || text.includes('\n')) return false;
  const isAddress = /^(?:https?|file|s3|gs|ftp|content|blob):/i.test(text);
  const isPath = /^(?:@|~|\.{1,2}[/\\]|[a-z]:[/\\]|[/\\])/i.test(text);
  const isName = /^[^<>{}]+\.(?:jpe?g|png|bmp|dib|tiff?|heic|heif|webp|gif|avif|pdf)["']?$/i.test(text);
  // Base64 of a JPG begins with a slash, too.
  return isAddress || isName || (isPath && text.length < 24) || (isPath && /[.\\~@]/.test(text));
}
