import { createHash } from 'node:crypto';
import {
  type CalibrationFile,
  type CalibrationKnot,
  createCalibration,
} from '../../../lambda/face/matching/calibration.ts';
import { similarityAtRate } from '../../../lambda/face/matching/score-scale.ts';
import {
  effectiveCount,
  falseMatchReplicates,
  type Interval,
  interval95,
  type Resamples,
  weightedTotals,
} from './bootstrap.ts';
import { cosineAtRate, type ImpostorScores } from './impostor-scores.ts';
import { fitTail, type Tail, tailCosine, tailExponent } from './tail-fit.ts';

/** False match rates of the knots: 0.5 and 0.1 shape the lower part, the others are the anchors of the score. */
const KNOT_RATES = [0.5, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6] as const;

/**
 * A knot counts as measured if its rate varies among the resamples no more than a count of this many independent false matches
 * would: about 14 %. The two-way bootstrap exaggerates the variance of rare events up to threefold, so this takes about 100
 * to 150 false matches of many people.
 */
const MIN_EFFECTIVE = 50;
/** A calibration measures at least this false match rate. */
export const LEAST_RATE = 1e-2;
/** The tail is fitted over this many decades of the false match rate, down to the last one measured. */
export const TAIL_DECADES = 2;
const TAIL_STEP = 0.1;

/** What a calibration file says about its origin. */
export type CalibrationOrigin = Pick<
  CalibrationFile,
  'pack' | 'spaces' | 'created' | 'data' | 'photos' | 'faces' | 'pipeline' | 'models'
>;

/**
 * Returns a calibration made from the scores of pairs of different people. It refers to random pairs only.
 *
 * @param resamples bootstrap resamples of the people, for the intervals
 * @throws Error when there are too few people or pairs to measure a false match rate of 1e-2
 */
export function makeCalibration(
  scores: ImpostorScores,
  origin: CalibrationOrigin,
  resamples: Resamples,
): CalibrationFile {
  const measured = measuredKnots(scores, resamples);
  const last = lastSupported(measured, scores);
  const range: Interval = [Math.max(0.5, last - TAIL_DECADES), last];
  const tail = fitTail(tailPoints(scores, range));
  const tails = resampledTails(scores, range, resamples);
  const knots = KNOT_RATES.map((rate): CalibrationKnot => {
    const exponent = -Math.log10(rate);
    const found = measured.find((knot) => knot.rate === rate);
    const extrapolated = exponent > last + 1e-9;
    const cosine = round(extrapolated || found === undefined ? tailCosine(tail, exponent) : found.cosine, 1e5);
    const refitted = Float64Array.from(tails, (one) => 10 ** -tailExponent(one, cosine));
    const interval = extrapolated ? interval95(refitted) : (found?.interval ?? null);
    return {
      cosine,
      similarity: round(similarityAtRate(rate), 1e6),
      falseMatchRate: rate,
      interval: interval && [significant(interval[0]), significant(interval[1])],
      ...support(scores, cosine, rate),
      extrapolated,
    };
  });
  const file: CalibrationFile = {
    version: calibrationVersion(origin, knots),
    ...origin,
    speaksOf: 'random pairs',
    pairs: scores.total,
    people: scores.people,
    intervals: `95 %, ${resamples.replicates} two-way bootstrap resamples of the people; of extrapolated knots the tail refitted to each, which leaves out whether its form is right`,
    tail: {
      coefficients: tail.coefficients,
      fittedBetween: [significant(10 ** -range[0]), significant(10 ** -range[1])],
    },
    knots,
  };
  requireOrder(knots);
  createCalibration(file);
  return file;
}

interface MeasuredKnot {
  readonly rate: number;
  readonly cosine: number;
  /** `null` if the pairs above it were only counted, not listed: so many pairs need no interval. */
  readonly interval: Interval | null;
  readonly effective: number;
}

function measuredKnots(scores: ImpostorScores, resamples: Resamples): MeasuredKnot[] {
  const lowest = scores.highest.cosine.at(-1)!;
  const knots = KNOT_RATES.flatMap((rate) => {
    const cosine = cosineAtRate(scores, rate);
    return cosine === null ? [] : [{ rate, cosine, interval: null, effective: Number.POSITIVE_INFINITY }];
  });
  const listed = knots.filter((knot) => knot.cosine >= lowest);
  const replicates = falseMatchReplicates(
    scores,
    listed.map((knot) => knot.cosine),
    resamples,
  );
  return knots.map((knot) => {
    const rates = replicates[listed.indexOf(knot)];
    return rates === undefined ? knot : { ...knot, interval: interval95(rates), effective: effectiveCount(rates) };
  });
}

/** Returns -log10 of the lowest rate from 1e-2 on that the data supports together with all higher rates. */
function lastSupported(measured: readonly MeasuredKnot[], scores: ImpostorScores): number {
  const firstWeak = KNOT_RATES.findIndex((rate) => {
    const knot = measured.find((one) => one.rate === rate);
    return knot === undefined || knot.effective < MIN_EFFECTIVE;
  });
  const rate = KNOT_RATES[firstWeak < 0 ? KNOT_RATES.length - 1 : firstWeak - 1];
  if (rate === undefined || rate > LEAST_RATE) throw tooFewPairs(scores.total, scores.people);
  return -Math.log10(rate);
}

