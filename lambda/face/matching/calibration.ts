import { readFile } from 'node:fs/promises';
import { rateAtSimilarity } from './score-scale.ts';

/**
 * Whose pairs a calibration refers to.
 *
 * - `look-alikes`: different people of the same group, such as sex and origin, all groups counted equally. This is what a
 *   similarity means.
 * - `random pairs`: any two different people. If the groups are unknown, nothing else can be measured.
 * - `provisional`: nothing was measured; only the same image matches.
 */
type CalibrationPairs = 'look-alikes' | 'random pairs' | 'provisional';

type Interval = readonly [number, number];

/** A false match rate with its interval (95 %); `null` if no pair is above and the rate comes from a fitted tail. */
export interface MeasuredRate {
  readonly rate: number;
  readonly interval: Interval | null;
}

/** A point of the map from cosine to similarity. */
export interface CalibrationKnot {
  readonly cosine: number;
  readonly similarity: number;
  /** Share of the pairs that the calibration refers to with a cosine above this one. */
  readonly falseMatchRate: number;
  /** Confidence interval (95 %) of the false match rate; `null` if it was not measured. */
  readonly interval: Interval | null;
  /** Different-person pairs found above this cosine, and the people in them: what the knot is based on. */
  readonly pairs?: number;
  readonly people?: number;
  /** Whether there were too few pairs, so that cosine and interval come from a tail fitted to the knots below. */
  readonly extrapolated: boolean;
  /** Only in a calibration by look-alikes: the rate of any two different people of the same photos. */
  readonly randomPairs?: MeasuredRate & { readonly extrapolated: boolean };
  /** Only in a calibration by look-alikes: the groups with the highest and the lowest rate. */
  readonly worstGroup?: MeasuredRate & { readonly group: string };
  readonly bestGroup?: MeasuredRate & { readonly group: string };
}

/** The tail that extrapolated knots come from: -log10(FMR) = a + b cosine + c cosine^2. */
interface CalibrationTail {
  readonly coefficients: readonly [number, number, number];
  /** The false match rates between which it was fitted, the higher first. */
  readonly fittedBetween: readonly [number, number];
}

/** A calibration file: what each cosine of a pack means. */
export interface CalibrationFile {
  readonly version: string;
  readonly pack: string;
  readonly speaksOf: CalibrationPairs;
  /** Versions of the spaces of the pack's embedders, in their order; see readProjection. */
  readonly spaces: readonly string[];
  /** Only in a calibration by look-alikes: how people were put into groups, and how many photos each has. */
  readonly groups?: { readonly by: readonly string[]; readonly photos: Readonly<Record<string, number>> };
  readonly created: string;
  /** What the photos were. */
  readonly data: string;
  /** Different-person pairs and people that the knots were measured on. */
  readonly pairs: number;
  readonly people: number;
  readonly photos?: number;
  /** Faces that were compared: the main one of each photo, or all as the API does. */
  readonly faces?: 'main' | 'all';
  /** Fingerprint of the code from image to embedding, and name and first 8 hex digits of the sha256 of each model. */
  readonly pipeline?: string;
  readonly models?: readonly string[];
  /** How the intervals were made. */
  readonly intervals?: string;
  readonly tail?: CalibrationTail | null;
  readonly knots: readonly CalibrationKnot[];
}

/** The map of one pack. */
export interface Calibration {
  readonly version: string;
  /** Cosine [-1, 1] to similarity [0, 1]: strictly increasing, continuous, 0 at -1 and 1 at 1. */
  similarity(cosine: number): number;
  /** Similarity [0, 1] to cosine [-1, 1]: the inverse of `similarity`. */
  cosine(similarity: number): number;
  readonly speaksOf: CalibrationPairs;
  /**
   * Returns the false match rate at a similarity among the pairs that the calibration refers to, (0, 1]. It is strictly
   * decreasing: 1e-4 at 0.7, and a tenth of that for each 0.1 more.
   */
  falseMatchRate(similarity: number): number;
  /** Returns the false match rate of random pairs at a similarity, (0, 1]; `null` if it was not measured. */
  randomPairFalseMatchRate(similarity: number): number | null;
}

/** A calibration cannot be used: it is missing, broken, or belongs to another pack or other models. The message names the file. */
export class CalibrationError extends Error {
  override readonly name = 'CalibrationError';
}

/** What a calibration must match. */
export interface CalibrationUse {
  readonly pack: string;
  /** Models of the pack; see modelVersion. */
  readonly models: readonly string[];
  /** Versions of the spaces of its embedders, in their order; see readProjection. */
  readonly spaces: readonly string[];
  /** Whether a calibration that refers to random pairs only is accepted. */
  readonly randomPairs: boolean;
}

/**
 * Reads a calibration file and makes its map.
 *
 * @throws CalibrationError when it belongs to another pack, other models or another space, or when it refers to random pairs
 *   and that is not accepted
 */
export async function readCalibration(file: string, use: CalibrationUse): Promise<Calibration> {
  const parsed = await readCalibrationFile(file, use.pack);
  const mistake = mistakeOf(parsed, use);
  if (mistake !== null) throw new CalibrationError(`${file}: ${mistake}`);
  return createCalibration(parsed);
}

