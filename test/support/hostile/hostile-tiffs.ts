import { deflateSync } from 'node:zlib';
import { buildPixelTiff, type PixelSpec, TIFF_FORMS, type TiffEntry, type TiffForm } from './tiff-builder.ts';

export interface HostileTiff {
  readonly name: string;
  readonly bytes: Buffer;
  /** What is right: the code of the rejection, or the size of the image. */
  readonly expected: string;
}

const DEFLATE = 8;
const PACKBITS = 32_773;
const LZW = 5;
const REFUSED = 'InvalidImage';

/** Bytes of a segment, nearly all of them without content: empty stored blocks of deflate, or no-operations of PackBits. */
function longStream(compression: number, size: number, pixels: number): Buffer {
  if (compression === PACKBITS) {
    const runs = Array.from({ length: Math.ceil(pixels / 128) }, (_, i) => [257 - Math.min(128, pixels - 128 * i), 7]);
    return Buffer.concat([Buffer.alloc(size, 0x80), Buffer.from(runs.flat())]);
  }
  const stream = deflateSync(Buffer.alloc(pixels, 7));
  const empty = Buffer.alloc(5 * Math.floor(size / 5));
  for (let at = 0; at < empty.length; at += 5) empty.writeUInt16LE(0xffff, at + 3);
  return Buffer.concat([stream.subarray(0, 2), empty, stream.subarray(2)]);
}

const nameOf = ({ isBig, isBigEndian }: TiffForm) =>
  `${isBig ? 'BigTIFF' : 'TIFF'}, ${isBigEndian ? 'big' : 'little'} endian`;

/** The positions of segments that share bytes, all of them or some. */
const OVERLAPS: Readonly<Record<string, (count: number, size: number) => (readonly [number, number])[]>> = {
  'at one place': (count, size) => Array.from({ length: count }, () => [0, size] as const),
  'each a byte further': (count, size) => Array.from({ length: count }, (_, i) => [i % 64, size - (i % 64)] as const),
  'each twice': (count, size) => Array.from({ length: count }, (_, i) => [(i >> 1) * 2, size - (i >> 1) * 2] as const),
};

/** Strips and tiles, deflate and PackBits, classic and BigTIFF, both byte orders, all overlaps. */
function sharedSegments(): HostileTiff[] {
  const side = 2048;
  const size = 50_000;
  return TIFF_FORMS.flatMap((form) =>
    [DEFLATE, PACKBITS].flatMap((compression) =>
      [true, false].flatMap((isTiled) =>
        Object.entries(OVERLAPS).map(([overlap, places]) => {
          const count = isTiled ? (side / 16) ** 2 : side;
          const data = longStream(compression, size, isTiled ? 256 : side);
          const layout: Partial<PixelSpec> = isTiled ? { tile: [16, 16] } : { rowsPerStrip: 1 };
          const segments = places(count, data.length);
          const bytes = buildPixelTiff({ ...form, ...layout, width: side, height: side, compression, segments, data });
          const kind = `${isTiled ? 'tiles' : 'strips'} of ${compression === DEFLATE ? 'deflate' : 'PackBits'}`;
          return { name: `${nameOf(form)}: ${kind}, ${overlap}`, bytes, expected: REFUSED };
        }),
      ),
    ),
  );
}

/** Long streams that occur once: their work is in proportion to the file. libtiff reads no more than 1 MB for so few pixels. */
function longSegments(): HostileTiff[] {
  return [DEFLATE, PACKBITS].map((compression) => {
    const data = longStream(compression, 1_000_000, 64 * 64);
    return {
      name: `one strip of ${compression === DEFLATE ? 'deflate' : 'PackBits'} that says nothing for 1 MB`,
      bytes: buildPixelTiff({
        ...TIFF_FORMS[0]!,
        width: 64,
        height: 64,
        compression,
        segments: [[0, data.length]],
        data,
      }),
      expected: '64 x 64',
    };
  });
}