/**
 * Checks, before anything is embedded, that there are enough pairs of different people for a calibration. Their scores may still turn
 * out to vary too much.
 *
 * @throws Error when there are too few pairs, whatever their scores
 */
export function requireEnoughPairs(pairs: number, people: number): void {
  if (LEAST_RATE * pairs < MIN_EFFECTIVE) throw tooFewPairs(pairs, people);
}

function tooFewPairs(pairs: number, people: number): Error {
  return new Error(
    `${pairs} pairs of ${people} people are too few for a calibration: a false-match rate of 1 in 100 ` +
      'cannot be measured with them. All pairs of a folder of a few hundred people are a start, a few thousand reach 1 in 10,000.',
  );
}

/**
 * Checks that the knots are in order. A tail that was fitted to few pairs may fall so slowly that the lowest rates would need cosines
 * above 1, or that it crosses the measured rates.
 *
 * @throws Error when the knots are not in order
 */
export function requireOrder(knots: readonly CalibrationKnot[]): void {
  const cosines = [...knots.map(({ cosine }) => cosine), 1];
  const random = knots.flatMap(({ randomPairs }) => (randomPairs === undefined ? [] : -randomPairs.rate));
  if ([cosines, random].some((values) => values.some((value, i) => i > 0 && !(value > values[i - 1]!)))) {
    throw new Error(
      'There are too few pairs for a calibration: they do not determine the low false match rates. ' +
        'A few hundred people are a start, a few thousand reach 1 in 10,000.',
    );
  }
}

/** Returns the powers of ten between two rates at which a tail is fitted. */
export function exponentsOf([from, to]: Interval): number[] {
  return Array.from({ length: Math.round((to - from) / TAIL_STEP) + 1 }, (_, i) => from + i * TAIL_STEP);
}

function tailPoints(scores: ImpostorScores, range: Interval): (readonly [number, number])[] {
  return exponentsOf(range).map((exponent) => [cosineAtRate(scores, 10 ** -exponent)!, exponent] as const);
}

/** Returns the tail fitted to each resample. Resamples whose rates do not fall are left out. */
function resampledTails(scores: ImpostorScores, range: Interval, resamples: Resamples): Tail[] {
  const exponents = exponentsOf(range).reverse();
  const totals = weightedTotals(scores, resamples);
  return Array.from(totals.keys()).flatMap((r) => {
    const points = resampledCosines(scores, exponents, resamples, r, totals[r]!);
    try {
      return [fitTail(points)];
    } catch {
      return [];
    }
  });
}

/**
 * Returns the cosines of the false match rates 10^-exponent in one resample, each with its exponent. Rates that the listed pairs
 * do not reach are left out.
 *
 * @param exponents descending
 * @param r index of the resample
 * @param total weighted number of all pairs in it
 */
export function resampledCosines(
  { highest, person }: ImpostorScores,
  exponents: readonly number[],
  { replicates, counts }: Resamples,
  r: number,
  total: number,
): (readonly [number, number])[] {
  const points: (readonly [number, number])[] = [];
  let [sum, i] = [0, 0];
  for (const exponent of exponents) {
    const wanted = 10 ** -exponent * total;
    while (sum < wanted && i < highest.cosine.length) {
      sum += counts[person[highest.a[i]!]! * replicates + r]! * counts[person[highest.b[i]!]! * replicates + r]!;
      i++;
    }
    if (sum >= wanted) points.push([highest.cosine[Math.max(0, i - 1)]!, exponent]);
  }
  return points;
}

/** Returns the number of pairs above a cosine, and the number of people in them if the pairs are listed. */
function support({ highest, person, total }: ImpostorScores, cosine: number, rate: number) {
  const inThem = new Set<number>();
  let pairs = 0;
  for (; pairs < highest.cosine.length && highest.cosine[pairs]! > cosine; pairs++) {
    inThem.add(person[highest.a[pairs]!]!).add(person[highest.b[pairs]!]!);
  }
  return pairs < highest.cosine.length ? { pairs, people: inThem.size } : { pairs: Math.round(rate * total) };
}

/** Returns the version of a calibration: pack, day, and a fingerprint of its knots. */
export function calibrationVersion(
  { pack, created }: Pick<CalibrationOrigin, 'pack' | 'created'>,
  knots: readonly CalibrationKnot[],
): string {
  const fingerprint = createHash('sha256').update(JSON.stringify(knots)).digest('hex').slice(0, 6);
  return `${pack}-${created.replaceAll('-', '')}-${fingerprint}`;
}

/** Returns a value rounded to a multiple of `1 / steps`. */
export function round(value: number, steps: number): number {
  return Math.round(value * steps) / steps;
}

/** Returns a value with three significant digits. */
export function significant(value: number): number {
  return Number(value.toPrecision(3));
}