/** Returns why a calibration cannot be used, with the command that makes it again; `null` if it can be used. */
export function mistakeOf(file: CalibrationFile, { pack, models, spaces, randomPairs }: CalibrationUse): string | null {
  const anew = `npm run calibrate -- --images DIR --labels CSV --pack ${pack} --out FILE.json makes it anew`;
  // In any order, because the cosine does not depend on it.
  if (file.models !== undefined && sorted(file.models) !== sorted(models)) {
    return `expected a calibration of the models ${models.join(', ')} but found one of ${file.models.join(', ')}. ${anew}`;
  }
  const made: unknown = file.spaces;
  if (!Array.isArray(made) || made.join() !== spaces.join()) {
    const found = Array.isArray(made) ? `of ${made.join(', ')}` : 'that names none, as before there were projections';
    return `expected a calibration made in the space ${spaces.join(', ')} but found one ${found}. ${anew}`;
  }
  if (file.speaksOf === 'random pairs' && !randomPairs) {
    return `it speaks of random pairs of people, not of people who look alike. ${anew}; to use it as it is, set randomPairCalibration=true`;
  }
  return null;
}

function sorted(names: readonly string[]): string {
  return names.toSorted().join();
}

/** Reads and checks a calibration file, for callers that need its knots; see readCalibration. */
export async function readCalibrationFile(file: string, pack: string): Promise<CalibrationFile> {
  let parsed: CalibrationFile;
  try {
    parsed = JSON.parse(await readFile(file, 'utf8')) as CalibrationFile;
  } catch (error) {
    throw new CalibrationError(`The calibration ${file} cannot be read: ${(error as Error).message}`);
  }
  if (parsed.pack !== pack) {
    throw new CalibrationError(`${file}: expected a calibration of pack ${pack} but found ${parsed.pack}`);
  }
  try {
    createCalibration(parsed);
  } catch (error) {
    throw new CalibrationError(`${file}: ${(error as Error).message}`);
  }
  return parsed;
}

/**
 * Makes the map of a calibration: linear between its knots, from (-1, 0) to (1, 1).
 *
 * @throws Error when a knot's similarity does not mean its false match rate, or the knots are not strictly
 *   increasing in cosine and similarity and decreasing in false match rate
 */
export function createCalibration(file: CalibrationFile): Calibration {
  if (!file.version) throw new Error('expected a version');
  // An older file has none, and is rejected by its space.
  const { speaksOf = 'random pairs' } = file;
  if (!Array.isArray(file.knots) || file.knots.length < 2) throw new Error('expected at least two knots');
  const cosines = [-1, ...file.knots.map((knot) => knot.cosine), 1];
  const similarities = [0, ...file.knots.map((knot) => knot.similarity), 1];
  const last = file.knots.at(-1)!;
  // In the last segment the rate still falls to a tenth for each 0.1, as between the knots.
  const end = Math.log10(last.falseMatchRate) - 10 * (1 - last.similarity);
  const exponents = [0, ...file.knots.map((knot) => Math.log10(knot.falseMatchRate)), end];
  requireIncreasing(cosines, 'cosine');
  requireIncreasing(similarities, 'similarity');
  requireIncreasing(
    exponents.map((exponent) => -exponent),
    'falseMatchRate (decreasing)',
  );
  file.knots.forEach(requireMeaning);
  const random = randomExponents({ ...file, speaksOf });
  return {
    version: file.version,
    speaksOf,
    similarity: (cosine) => interpolate(cosines, similarities, cosine),
    cosine: (similarity) => interpolate(similarities, cosines, similarity),
    falseMatchRate: (similarity) => 10 ** interpolate(similarities, exponents, similarity),
    randomPairFalseMatchRate: (similarity) =>
      random === null ? null : 10 ** interpolate(similarities, random, similarity),
  };
}

/**
 * Returns the powers of ten of the rates of random pairs at the ends and knots of the map; `null` if they are not known.
 *
 * @throws Error when they do not decrease
 */
function randomExponents({ speaksOf, knots }: CalibrationFile): number[] | null {
  const rates = knots.map(({ randomPairs, falseMatchRate }) =>
    speaksOf === 'random pairs' ? falseMatchRate : randomPairs?.rate,
  );
  if (!rates.every((rate) => rate !== undefined)) return null;
  const known = rates.map((rate) => Math.log10(rate));
  // The last segment is as steep as the segment before it.
  const [before, last] = known.slice(-2) as [number, number];
  const [from, to] = knots.slice(-2).map(({ similarity }) => similarity) as [number, number];
  const exponents = [0, ...known, last + ((last - before) * (1 - to)) / (to - from)];
  requireIncreasing(
    exponents.map((exponent) => -exponent),
    'rate of randomPairs (decreasing)',
  );
  return exponents;
}

/** Requires the same rates of every calibration, because only then does a caller's threshold stay valid with other models. */
function requireMeaning({ cosine, similarity, falseMatchRate }: CalibrationKnot): void {
  const rate = rateAtSimilarity(similarity);
  if (!(Math.abs(Math.log10(falseMatchRate / rate)) < 0.001)) {
    throw new Error(
      `expected falseMatchRate ${rate.toPrecision(3)} at similarity ${similarity} (cosine ${cosine}) but found ${falseMatchRate}`,
    );
  }
}

function requireIncreasing(values: readonly number[], name: string): void {
  for (let i = 1; i < values.length; i++) {
    if (!(values[i]! > values[i - 1]!)) {
      throw new Error(`expected strictly monotone knots in ${name} but found ${values[i - 1]} before ${values[i]}`);
    }
  }
}

function interpolate(xs: readonly number[], ys: readonly number[], x: number): number {
  if (!(x >= xs[0]!)) return ys[0]!;
  if (x >= xs.at(-1)!) return ys.at(-1)!;
  let i = 1;
  while (x > xs[i]!) i++;
  // The sum below may miss a knot by the last bit.
  if (x === xs[i]) return ys[i]!;
  const t = (x - xs[i - 1]!) / (xs[i]! - xs[i - 1]!);
  return ys[i - 1]! + t * (ys[i]! - ys[i - 1]!);
}
