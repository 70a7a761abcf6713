import { jpegSegments, SOS } from './jpeg-segments.ts';

/**
 * Returns whether the end of a JPEG or PNG that was not decoded is missing: the marker that ends its data, or the last chunk.
 * It says why a file is rejected, never whether.
 */
export function isCutOff(format: 'jpeg' | 'png' | 'tiff', bytes: Uint8Array): boolean {
  // The walk over the directory of a TIFF knows before.
  if (format === 'tiff') return false;
  return format === 'png' ? !endsInChunk(bytes) : !endsInMarker(bytes);
}

function endsInChunk(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 8; at + 12 <= bytes.length; at += 12 + view.getUint32(at)) {
    if (view.getUint32(at + 4) === IEND) return true;
  }
  return false;
}

/** "IEND" */
const IEND = 0x49454e44;

/** Whether a scan is there, and an end of image behind it. */
function endsInMarker(bytes: Uint8Array): boolean {
  let scanEnd = -1;
  for (const { marker, end } of jpegSegments(bytes)) if (marker === SOS) scanEnd = end;
  return scanEnd >= 0 && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf(END, scanEnd) >= 0;
}

const END = Buffer.of(0xff, 0xd9);
