import { TAG, type TiffLayout } from './tiff-layout.ts';

/** Resolution and kind of page, which nearly all programs write; libtiff warns of nothing in them. */
const HARMLESS = [254, 282, 283, 296] as const;
const COLOUR_MAP = 320;
const NEEDED_TAGS: ReadonlySet<number> = new Set([...Object.values(TAG), COLOUR_MAP, ...HARMLESS]);

/**
 * Returns a TIFF with its first page alone, and of that page only the tags that its pixels depend on: libtiff warns of many an
 * odd text, and a warning is taken for damage.
 *
 * @returns the same bytes where there is nothing else, otherwise a copy
 */
export function onlyPage(bytes: Uint8Array, { directory, samplesPerPixel }: TiffLayout): Uint8Array {
  const { start, countBytes, entryBytes, offsetBytes, count } = directory.place;
  const first = start + countBytes;
  const end = first + count * entryBytes;
  const at = Array.from({ length: count }, (_, i) => first + i * entryBytes);
  const tagAt = (from: number) =>
    directory.little ? bytes[from]! + 256 * bytes[from + 1]! : 256 * bytes[from]! + bytes[from + 1]!;
  // libvips reads no tiles of planes, not even of one.
  const isPlane = samplesPerPixel === 1 && directory.numbers(TAG.planarConfiguration, 1)?.[0] === 2;
  const kept = at.filter(
    (from) => NEEDED_TAGS.has(tagAt(from)) && !(isPlane && tagAt(from) === TAG.planarConfiguration),
  );
  const isLast = bytes.subarray(end, end + offsetBytes).every((byte) => byte === 0);
  if (isLast && kept.length === count) return bytes;
  const page = Uint8Array.from(bytes);
  page.fill(0, start, end + offsetBytes);
  // Both byte orders: the number of entries is below 65,536.
  const low = directory.little ? start : first - 1;
  page[low] = kept.length & 255;
  page[directory.little ? low + 1 : low - 1] = kept.length >> 8;
  kept.forEach((from, i) => {
    page.set(bytes.subarray(from, from + entryBytes), first + i * entryBytes);
  });
  return page;
}