/** Numbers of strips and tiles, missing lengths, and lengths beyond the file. */
function badSegments(): HostileTiff[] {
  const form = TIFF_FORMS[0]!;
  const grey = { ...form, width: 512, height: 512, compression: 1, data: Buffer.alloc(512 * 512) };
  const long = (tag: number, ...values: number[]): TiffEntry => ({ tag, type: 'long', values });
  const deflated = longStream(DEFLATE, 500_000, 512);
  const whole = [[0, 512 * 512]] as const;
  const withoutLengths = (bytes: Buffer) => {
    // Replaces the tag of the lengths with an unknown tag.
    bytes.writeUInt16LE(279 + 0x8000, bytes.indexOf(Buffer.from([0x17, 0x01, 4, 0])));
    return bytes;
  };
  const tiny = { ...form, compression: 1, data: Buffer.alloc(4 * 70_000) };
  return [
    { name: 'a strip beyond the file', bytes: buildPixelTiff({ ...grey, segments: [[1, 512 * 512]] }) },
    { name: 'a strip of 4 GB', bytes: buildPixelTiff({ ...grey, segments: [[0, 0xffffffff]] }) },
    {
      name: 'strips without lengths',
      bytes: withoutLengths(
        buildPixelTiff({
          ...grey,
          compression: DEFLATE,
          rowsPerStrip: 1,
          data: deflated,
          segments: Array(512).fill([0, 0]),
        }),
      ),
    },
    {
      name: '70,000 strips',
      bytes: buildPixelTiff({
        ...{ ...tiny, width: 4, height: 70_000, rowsPerStrip: 1 },
        segments: Array.from({ length: 70_000 }, (_, i) => [4 * i, 4] as const),
      }),
    },
    {
      name: '90,000 tiles',
      bytes: buildPixelTiff({
        ...grey,
        width: 4800,
        height: 4800,
        tile: [16, 16],
        segments: Array(90_000).fill([0, 0]),
      }),
    },
    {
      name: '4,095 tiles side by side',
      bytes: buildPixelTiff({
        ...{ ...grey, width: 65_520, height: 256, tile: [16, 16] as const },
        compression: PACKBITS,
        segments: Array.from({ length: 4_095 * 16 }, (_, i) => [4 * i, 4] as const),
        data: Buffer.concat(Array<Buffer>(4_095 * 16).fill(Buffer.of(129, 7, 129, 7))),
      }),
    },
    {
      name: 'an empty tile',
      bytes: buildPixelTiff({
        ...grey,
        height: 256,
        tile: [256, 256],
        segments: [
          [0, 65_536],
          [65_536, 0],
        ],
      }),
    },
    { name: 'a tile that is missing', bytes: buildPixelTiff({ ...grey, tile: [256, 256], segments: [[0, 65_536]] }) },
    { name: 'a tile of 60,000 a side', bytes: buildPixelTiff({ ...grey, tile: [60_000, 60_000], segments: whole }) },
    { name: 'tiles without a height', bytes: buildPixelTiff({ ...grey, segments: whole, more: [long(322, 16)] }) },
    {
      name: 'strips and tiles',
      bytes: buildPixelTiff({ ...grey, segments: whole, more: [long(324, 0), long(325, 9)] }),
    },
    { name: '10,000 samples', bytes: buildPixelTiff({ ...grey, segments: whole, samples: 10_000 }) },
    {
      name: 'a depth of 1,000 slices',
      bytes: buildPixelTiff({ ...grey, segments: whole, more: [long(32_997, 1000)] }),
    },
  ].map((attack) => ({ ...attack, expected: REFUSED }));
}

