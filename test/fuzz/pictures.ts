import { decodeBmp } from '../../lambda/face/picture/bmp/bmp.ts';
import { decodePicture } from '../../lambda/face/picture/decode.ts';
import { type PictureFormat, pictureFormat } from '../../lambda/face/picture/format.ts';
import { MAX_PIXELS, type Picture, PictureError } from '../../lambda/face/picture/pixels/picture.ts';
import { peakOfThisProcess } from '../../lib/bench/process/process-usage.ts';
import { type Random, seededRandom } from '../../lib/statistics/random.ts';
import { CPU_LIMIT_MS, MEMORY_LIMIT } from '../support/hostile/cost-limits.ts';
import { AMPLIFICATIONS } from './amplifications.ts';
import { GENERAL_MUTATIONS } from './mutations.ts';
import { pictureCorpus } from './picture-corpus.ts';
import { STRUCTURE_MUTATIONS } from './picture-structure.ts';

export interface PictureFuzzOptions {
  readonly format: PictureFormat;
  readonly runs: number;
  readonly seed: number;
  /** Number of the first run, to repeat one that failed; default 0. */
  readonly first?: number;
  /** Called with the number of each run before it begins. */
  readonly onRun?: (run: number) => void;
}

export interface PictureFuzzResult {
  readonly runs: number;
  readonly decoded: number;
  readonly refused: number;
  /** The most processor time that a run took, in milliseconds. */
  readonly slowestMs: number;
  /** The most memory that a run took beyond what was in use before, in bytes. */
  readonly largestBytes: number;
}

/** Processor time and memory that decoding a file may take. */
const LONGEST_MS = CPU_LIMIT_MS;
/** The size that a request asks for first. */
const FIRST_LOOK = { kind: 'first look', atLeast: 400, atMost: 1024 } as const;
/** The factor by which images are reduced; those of the corpus are 44 x 44 pixels. */
const FACTOR = 3;

/**
 * Damages valid images and decodes them. Every run must end in an image that matches its description or in a
 * {@link PictureError}, take at most 2 s of processor time and 200 MB, and throw nothing outside the call. Linux only. A
 * decoder that does not end is killed by the caller; see picture-process.ts.
 *
 * @throws Error naming format, seed and run of the first run that behaves otherwise
 */
export async function fuzzPictures(options: PictureFuzzOptions): Promise<PictureFuzzResult> {
  const { format, runs, seed, first = 0, onRun } = options;
  const corpus = await pictureCorpus(format);
  const strays: unknown[] = [];
  const onStray = (error: unknown) => strays.push(error);
  process.on('uncaughtException', onStray).on('unhandledRejection', onStray);
  let decoded = 0;
  let slowestMs = 0;
  let largestBytes = 0;
  try {
    for (let run = first; run < first + runs; run++) {
      onRun?.(run);
      const bytes = damagedPicture(format, corpus, runRandom(seed, run));
      peakOfThisProcess.reset();
      const { residentBytes } = peakOfThisProcess.read();
      const before = process.cpuUsage();
      const { isPicture, fault } = await judge(bytes);
      const { user, system } = process.cpuUsage(before);
      const duration = (user + system) / 1000;
      const used = peakOfThisProcess.read().peakBytes - residentBytes;
      slowestMs = Math.max(slowestMs, duration);
      largestBytes = Math.max(largestBytes, used);
      if (isPicture) decoded++;
      // Gives stray errors of this run time to arrive.
      await new Promise((resolve) => setImmediate(resolve));
      const stray = strays.length > 0 ? `something was thrown outside of the call: ${strays[0]}` : null;
      const slow = duration > LONGEST_MS ? `took ${Math.round(duration)} ms of processor time` : null;
      const large = used > MEMORY_LIMIT ? `took ${Math.round(used / 1e6)} MB` : null;
      const reason = fault ?? slow ?? large ?? stray;
      if (reason !== null) throw new Error(`Picture fuzzing, ${format}, seed ${seed}, run ${run}: ${reason}`);
    }
  } finally {
    process.off('uncaughtException', onStray).off('unhandledRejection', onStray);
  }
  return { runs, decoded, refused: runs - decoded, slowestMs, largestBytes };
}

/** Each run has its own random numbers, so that it can be repeated without the runs before it. */
function runRandom(seed: number, run: number): Random {
  return seededRandom(Math.imul(seed, 0x9e3779b1) + run);
}

/** The share of the runs that makes files that ask for much work; they take longer than others. */
const AMPLIFIED = 0.25;

function damagedPicture(format: PictureFormat, corpus: readonly Buffer[], random: Random): Buffer {
  const original = random.pick(corpus);
  if (random.next() < AMPLIFIED) {
    const amplified = random.pick(AMPLIFICATIONS[format])(original, random, original);
    return random.next() < 0.2 ? random.pick(GENERAL_MUTATIONS)(amplified, random, original) : amplified;
  }
  // Mutations that know the format need a valid file, so they come first and only once.
  const structured = STRUCTURE_MUTATIONS[format];
  let bytes = random.next() < 0.5 ? random.pick(structured)(original, random, original) : original;
  const rounds = bytes === original ? 1 + random.below(3) : random.below(2);
  for (let i = 0; i < rounds && bytes.length > 1; i++) {
    bytes = random.pick(GENERAL_MUTATIONS)(bytes, random, random.pick(corpus));
  }
  return bytes;
}

async function judge(bytes: Buffer): Promise<{ isPicture: boolean; fault: string | null }> {
  const whole = await tryDecode(() => decodePicture(bytes, FIRST_LOOK));
  if (pictureFormat(bytes) !== 'bmp' || whole.fault !== null) return whole;
  // Large ones are reduced while they are decoded. The decoder must reject the same ones.
  const small = await tryDecode(async () => decodeBmp(bytes, MAX_PIXELS, () => FACTOR));
  const differs = small.isPicture !== whole.isPicture ? 'decoded only whole, or only reduced' : null;
  return { ...whole, fault: small.fault ?? differs };
}

async function tryDecode(decode: () => Promise<Picture>): Promise<{ isPicture: boolean; fault: string | null }> {
  try {
    return { isPicture: true, fault: faultOf(await decode()) };
  } catch (error) {
    return { isPicture: false, fault: error instanceof PictureError ? null : String(error) };
  }
}

function faultOf({ width, height, data }: Picture): string | null {
  const hasSize = Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0;
  if (!hasSize || width * height > MAX_PIXELS) return `decoded to ${width} x ${height}`;
  if (data.length !== 3 * width * height) return `decoded ${data.length} bytes for ${width} x ${height}`;
  return null;
}
