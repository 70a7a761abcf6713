import { exifOrientation } from './exif/exif-orientation.ts';
import { isPlainExif } from './exif/plain-exif.ts';
import { APP1, type JpegSegment, jpegSegments, SOS } from './jpeg-segments.ts';

/** A JPEG without the EXIF that no parser should see. */
interface PlainJpeg {
  readonly bytes: Uint8Array;
  /** Orientation of the EXIF that was left out, 1 to 8; missing where the decoder may read it, or where there is none. */
  readonly orientation?: number;
}

/**
 * Leaves EXIF out that takes a parser much work, and reads the orientation from it. libvips parses the first segment that
 * begins with "Exif".
 *
 * @returns the same bytes where there is nothing to leave out, otherwise a copy
 */
export function withoutOddExif(bytes: Uint8Array): PlainJpeg {
  const segments = exifSegments(bytes);
  const [first] = segments;
  if (first === undefined || isPlainExif(bytes.subarray(first.start, first.end))) return { bytes };
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const { start, end } of segments) {
    // The marker and the length of the segment stand in front of it.
    parts.push(bytes.subarray(at, start - 4));
    at = end;
  }
  const exif = Buffer.from(bytes.buffer, bytes.byteOffset + first.start, first.end - first.start);
  return { bytes: Buffer.concat([...parts, bytes.subarray(at)]), orientation: exifOrientation(exif) ?? 1 };
}

function exifSegments(bytes: Uint8Array): JpegSegment[] {
  const found: JpegSegment[] = [];
  for (const segment of jpegSegments(bytes)) {
    if (segment.marker === SOS) break;
    if (segment.marker === APP1 && startsWithExif(bytes, segment)) found.push(segment);
  }
  return found;
}

const EXIF = Buffer.from('Exif', 'latin1');

function startsWithExif(bytes: Uint8Array, { start, end }: JpegSegment): boolean {
  return end - start >= EXIF.length && EXIF.every((code, i) => bytes[start + i] === code);
}
