import { MAX_BODY_BYTES } from '../../../contract/limits.ts';
import { OTHER_FORMATS } from '../../../contract/other-formats.ts';
import { type PictureFormat, pictureFormat } from '../../../face/picture/format.ts';
import { MAX_PIXELS } from '../../../face/picture/pixels/picture.ts';
import { bytesText, count } from '../dom/text.ts';
import { type Dimensions, dimensions } from './dimensions.ts';

/** Formats that some browsers read and the service does not, by name, with their rows in the table of other formats. */
const FOREIGN = { WebP: 'webp', GIF: 'gif', AVIF: 'avif', HEIC: 'heic' } as const;

/** What the page knows about a file without decoding it. */
export interface FileFacts {
  readonly bytes: number;
  /** `null` for what the service does not read. */
  readonly format: PictureFormat | null;
  /** A format that some browsers read and the service does not, by its name. */
  readonly foreign: keyof typeof FOREIGN | null;
  readonly dimensions: Dimensions | null;
}

/** Something that makes the service reject the request, or return a status other than Success. */
export interface Finding {
  readonly text: string;
  /** What the page can do about it: make a smaller copy, or a JPEG of an image that only browsers read. */
  readonly remedy: 'shrink' | 'convert' | null;
  /** What to do if the browser cannot apply the remedy. */
  readonly otherwise?: string;
}

/** Bytes of a multipart body in addition to the two files: boundaries, part headers, file names. */
const FORM_BYTES = 1_000;

/** @param bytes the whole file */
export function fileFacts(bytes: Uint8Array): FileFacts {
  const format = pictureFormat(bytes);
  return {
    bytes: bytes.length,
    format,
    foreign: format === null ? foreignFormat(bytes) : null,
    dimensions: format === null ? null : dimensions(bytes, format),
  };
}

/**
 * Returns what is wrong with one file, by the service's own limits.
 *
 * @param maxFileBytes the deployment's limit for one image
 */
export function fileFindings(facts: FileFacts, maxFileBytes: number): Finding[] {
  if (facts.bytes === 0) return [{ text: 'This file is empty.', remedy: null }];
  if (facts.foreign !== null) {
    const { what, remedy } = OTHER_FORMATS[FOREIGN[facts.foreign]];
    return [
      { text: `This is ${what}; the service accepts JPG, PNG, BMP and TIFF.`, remedy: 'convert', otherwise: remedy },
    ];
  }
  if (facts.format === null) {
    return [{ text: 'The content of this file is not a JPG, PNG, BMP or TIFF image.', remedy: null }];
  }
  // A browser cannot shrink what it cannot show.
  const remedy = facts.format === 'tiff' ? null : 'shrink';
  const findings: Finding[] = [];
  if (facts.bytes > maxFileBytes) {
    const text = `This file is ${bytesText(facts.bytes)}; the service accepts at most ${bytesText(maxFileBytes)}.`;
    findings.push({ text: remedy === null ? `${text} Save it as JPG.` : text, remedy });
  }
  const { width, height } = facts.dimensions ?? { width: 0, height: 0 };
  if (width * height > MAX_PIXELS) {
    const megapixels = (width * height) / 1e6;
    const text = `This photo has ${count(megapixels)} megapixels; the service accepts at most ${MAX_PIXELS / 1e6}.`;
    findings.push({ text, remedy });
  }
  return findings;
}

/** Returns what is wrong with both files together if each alone is fine. */
export function totalFinding(sizes: readonly number[]): Finding | null {
  const total = sizes.reduce((sum, size) => sum + size, FORM_BYTES);
  if (total <= MAX_BODY_BYTES) return null;
  const text = `Both photos together are ${bytesText(total)}; the service accepts at most ${bytesText(MAX_BODY_BYTES)} in one request.`;
  return { text, remedy: 'shrink' };
}

/** Recognises by content WebP (RFC 9649), GIF, and HEIC and AVIF, which name their brand in an `ftyp` box (ISO/IEC 14496-12, 4.3). */
function foreignFormat(bytes: Uint8Array): FileFacts['foreign'] {
  const text = String.fromCharCode(...bytes.subarray(0, 12));
  if (/^RIFF....WEBP/s.test(text)) return 'WebP';
  if (/^GIF8[79]a/.test(text)) return 'GIF';
  const brand = /^....ftyp(....)/s.exec(text)?.[1];
  if (brand === 'avif' || brand === 'avis') return 'AVIF';
  return brand !== undefined && /^(he[iv][cxms]|mif1|msf1)$/.test(brand) ? 'HEIC' : null;
}
