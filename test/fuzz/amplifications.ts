import { deflateSync } from 'node:zlib';
import type { PictureFormat } from '../../lambda/face/picture/format.ts';
import type { Random } from '../../lib/statistics/random.ts';
import { jpegSegment, withJpegProfile } from '../support/hostile/jpeg-builder.ts';
import { compressedChunk, pngChunk, withPngProfile } from '../support/hostile/png-builder.ts';
import { chain } from '../support/hostile/profile-builder.ts';
import { sampleProfiles } from '../support/hostile/sample-profiles.ts';
import { DirectoryEditor } from './directory-editor.ts';
import type { Mutation } from './mutations.ts';

/**
 * Changes that make a small file ask for much: positions that coincide, large counts, parts that come again and again, large
 * sizes over next to no data. A decoder that does what the file says shows it in processor time or memory.
 */
export const AMPLIFICATIONS: Readonly<Record<PictureFormat, readonly Mutation[]>> = {
  bmp: [enlargeBmp],
  png: [enlargePng, repeatPngChunk, addPngBomb, addPngProfile],
  jpeg: [enlargeJpeg, changeSampling, repeatJpegSegment, addJpegProfile],
  tiff: [enlargeTiff, aliasTiffSegments, shrinkTiffSegments, lengthenTiffValues, repeatTiffTag, addTiffProfile],
};

/** Widths and heights: about 40 megapixels, fewer, and more than are allowed. */
const SIZES = [
  [6_320, 6_320],
  [8_000, 5_000],
  [65_535, 600],
  [600, 65_535],
  [4_096, 4_096],
  [1_000, 1_000],
  [9_000, 9_000],
] as const;
const TIMES = [2, 10, 90, 500, 20_000] as const;
/** As large as an upload is. */
const MAX_BYTES = 4_000_000;

/** Repeats a part as often as fits into a file. */
function repeated(part: Buffer, random: Random): Buffer {
  const times = Math.min(random.pick(TIMES), Math.floor(MAX_BYTES / Math.max(1, part.length)));
  return Buffer.concat(Array<Buffer>(Math.max(1, times)).fill(part));
}

function enlargeBmp(bytes: Buffer, random: Random): Buffer {
  const copy = Buffer.from(bytes);
  if (copy.length < 26) return copy;
  const [width, height] = random.pick(SIZES);
  copy.writeInt32LE(width, 18);
  copy.writeInt32LE(height, 22);
  return copy;
}

const PNG_SIGNATURE = 8;
const PNG_HEADER_END = 33;

/** Makes a PNG larger, and its pixels so many zeros: rows that say nothing, in a few hundred bytes for a megabyte. */
function enlargePng(bytes: Buffer, random: Random): Buffer {
  const header = Buffer.from(bytes.subarray(PNG_SIGNATURE + 8, PNG_HEADER_END - 4));
  const [width, height] = random.pick(SIZES);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  const rows = deflateSync(Buffer.alloc(random.pick([10_000, 1_000_000, 20_000_000])), { level: 1 });
  const head = [bytes.subarray(0, PNG_SIGNATURE), pngChunk('IHDR', header)];
  return Buffer.concat([...head, pngChunk('IDAT', rows), pngChunk('IEND', Buffer.alloc(0))]);
}

function afterPngHeader(bytes: Buffer, chunks: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, PNG_HEADER_END), chunks, bytes.subarray(PNG_HEADER_END)]);
}

function repeatPngChunk(bytes: Buffer, random: Random): Buffer {
  const type = random.pick(['tEXt', 'eXIf', 'IDAT', 'sPLT', 'gAMA', 'fdAT', 'abCd', 'PLTE']);
  return afterPngHeader(bytes, repeated(pngChunk(type, Buffer.alloc(random.pick([0, 1, 3, 40]))), random));
}

function addPngBomb(bytes: Buffer, random: Random): Buffer {
  const bomb = compressedChunk(random.pick(['zTXt', 'iTXt', 'iCCP']), Buffer.alloc(random.pick([1_000, 7_900_000])));
  return afterPngHeader(bytes, repeated(bomb, random));
}

function addPngProfile(bytes: Buffer, random: Random): Buffer {
  return withPngProfile(bytes, damagedProfile(random));
}

const profiles = sampleProfiles();

