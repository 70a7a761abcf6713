const ORIENTATION_TAG = 0x0112;
const EXIF_SHORT = 3;
const EXIF_ENTRY = 12;
const EXIF_PREFIX = Buffer.from('Exif\0\0', 'latin1');

/**
 * Returns the orientation that EXIF data give for the main image (CIPA DC-008, 4.6.4): 1 to 8, or `null` where they give
 * none or another number. Nothing but the first directory is read, so damage behind it does not matter.
 *
 * @param exif a TIFF header and its directories; "Exif", 0, 0 may stand before them, as in JPEG
 */
export function exifOrientation(exif: Buffer): number | null {
  const tiff = exif.subarray(0, EXIF_PREFIX.length).equals(EXIF_PREFIX) ? exif.subarray(EXIF_PREFIX.length) : exif;
  const order = tiff.toString('latin1', 0, 2);
  if (tiff.length < 10 || (order !== 'II' && order !== 'MM')) return null;
  const short = (at: number) => (order === 'II' ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const start = order === 'II' ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  if (short(2) !== 42 || start + 2 > tiff.length) return null;
  const end = Math.min(start + 2 + EXIF_ENTRY * short(start), tiff.length);
  for (let at = start + 2; at + EXIF_ENTRY <= end; at += EXIF_ENTRY) {
    if (short(at) !== ORIENTATION_TAG || short(at + 2) !== EXIF_SHORT) continue;
    const orientation = short(at + 8);
    return orientation >= 1 && orientation <= 8 ? orientation : null;
  }
  return null;
}