/** Tags whose values share bytes, and chains of directories. */
function badDirectories(): HostileTiff[] {
  const form = TIFF_FORMS[0]!;
  const data = Buffer.alloc(3_800_000);
  const grey = { ...form, width: 512, height: 512, compression: 1, segments: [[0, 512 * 512]] as const, data };
  // Private tags: libtiff reads the values of each.
  const large = (tag: number): TiffEntry => ({
    tag,
    type: 'undefined',
    values: Buffer.of(8, 0, 0, 0),
    count: 3_000_000,
  });
  const inside = (tag: number): TiffEntry => ({ tag, type: 'byte', values: [1] });
  return [
    {
      name: '300 tags of 3 MB at one place',
      bytes: buildPixelTiff({ ...grey, more: Array.from({ length: 300 }, (_, i) => large(50_000 + i)) }),
      expected: REFUSED,
    },
    {
      name: '4,000 tags',
      bytes: buildPixelTiff({ ...grey, more: Array.from({ length: 4_000 }, (_, i) => inside(40_000 + i)) }),
      expected: REFUSED,
    },
    {
      name: 'a tag beyond the file',
      bytes: buildPixelTiff({ ...grey, more: [{ ...large(50_000), count: 3_900_000 }] }),
      expected: REFUSED,
    },
    { name: 'a page that follows itself', bytes: buildPixelTiff({ ...grey, next: 0 }), expected: '512 x 512' },
    {
      name: 'a page that lies beyond the file',
      bytes: buildPixelTiff({ ...grey, next: 2_000_000_000 }),
      expected: '512 x 512',
    },
    { name: '60,000 pages that share one array', bytes: manyPages(), expected: '8 x 8' },
  ];
}

/** Directories of one entry each, all with the same 1.5 MB as their value. */
function manyPages(): Buffer {
  const form = TIFF_FORMS[0]!;
  const first = buildPixelTiff({
    ...form,
    width: 8,
    height: 8,
    compression: 1,
    segments: [[0, 64]],
    data: Buffer.alloc(64),
  });
  const size = 2 + 12 * 2 + 4;
  const pages = Buffer.alloc(60_000 * size);
  for (let i = 0; i < 60_000; i++) {
    const at = i * size;
    pages.writeUInt16LE(2, at);
    pages.set([0, 1, 4, 0, 1, 0, 0, 0, 8, 0, 0, 0], at + 2);
    pages.set([0x11, 1, 4, 0], at + 14);
    pages.writeUInt32LE(375_000, at + 18);
    pages.writeUInt32LE(first.length, at + 22);
    if (i < 59_999) pages.writeUInt32LE(first.length + at + size, at + 26);
  }
  first.writeUInt32LE(first.length, 8 + 2 + 12 * first.readUInt16LE(8));
  return Buffer.concat([first, pages]);
}

/** LZW in the bit order of 1988: codes of 9 bits from the lowest bit on, each pixel after a code that empties the table. */
function oldLzw(): HostileTiff[] {
  const stream = (pixels: number): Buffer => {
    const bits = Buffer.alloc(Math.ceil((18 * pixels + 9) / 8));
    const put = (code: number, at: number) => {
      for (let i = 0; i < 9; i++) if ((code >> i) & 1) bits[(at + i) >> 3]! |= 1 << ((at + i) & 7);
    };
    for (let i = 0; i < pixels; i++) {
      put(256, 18 * i);
      put(7, 18 * i + 9);
    }
    put(257, 18 * pixels);
    return bits;
  };
  return [
    { name: 'LZW of the old kind that empties its table for each pixel', side: 1300, expected: REFUSED },
    { name: 'a little LZW of the old kind', side: 128, expected: '128 x 128' },
  ].map(({ side, ...attack }) => {
    const data = stream(side * side);
    const segments = [[0, data.length]] as const;
    return {
      ...attack,
      bytes: buildPixelTiff({ ...TIFF_FORMS[0]!, width: side, height: side, compression: LZW, segments, data }),
    };
  });
}

/** TIFF files that take a decoder much work or memory for their bytes, and a few that only look as if they did. */
export function hostileTiffs(): readonly HostileTiff[] {
  return [...sharedSegments(), ...longSegments(), ...badSegments(), ...badDirectories(), ...oldLzw()];
}