/** Returns a profile with tags that share bytes, large counts, or a chain of stages. */
function damagedProfile(random: Random): Buffer {
  const profile = Buffer.from(random.pick(profiles).bytes);
  const tags = profile.readUInt32BE(128);
  const entry = () => 132 + 12 * random.below(tags);
  for (let i = random.below(4); i >= 0; i--) {
    const at = entry();
    const start = Math.min(profile.readUInt32BE(at + 4), profile.length - 16);
    const kind = random.below(5);
    if (kind === 0) profile.write(random.pick(['D2B0', 'D2B1', 'A2B0', 'B2A0', 'rTRC', 'kTRC']), at, 'latin1');
    else if (kind === 1) profile.copy(profile, at + 4, entry() + 4, entry() + 12);
    else if (kind === 2) profile.writeUInt32BE((start + random.below(64)) >>> 0, at + 4);
    else if (kind === 3) profile[start + 8 + random.below(8)] = random.pick([0, 1, 2, 15, 33, 65, 255]);
    else profile.writeUInt32BE(random.pick([0x7fff, 0x7fffffff, 0xffffffff]), start + 8);
  }
  return random.next() < 0.3 ? withChain(profile, random) : profile;
}

/** Puts a chain of stages behind a profile and points its first tag at it. */
function withChain(profile: Buffer, random: Random): Buffer {
  const stages = random.pick([1, 4_000, 20_000]);
  const tag = chain({ channels: 3, outputs: 3, stages, side: random.pick([0, 0, 9]), isShared: true });
  const whole = Buffer.concat([profile, tag]);
  whole.writeUInt32BE(whole.length, 0);
  whole.write(random.pick(['D2B0', 'D2B1', 'A2B0', 'B2D0']), 132, 'latin1');
  whole.writeUInt32BE(profile.length, 136);
  whole.writeUInt32BE(tag.length, 140);
  whole[8] = 4;
  return whole;
}

/** Where the frame header of a JPEG stands; none for a damaged one. */
function frameOf(bytes: Buffer): number {
  for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff; at += 2 + bytes.readUInt16BE(at + 2)) {
    if (bytes[at + 1]! >= 0xc0 && bytes[at + 1]! <= 0xc2) return at;
  }
  return -1;
}

function enlargeJpeg(bytes: Buffer, random: Random): Buffer {
  const copy = Buffer.from(bytes);
  const frame = frameOf(copy);
  if (frame < 0) return copy;
  const [width, height] = random.pick(SIZES);
  copy.writeUInt16BE(height, frame + 5);
  copy.writeUInt16BE(width, frame + 7);
  return copy;
}

function changeSampling(bytes: Buffer, random: Random): Buffer {
  const copy = enlargeJpeg(bytes, random);
  const frame = frameOf(copy);
  if (frame < 0) return copy;
  for (let i = 0; i < copy[frame + 9]!; i++) {
    copy[frame + 11 + 3 * i] = random.pick([0x11, 0x22, 0x44, 0x21, 0x41, 0x14, 0x13]);
  }
  if (random.next() < 0.3) copy[frame + 1] = random.pick([0xc0, 0xc2, 0xc9, 0xca]);
  return copy;
}

/** Repeats a segment, or the last scan, of which the decoder goes over the whole image each time. */
function repeatJpegSegment(bytes: Buffer, random: Random): Buffer {
  const large = random.next() < 0.5 ? enlargeJpeg(bytes, random) : bytes;
  const scan = large.lastIndexOf(Buffer.of(0xff, 0xda));
  if (random.next() < 0.5 && scan > 0) {
    return Buffer.concat([large.subarray(0, scan), repeated(large.subarray(scan, -2), random), large.subarray(-2)]);
  }
  const marker = random.pick([0xe0, 0xe1, 0xe2, 0xed, 0xee, 0xfe, 0xdb, 0xc4, 0xdd]);
  const segment = jpegSegment(marker, Buffer.alloc(random.pick([0, 2, 65, 60_000])));
  return Buffer.concat([large.subarray(0, 2), repeated(segment, random), large.subarray(2)]);
}

function addJpegProfile(bytes: Buffer, random: Random): Buffer {
  const profile = damagedProfile(random);
  // A segment holds 64 kB.
  return withJpegProfile(bytes, profile, Math.max(random.pick([1, 3, 20]), Math.ceil(profile.length / 65_000)));
}

