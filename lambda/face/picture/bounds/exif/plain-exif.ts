const EXIF_PREFIX_BYTES = 6;
const EXIF_HEADER_BYTES = 8;
const EXIF_ENTRY_BYTES = 12;
/** Bytes of a value by its type (TIFF 6.0, page 15). Types beyond have no values. */
const EXIF_TYPE_BYTES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8] as const;
/** Tags whose value is the place of another directory: Exif, GPS, interoperability (CIPA DC-008, 4.6.3). */
const EXIF_POINTERS: ReadonlySet<number> = new Set([0x8769, 0x8825, 0xa005]);
/** Entries of all directories together. Cameras and phones write 30 to 120. */
const MAX_EXIF_ENTRIES = 1_000;

/**
 * Returns whether EXIF data take a parser work in proportion to their bytes: each kind of directory stands once, none is
 * reached twice, and the values together are no longer than the data. libexif follows each pointer to a directory, and
 * 5,400 pointers that lead back to their own directory in 65 kB keep it busy for minutes.
 *
 * @param exif "Exif", 0, 0, a TIFF header and its directories, as in JPEG; or the same without the first six bytes
 */
export function isPlainExif(exif: Uint8Array): boolean {
  const hasPrefix = String.fromCharCode(...exif.subarray(0, EXIF_PREFIX_BYTES)) === 'Exif\0\0';
  const tiff = hasPrefix ? exif.subarray(EXIF_PREFIX_BYTES) : exif;
  if (tiff.length < EXIF_HEADER_BYTES) return false;
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  const order = view.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) return false;
  const little = order === 0x4949;
  const seen = new Set<number>();
  const pending = [view.getUint32(4, little)];
  let entries = 0;
  let valueBytes = 0;
  for (let start = pending.pop(); start !== undefined; start = pending.pop()) {
    // A parser does not read a directory that lies outside.
    if (start + 2 > tiff.length) continue;
    const isFirst = seen.size === 0;
    const count = view.getUint16(start, little);
    entries += count;
    if (entries > MAX_EXIF_ENTRIES) return false;
    const end = Math.min(start + 2 + EXIF_ENTRY_BYTES * count, tiff.length);
    for (let at = start + 2; at + EXIF_ENTRY_BYTES <= end; at += EXIF_ENTRY_BYTES) {
      const tag = view.getUint16(at, little);
      valueBytes += (EXIF_TYPE_BYTES[view.getUint16(at + 2, little)] ?? 0) * view.getUint32(at + 4, little);
      if (!EXIF_POINTERS.has(tag)) continue;
      if (seen.has(tag)) return false;
      seen.add(tag);
      pending.push(view.getUint32(at + 8, little));
    }
    if (isFirst) {
      seen.add(0);
      // The directory of the thumbnail.
      const next = end + 4 <= tiff.length ? view.getUint32(end, little) : 0;
      if (next !== 0) pending.push(next);
    }
  }
  return valueBytes <= exif.length;
}
