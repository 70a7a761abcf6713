import { FILE_HEADER } from './header.ts';

const V5_HEADER = 124;
/** Where in the info header the fields stand ([MS-WMF] 2.2.2.5, BITMAPV5HEADER). */
const COLOUR_SPACE = 56;
const PROFILE_OFFSET = 112;
const PROFILE_SIZE = 116;
/** "MBED": a profile in the file. Another file's ("LINK") is never opened. */
const EMBEDDED = 0x4d424544;

/**
 * Returns the colour profile in a BMP with a header of version 5, or `null` where it has none for RGB that lies within the
 * file. What the profile contains is not checked.
 *
 * @param bytes the whole file
 */
export function bmpProfile(bytes: Uint8Array): Uint8Array | null {
  if (bytes.length < FILE_HEADER + V5_HEADER) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const field = (at: number) => view.getUint32(FILE_HEADER + at, true);
  if (field(0) !== V5_HEADER || field(COLOUR_SPACE) !== EMBEDDED) return null;
  const start = FILE_HEADER + field(PROFILE_OFFSET);
  const profile = bytes.subarray(start, start + field(PROFILE_SIZE));
  const isWhole = profile.length === field(PROFILE_SIZE) && profile.length > 128;
  return isWhole && String.fromCharCode(...profile.subarray(16, 20)) === 'RGB ' ? profile : null;
}