function enlargeTiff(bytes: Buffer, random: Random): Buffer {
  const directory = new DirectoryEditor(bytes);
  const [width, height] = random.pick(SIZES);
  directory.set(256, width);
  directory.set(257, height);
  if (random.next() < 0.5) directory.set(278, random.pick([1, 2, 8, 65_535]));
  return directory.bytes;
}

/** Lets strips or tiles begin at one place, or a few bytes apart, and makes each long. */
function aliasTiffSegments(bytes: Buffer, random: Random): Buffer {
  const directory = new DirectoryEditor(bytes);
  const distance = random.pick([0, 0, 1, 16]);
  for (const entry of directory.of(273, 324)) {
    const { at, size, count } = directory.values(entry);
    const start = directory.read(at, size);
    for (let i = 0; i < count; i++) directory.write(start + i * distance, at + i * size, size);
  }
  for (const entry of directory.of(279, 325)) {
    const { at, size, count } = directory.values(entry);
    const length = random.pick([0, 1, 1_000, bytes.length, 1_000_000, 0xffffffff]);
    for (let i = 0; i < count; i++) directory.write(length, at + i * size, size);
  }
  return directory.bytes;
}

/** Makes tiles small or strips low, so that there are more of them than the file has. */
function shrinkTiffSegments(bytes: Buffer, random: Random): Buffer {
  const directory = new DirectoryEditor(random.next() < 0.5 ? enlargeTiff(bytes, random) : bytes);
  directory.set(322, random.pick([16, 32, 4_096]));
  directory.set(323, random.pick([16, 32, 4_096]));
  directory.set(278, random.pick([1, 2]));
  const count = random.pick([1, 1_000, 65_536, 1_000_000]);
  for (const { at } of directory.of(273, 324, 279, 325)) directory.write(count, at + 4, directory.wordBytes);
  return directory.bytes;
}

/** Gives tags long values: all of the rest of the file, or more. */
function lengthenTiffValues(bytes: Buffer, random: Random): Buffer {
  const directory = new DirectoryEditor(Buffer.concat([bytes, Buffer.alloc(random.pick([0, 100_000, 3_000_000]))]));
  for (let i = random.below(6); i >= 0; i--) {
    const { at } = random.pick(directory.entries);
    directory.write(random.pick([7, 2, 1]), at + 2, 2);
    directory.write(random.pick([directory.bytes.length - 100, 65_536, 0xfffffff0]), at + 4, directory.wordBytes);
    directory.write(random.pick([0, 8, 100]), at + 4 + directory.wordBytes, directory.wordBytes);
  }
  return directory.bytes;
}

/** Puts a directory of many private tags behind the file, the present one's entries among them. */
function repeatTiffTag(bytes: Buffer, random: Random): Buffer {
  const directory = new DirectoryEditor(bytes);
  if (directory.wordBytes === 8 || directory.entries.length === 0) return directory.bytes;
  const count = random.pick([10, 400, 600, 4_000]);
  const size = 12 * (directory.entries.length + count) + 6;
  const at = bytes.length + (bytes.length & 1);
  const grown = new DirectoryEditor(Buffer.concat([bytes, Buffer.alloc(at - bytes.length + size)]));
  grown.write(at, 4, 4);
  grown.write(directory.entries.length + count, at, 2);
  for (const [i, entry] of directory.entries.entries())
    bytes.copy(grown.bytes, at + 2 + 12 * i, entry.at, entry.at + 12);
  for (let i = 0; i < count; i++) {
    const to = at + 2 + 12 * (directory.entries.length + i);
    grown.write(random.next() < 0.1 ? 330 : 40_000 + i, to, 2);
    grown.write(random.pick([1, 4, 7, 12]), to + 2, 2);
    grown.write(random.pick([1, 1, 1_000]), to + 4, 4);
    grown.write(random.pick([0, 8, at]), to + 8, 4);
  }
  return grown.bytes;
}

/** Makes the last tag of a directory a colour profile behind the file. */
function addTiffProfile(bytes: Buffer, random: Random): Buffer {
  const profile = damagedProfile(random);
  const directory = new DirectoryEditor(Buffer.concat([bytes, profile]));
  const last = directory.entries.at(-1);
  if (last === undefined) return directory.bytes;
  directory.write(34_675, last.at, 2);
  directory.write(7, last.at + 2, 2);
  directory.write(profile.length, last.at + 4, directory.wordBytes);
  directory.write(bytes.length, last.at + 4 + directory.wordBytes, directory.wordBytes);
  return directory.bytes;
}
