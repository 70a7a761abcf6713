import { buildJpeg, jpegSegment } from './jpeg-builder.ts';
import { buildPng, pngChunk } from './png-builder.ts';

type Entry = readonly [tag: number, type: number, count: number, value: number];

const [SHORT, LONG, UNDEFINED] = [3, 4, 7];
const ORIENTATION: Entry = [0x0112, SHORT, 1, 6];
/** Where the only directory stands. */
const START = 8;
/** As many entries as fit into a segment. */
const MOST = 5_400;

/** EXIF of one directory, filled up to a size. */
export function buildExif(entries: readonly Entry[], next = 0, size = 65_000): Buffer {
  const exif = Buffer.alloc(Math.max(size, START + 6 + 12 * entries.length));
  exif.write('II*\0', 'latin1');
  exif.writeUInt32LE(START, 4);
  exif.writeUInt16LE(entries.length, START);
  for (const [i, [tag, type, count, value]] of entries.entries()) {
    const at = START + 2 + 12 * i;
    exif.writeUInt16LE(tag, at);
    exif.writeUInt16LE(type, at + 2);
    exif.writeUInt32LE(count, at + 4);
    exif.writeUInt32LE(value, at + 8);
  }
  exif.writeUInt32LE(next, START + 2 + 12 * entries.length);
  return exif;
}

const filled = (entry: (i: number) => Entry) => [
  ORIENTATION,
  ...Array.from({ length: MOST - 1 }, (_, i): Entry => entry(i)),
];

/** EXIF that takes a parser much work for its bytes. Each says that the image lies on its side. */
export function exifAttacks(): readonly { readonly name: string; readonly exif: Buffer }[] {
  const pointers = [0x8769, 0x8825, 0xa005] as const;
  return [
    {
      name: '5,400 directories that are all the first',
      exif: buildExif(filled((i) => [pointers[i % 3]!, LONG, 1, START])),
    },
    { name: 'a directory that follows itself', exif: buildExif([ORIENTATION, [0x8769, LONG, 1, START]], START) },
    { name: '5,400 values that share 60 kB', exif: buildExif(filled(() => [0x9286, UNDEFINED, 60_000, START])) },
  ];
}

const SIZE = { width: 64, height: 32 } as const;

/** A small JPEG or PNG with EXIF. */
export function withExif(format: 'JPEG' | 'PNG', exif: Buffer): Buffer {
  if (format === 'PNG') return buildPng({ ...SIZE, chunks: [pngChunk('eXIf', exif)] });
  const segment = jpegSegment(0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), exif]));
  return buildJpeg({ ...SIZE, frame: 0xc0, factors: [[1, 1]], scans: [{ components: [0] }], segments: [segment] });
}
