import { invalid } from '../pixels/picture.ts';

/** Bytes of a value by its type (TIFF 6.0, page 15; BigTIFF adds 16 to 18). Values of other types are not read. */
const TYPE_BYTES: Readonly<Record<number, number>> = {
  1: 1,
  2: 1,
  3: 2,
  4: 4,
  5: 8,
  6: 1,
  7: 1,
  8: 2,
  9: 4,
  10: 8,
  11: 4,
  12: 8,
  13: 4,
  16: 8,
  17: 8,
  18: 8,
};
/** Unsigned integers: bytes, shorts, longs, directories, and those of 8 bytes. */
const UNSIGNED: ReadonlySet<number> = new Set([1, 3, 4, 13, 16, 18]);

/** Tags of a directory that is read. Scanners and cameras write 10 to 60. */
const MAX_ENTRIES = 512;

interface Entry {
  readonly type: number;
  readonly count: number;
  /** Where in the file its first value stands. */
  readonly at: number;
}

interface DirectoryPlace {
  readonly start: number;
  /** Bytes of the number of entries, of an entry, and of an offset. */
  readonly countBytes: 2 | 8;
  readonly entryBytes: 12 | 20;
  readonly offsetBytes: 4 | 8;
  readonly count: number;
}

/** The values of a directory of a TIFF file by tag. Reads them from the file when they are asked for. */
export interface TiffDirectory {
  /** Whether numbers of the file begin with their lowest byte. */
  readonly little: boolean;
  /** Returns whether the directory has the tag. */
  has(tag: number): boolean;
  /** Returns the number of values of a tag, 0 where there is none. */
  count(tag: number): number;
  /**
   * Returns the values of a tag, `limit` of them at most, none where there is no such tag. `null` where they are not unsigned
   * integers.
   */
  numbers(tag: number, limit: number): readonly number[] | null;
  /** Returns the rational, floating-point or whole numbers of a tag, `limit` at most; none where there is no such tag. */
  reals(tag: number, limit: number): readonly number[];
  /** Returns the bytes of all values of a tag; none where there is no such tag. */
  bytes(tag: number): Uint8Array;
  /** Where the directory stands in the file: its number of entries, the entries, and the offset of the next directory. */
  readonly place: DirectoryPlace;
}

/**
 * Reads the first directory of a TIFF or BigTIFF file in either byte order. Looks at nothing but the file's header and the
 * directory's entries.
 *
 * @param bytes the whole file
 * @throws PictureError `InvalidImage` where the directory or a value of it lies outside of the file, a tag stands twice, or the
 *   values together are longer than the file, which happens only where they share bytes
 */
export function readTiffDirectory(bytes: Uint8Array): TiffDirectory {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = bytes[0] === 0x49;
  const size = bytes.length;
  const isBig = size >= 16 && view.getUint16(2, little) === 43;
  // Offsets of BigTIFF beyond 2^53 lose bits here, and lie outside of the file all the same.
  const word = (at: number) => (isBig ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little));
  const [wordBytes, countBytes] = isBig ? ([8, 8] as const) : ([4, 2] as const);
  if (size < 8) throw invalid('truncated');
  if (isBig && (view.getUint16(4, little) !== 8 || view.getUint16(6, little) !== 0)) throw invalid('damaged');

  const start = word(wordBytes);
  if (start + countBytes > size) throw invalid('truncated');
  const count = isBig ? word(start) : view.getUint16(start, little);
  const entryBytes = isBig ? 20 : 12;
  const end = start + countBytes + count * entryBytes;
  if (count > MAX_ENTRIES) throw invalid('damaged');
  if (end + wordBytes > size) throw invalid('truncated');

  const entries = new Map<number, Entry>();
  let total = 0;
  for (let at = start + countBytes; at < end; at += entryBytes) {
    const tag = view.getUint16(at, little);
    const type = view.getUint16(at + 2, little);
    const values = word(at + 4);
    const length = values * (TYPE_BYTES[type] ?? 0);
    const valuesAt = at + 4 + wordBytes;
    const from = length <= wordBytes ? valuesAt : word(valuesAt);
    if (from + length > size) throw invalid('truncated');
    if (entries.has(tag)) throw invalid('damaged');
    total += length;
    entries.set(tag, { type, count: values, at: from });
  }
  if (total > size) throw invalid('damaged');

  const number = ({ type, at }: Entry, i: number): number => {
    if (type === 16 || type === 18) return Number(view.getBigUint64(at + 8 * i, little));
    if (type === 3) return view.getUint16(at + 2 * i, little);
    return type === 1 ? view.getUint8(at + i) : view.getUint32(at + 4 * i, little);
  };
  const real = (entry: Entry, i: number): number => {
    const { type, at } = entry;
    if (type === 5) return view.getUint32(at + 8 * i, little) / view.getUint32(at + 8 * i + 4, little);
    if (type === 10) return view.getInt32(at + 8 * i, little) / view.getInt32(at + 8 * i + 4, little);
    if (type === 11) return view.getFloat32(at + 4 * i, little);
    if (type === 12) return view.getFloat64(at + 8 * i, little);
    return UNSIGNED.has(type) ? number(entry, i) : Number.NaN;
  };
  return {
    little,
    has: (tag) => entries.has(tag),
    count: (tag) => entries.get(tag)?.count ?? 0,
    numbers: (tag, limit) => {
      const entry = entries.get(tag);
      if (entry === undefined) return [];
      if (!UNSIGNED.has(entry.type)) return null;
      return Array.from({ length: Math.min(entry.count, limit) }, (_, i) => number(entry, i));
    },
    reals: (tag, limit) => {
      const entry = entries.get(tag);
      if (entry === undefined) return [];
      return Array.from({ length: Math.min(entry.count, limit) }, (_, i) => real(entry, i));
    },
    bytes: (tag) => {
      const entry = entries.get(tag);
      if (entry === undefined) return new Uint8Array();
      return bytes.subarray(entry.at, entry.at + entry.count * (TYPE_BYTES[entry.type] ?? 0));
    },
    place: { start, countBytes, entryBytes, offsetBytes: wordBytes, count },
  };
}
