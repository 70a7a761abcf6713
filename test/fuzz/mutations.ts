import type { Random } from '../../lib/statistics/random.ts';

/** Numbers at which parsers break: the ends of the integer types and their neighbours. */
const EDGE_NUMBERS = [
  0, 1, 2, 3, 4, 7, 8, 16, 127, 128, 255, 256, 257, 32_767, 32_768, 65_535, 65_536, 0x7fffffff, 0x80000000, 0xfffffffe,
  0xffffffff,
];

/** Makes a damaged copy of a valid file; never changes the file itself. */
export type Mutation = (bytes: Buffer, random: Random, other: Buffer) => Buffer;

/** Damage that needs no knowledge of the format. */
export const GENERAL_MUTATIONS: readonly Mutation[] = [
  flipBits,
  truncate,
  overwriteRun,
  editNumber,
  splice,
  removeRange,
  repeatRange,
  replaceBytes,
];

function flipBits(bytes: Buffer, random: Random): Buffer {
  const copy = Buffer.from(bytes);
  for (let i = random.below(8); i >= 0; i--) copy[random.below(copy.length)]! ^= 1 << random.below(8);
  return copy;
}

function truncate(bytes: Buffer, random: Random): Buffer {
  return Buffer.from(bytes.subarray(0, 1 + random.below(bytes.length - 1)));
}

function overwriteRun(bytes: Buffer, random: Random): Buffer {
  const start = random.below(bytes.length);
  const end = start + 1 + random.below(Math.min(64, bytes.length - start));
  return Buffer.from(bytes).fill(random.pick([0, 0xff, 0x80, random.below(256)]), start, end);
}

/** Most numbers that matter stand in the first bytes of a file. */
function editNumber(bytes: Buffer, random: Random): Buffer {
  const reach = random.next() < 0.7 ? Math.min(160, bytes.length) : bytes.length;
  return writeNumber(bytes, random.below(reach), random.pick([1, 2, 4]), random);
}

function splice(bytes: Buffer, random: Random, other: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, random.below(bytes.length) + 1), other.subarray(random.below(other.length))]);
}

function removeRange(bytes: Buffer, random: Random): Buffer {
  const start = random.below(bytes.length);
  return Buffer.concat([bytes.subarray(0, start), bytes.subarray(start + 1 + random.below(64))]);
}

function repeatRange(bytes: Buffer, random: Random): Buffer {
  const start = random.below(bytes.length);
  const end = start + 1 + random.below(64);
  return Buffer.concat([bytes.subarray(0, end), bytes.subarray(start)]);
}

function replaceBytes(bytes: Buffer, random: Random): Buffer {
  const copy = Buffer.from(bytes);
  for (let i = random.below(16); i >= 0; i--) copy[random.below(copy.length)] = random.below(256);
  return copy;
}

/** Writes a number that parsers find hard, or a neighbour of the one that is there, in either byte order. */
export function writeNumber(bytes: Buffer, at: number, size: number, random: Random): Buffer {
  const copy = Buffer.from(bytes);
  if (at < 0 || at + size > copy.length) return copy;
  const bigEndian = random.next() < 0.5;
  const present = bigEndian ? copy.readUIntBE(at, size) : copy.readUIntLE(at, size);
  const near = [present + 1, present - 1, present * 2, present >> 1, random.below(2 ** 16)];
  const value = (random.next() < 0.6 ? random.pick(EDGE_NUMBERS) : random.pick(near)) >>> 0;
  const fitting = value % 2 ** (8 * size);
  if (bigEndian) copy.writeUIntBE(fitting, at, size);
  else copy.writeUIntLE(fitting, at, size);
  return copy;
}
