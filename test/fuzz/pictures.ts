import { decodeBmp } from '../../lambda/face/picture/bmp/bmp.ts';
import { decodePicture } from '../../lambda/face/picture/decode.ts';
import { type PictureFormat, pictureFormat } from '../../lambda/face/picture/format.ts';
import { MAX_PIXELS, type Picture, PictureError } from '../../lambda/face/picture/pixels/picture.ts';
import { type Random, seededRandom } from '../../lib/statistics/random.ts';
import { GENERAL_MUTATIONS } from './mutations.ts';
import { pictureCorpus } from './picture-corpus.ts';
import { STRUCTURE_MUTATIONS } from './picture-structure.ts';

export interface PictureFuzzOptions {
  readonly format: PictureFormat;
  readonly runs: number;
  readonly seed: number;
  /** Number of the first run, to repeat one that failed; default 0. */
  readonly first?: number;
}

export interface PictureFuzzResult {
  readonly runs: number;
  readonly decoded: number;
  readonly refused: number;
  readonly slowestMs: number;
}

const LONGEST_MS = 2000;
/** By which pictures are reduced; those of the corpus have 44 x 44 pixels. */
const FACTOR = 3;

/**
 * Damages valid pictures and decodes them. Every run must end within 2 s in a picture that is what it says it is or in a
 * {@link PictureError}, and nothing may be thrown outside of the call.
 *
 * @throws Error that names format, seed and run of the first one that behaves otherwise
 */
export async function fuzzPictures(options: PictureFuzzOptions): Promise<PictureFuzzResult> {
  const { format, runs, seed, first = 0 } = options;
  const corpus = await pictureCorpus(format);
  const strays: unknown[] = [];
  const onStray = (error: unknown) => strays.push(error);
  process.on('uncaughtException', onStray).on('unhandledRejection', onStray);
  let decoded = 0;
  let slowestMs = 0;
  try {
    for (let run = first; run < first + runs; run++) {
      const bytes = damagedPicture(format, corpus, runRandom(seed, run));
      const start = performance.now();
      const { isPicture, fault } = await judge(bytes);
      const duration = performance.now() - start;
      slowestMs = Math.max(slowestMs, duration);
      if (isPicture) decoded++;
      // Gives stray errors of this run the time to arrive.
      await new Promise((resolve) => setImmediate(resolve));
      const stray = strays.length > 0 ? `something was thrown outside of the call: ${strays[0]}` : null;
      const slow = duration > LONGEST_MS ? `took ${Math.round(duration)} ms` : null;
      const reason = fault ?? slow ?? stray;
      if (reason !== null) throw new Error(`Picture fuzzing, ${format}, seed ${seed}, run ${run}: ${reason}`);
    }
  } finally {
    process.off('uncaughtException', onStray).off('unhandledRejection', onStray);
  }
  return { runs, decoded, refused: runs - decoded, slowestMs };
}

/** Each run has numbers of its own, so that it can be repeated without those before it. */
function runRandom(seed: number, run: number): Random {
  return seededRandom(Math.imul(seed, 0x9e3779b1) + run);
}

function damagedPicture(format: PictureFormat, corpus: readonly Buffer[], random: Random): Buffer {
  const original = random.pick(corpus);
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
  const whole = await tryDecode(() => decodePicture(bytes));
  if (pictureFormat(bytes) !== 'bmp' || whole.fault !== null) return whole;
  // Large ones are reduced while they are decoded. The same ones must be refused.
  const small = await tryDecode(async () => decodeBmp(bytes, MAX_PIXELS, () => FACTOR));
  const differs = small.isPicture !== whole.isPicture ? 'decoded only whole, or only reduced' : null;
  return { ...whole, fault: small.fault ?? differs };
}

async function tryDecode(decode: () => Promise<Picture>): Promise<{ isPicture: boolean; fault: string | null }> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${LONGEST_MS} ms`)), LONGEST_MS);
  });
  try {
    return { isPicture: true, fault: faultOf(await Promise.race([decode(), timeout])) };
  } catch (error) {
    return { isPicture: false, fault: error instanceof PictureError ? null : String(error) };
  } finally {
    clearTimeout(timer);
  }
}

function faultOf({ width, height, data }: Picture): string | null {
  const hasSize = Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0;
  if (!hasSize || width * height > MAX_PIXELS) return `decoded to ${width} x ${height}`;
  if (data.length !== 3 * width * height) return `decoded ${data.length} bytes for ${width} x ${height}`;
  return null;
}
