/** How a TIFF is written: classic or BigTIFF, in either byte order. */
export interface TiffForm {
  readonly isBig: boolean;
  readonly isBigEndian: boolean;
}

export const TIFF_FORMS: readonly TiffForm[] = [false, true].flatMap((isBig) =>
  [false, true].map((isBigEndian) => ({ isBig, isBigEndian })),
);

type TiffType = 'byte' | 'short' | 'long' | 'undefined';

export interface TiffEntry {
  readonly tag: number;
  readonly type: TiffType;
  /** Numbers; bytes for `undefined`. Offsets of segments count from the first byte of `data`. */
  readonly values: readonly number[] | Buffer;
  /** Another count than there are values. */
  readonly count?: number;
}

interface TiffSpec extends TiffForm {
  readonly entries: readonly TiffEntry[];
  /** What strips and tiles point into; stands behind directory and values. */
  readonly data: Buffer;
  /** Where the next directory is: a distance from this one's beginning, or none. */
  readonly next?: number;
}

const TYPES: Readonly<Record<TiffType, readonly [code: number, size: number]>> = {
  byte: [1, 1],
  short: [3, 2],
  long: [4, 4],
  undefined: [7, 1],
};
const OFFSET_TAGS: ReadonlySet<number> = new Set([273, 324]);

/** Returns a TIFF with this directory, entries in the order of their tags, whatever they say. */
function buildTiff({ isBig, isBigEndian, entries, data, next }: TiffSpec): Buffer {
  const word = isBig ? 8 : 4;
  const write = (value: number, size: number): Buffer => {
    const bytes = Buffer.alloc(size);
    if (size === 8 && isBigEndian) bytes.writeBigUInt64BE(BigInt(value));
    else if (size === 8) bytes.writeBigUInt64LE(BigInt(value));
    else if (isBigEndian) bytes.writeUIntBE(value, 0, size);
    else bytes.writeUIntLE(value, 0, size);
    return bytes;
  };
  const inOrder = [...entries].sort((a, b) => a.tag - b.tag);
  const start = isBig ? 16 : 8;
  const directoryEnd = start + (isBig ? 8 : 2) + inOrder.length * (4 + 2 * word) + word;
  const sizeOf = ({ type, values }: TiffEntry) => TYPES[type][1] * values.length;
  const even = (size: number) => size + (size & 1);
  const outsideSize = inOrder.reduce((sum, entry) => sum + (sizeOf(entry) > word ? even(sizeOf(entry)) : 0), 0);
  const dataAt = directoryEnd + outsideSize;
  const order = Buffer.from(isBigEndian ? 'MM' : 'II', 'latin1');
  const head = isBig
    ? [order, write(43, 2), write(8, 2), write(0, 2), write(start, 8)]
    : [order, write(42, 2), write(start, 4)];
  const directory = [write(inOrder.length, isBig ? 8 : 2)];
  const outside: Buffer[] = [];
  let outsideAt = directoryEnd;
  for (const entry of inOrder) {
    const [code, size] = TYPES[entry.type];
    const shift = OFFSET_TAGS.has(entry.tag) ? dataAt : 0;
    const bytes = Buffer.isBuffer(entry.values)
      ? entry.values
      : Buffer.concat(entry.values.map((value) => write(value + shift, size)));
    directory.push(write(entry.tag, 2), write(code, 2), write(entry.count ?? entry.values.length, word));
    if (bytes.length <= word) directory.push(bytes, Buffer.alloc(word - bytes.length));
    else {
      directory.push(write(outsideAt, word));
      outside.push(bytes, Buffer.alloc(bytes.length & 1));
      outsideAt += even(bytes.length);
    }
  }
  directory.push(write(next === undefined ? 0 : start + next, word));
  return Buffer.concat([...head, ...directory, ...outside, data]);
}

export interface PixelSpec extends TiffForm {
  readonly width: number;
  readonly height: number;
  readonly samples?: number;
  readonly bits?: number;
  /** 1 none, 5 LZW, 7 JPEG, 8 deflate, 32773 PackBits. */
  readonly compression: number;
  readonly photometric?: number;
  /** Size of a tile; strips are as wide as the image. */
  readonly tile?: readonly [width: number, height: number];
  readonly rowsPerStrip?: number;
  /** Where each strip or tile begins in `data`, and its bytes. */
  readonly segments: readonly (readonly [at: number, size: number])[];
  readonly data: Buffer;
  readonly more?: readonly TiffEntry[];
  readonly next?: number;
}

/** Returns a TIFF of pixels in strips or tiles that may lie anywhere. */
export function buildPixelTiff(spec: PixelSpec): Buffer {
  const { width, height, samples = 1, bits = 8, compression, photometric = samples === 1 ? 1 : 2, tile } = spec;
  const { rowsPerStrip = height, segments, more = [], ...file } = spec;
  const starts = segments.map(([at]) => at);
  const sizes = segments.map(([, size]) => size);
  const short = (tag: number, ...values: number[]): TiffEntry => ({ tag, type: 'short', values });
  const long = (tag: number, ...values: number[]): TiffEntry => ({ tag, type: 'long', values });
  const places = tile
    ? [long(322, tile[0]), long(323, tile[1]), long(324, ...starts), long(325, ...sizes)]
    : [long(273, ...starts), long(278, rowsPerStrip), long(279, ...sizes)];
  const entries = [
    long(256, width),
    long(257, height),
    short(258, ...Array<number>(samples).fill(bits)),
    short(259, compression),
    short(262, photometric),
    short(277, samples),
    ...places,
    ...more,
  ];
  return buildTiff({ ...file, entries });
}
