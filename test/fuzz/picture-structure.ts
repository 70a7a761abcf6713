import { crc32 } from 'node:zlib';
import type { PictureFormat } from '../../lambda/face/picture/format.ts';
import type { Random } from '../../lib/statistics/random.ts';
import { type Mutation, writeNumber } from './mutations.ts';

/** Damage to the structure of a format: the first checksum stops a fuzzer that knows no structure. */
export const STRUCTURE_MUTATIONS: Readonly<Record<PictureFormat, readonly Mutation[]>> = {
  bmp: [editBmpField, editBmpRunLengths],
  png: [editPngChunk, shufflePngChunks],
  jpeg: [editJpegSegment, editJpegLength, shuffleJpegSegments],
  tiff: [editTiffEntry, editTiffDirectory],
};

/** Offset and size of the fields of the file header and of the info header. */
const BMP_FIELDS = [
  [2, 4],
  [10, 4],
  [14, 4],
  [18, 4],
  [22, 4],
  [26, 2],
  [28, 2],
  [30, 4],
  [34, 4],
  [46, 4],
  [50, 4],
  [54, 4],
  [58, 4],
  [62, 4],
  [66, 4],
] as const;

function editBmpField(bytes: Buffer, random: Random): Buffer {
  const [at, size] = random.pick(BMP_FIELDS);
  // Some values lead to other branches instead of a rejection.
  const known: Record<number, readonly number[]> = {
    14: [12, 16, 40, 52, 56, 64, 108, 124],
    28: [1, 2, 4, 8, 16, 24, 32],
    30: [0, 1, 2, 3, 6],
  };
  if (known[at] === undefined || random.next() < 0.3) return writeNumber(bytes, at, size, random);
  const copy = Buffer.from(bytes);
  if (at + size <= copy.length) copy.writeUIntLE(random.pick(known[at]), at, size);
  return copy;
}

/** Plants escapes (end of line, end of bitmap, skip, literal) among the pixels. */
function editBmpRunLengths(bytes: Buffer, random: Random): Buffer {
  const copy = Buffer.from(bytes);
  const start = Math.min(copy.readUInt32LE(10), copy.length);
  for (let i = random.below(6); i >= 0; i--) {
    const at = start + random.below(copy.length - start - 1);
    if (at + 1 < copy.length) copy.set([random.pick([0, 0, 255]), random.pick([0, 1, 2, 3, 254, 255])], at);
  }
  return copy;
}

interface Part {
  readonly start: number;
  readonly end: number;
}

/** Chunks of length, type, data and checksum after the 8 bytes of the signature. */
function pngChunks(bytes: Buffer): Part[] {
  const chunks: Part[] = [];
  for (let at = 8; at + 12 <= bytes.length; ) {
    const end = at + 12 + bytes.readUInt32BE(at);
    chunks.push({ start: at, end });
    at = end;
  }
  return chunks;
}

/** Changes a chunk's type or data and makes its checksum right again. */
function editPngChunk(bytes: Buffer, random: Random): Buffer {
  const chunks = pngChunks(bytes);
  // The first is IHDR: size, depth, colour type.
  const { start, end } = random.next() < 0.4 ? chunks[0]! : random.pick(chunks);
  const at = start + 4 + random.below(Math.min(end - start - 8, 40));
  const copy = writeNumber(bytes, at, random.pick([1, 1, 2, 4]), random);
  copy.writeUInt32BE(crc32(copy.subarray(start + 4, end - 4)), end - 4);
  return copy;
}

function shufflePngChunks(bytes: Buffer, random: Random): Buffer {
  return shuffle(bytes, pngChunks(bytes), random);
}

/** Marker segments before and between the scans; each scan's data belong to its header. */
function jpegSegments(bytes: Buffer): Part[] {
  const segments: Part[] = [];
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff; ) {
    let end = at + 2 + bytes.readUInt16BE(at + 2);
    const isScan = bytes[at + 1] === 0xda;
    while (isScan && end + 1 < bytes.length && (bytes[end] !== 0xff || bytes[end + 1] === 0)) end++;
    segments.push({ start: at, end });
    at = end;
  }
  return segments;
}

function editJpegSegment(bytes: Buffer, random: Random): Buffer {
  const { start, end } = random.pick(jpegSegments(bytes));
  const at = start + 1 + random.below(Math.min(end - start - 1, 40));
  return writeNumber(bytes, at, random.pick([1, 1, 2]), random);
}

function editJpegLength(bytes: Buffer, random: Random): Buffer {
  return writeNumber(bytes, random.pick(jpegSegments(bytes)).start + 2, 2, random);
}

function shuffleJpegSegments(bytes: Buffer, random: Random): Buffer {
  return shuffle(bytes, jpegSegments(bytes), random);
}

/** Offsets of the 12-byte entries of the first directory. */
function tiffEntries(bytes: Buffer): number[] {
  const isLittle = bytes[0] === 0x49;
  const u16 = (at: number) => (isLittle ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const directory = isLittle ? bytes.readUInt32LE(4) : bytes.readUInt32BE(4);
  return Array.from({ length: u16(directory) }, (_, i) => directory + 2 + 12 * i);
}

/** Changes tag, type, count or value of an entry. */
function editTiffEntry(bytes: Buffer, random: Random): Buffer {
  const [at, size] = random.pick([
    [0, 2],
    [2, 2],
    [4, 4],
    [8, 4],
    [8, 2],
  ] as const);
  return writeNumber(bytes, random.pick(tiffEntries(bytes)) + at, size, random);
}

/** Swaps two entries, or bends the offset of the first or of the next directory. */
function editTiffDirectory(bytes: Buffer, random: Random): Buffer {
  const entries = tiffEntries(bytes);
  const place = random.below(3);
  if (place === 0) return writeNumber(bytes, 4, 4, random);
  if (place === 1) return writeNumber(bytes, entries.at(-1)! + 12, 4, random);
  const copy = Buffer.from(bytes);
  const [first, second] = [random.pick(entries), random.pick(entries)];
  bytes.copy(copy, first, second, second + 12);
  bytes.copy(copy, second, first, first + 12);
  return copy;
}

/** Removes, repeats or swaps parts of a file that stand side by side. */
function shuffle(bytes: Buffer, parts: readonly Part[], random: Random): Buffer {
  const contents = parts.map(({ start, end }) => bytes.subarray(start, end));
  const at = random.below(contents.length);
  const other = random.below(contents.length);
  const kind = random.below(3);
  if (kind === 0) contents.splice(at, 1);
  else if (kind === 1) contents.splice(other, 0, contents[at]!);
  else [contents[at], contents[other]] = [contents[other]!, contents[at]!];
  return Buffer.concat([bytes.subarray(0, parts[0]!.start), ...contents, bytes.subarray(parts.at(-1)!.end)]);
}
