import {
  type CalibrationFile,
  type CalibrationKnot,
  createCalibration,
  type MeasuredRate,
} from '../../../lambda/face/matching/calibration.ts';
import { similarityAtRate } from '../../../lambda/face/matching/score-scale.ts';
import {
  effectiveCount,
  falseMatchReplicates,
  type Interval,
  interval95,
  type Resamples,
} from '../measure/bootstrap.ts';
import { cosineAtRate, countPairs, type ImpostorScores } from '../measure/impostor-scores.ts';
import {
  type CalibrationOrigin,
  calibrationVersion,
  exponentsOf,
  LEAST_RATE,
  requireOrder,
  round,
  significant,
  TAIL_DECADES,
} from '../measure/make-calibration.ts';
import { fitTail, type Tail, tailCosine, tailExponent } from '../measure/tail-fit.ts';
import { type GroupScores, listedAbove, MIN_PEOPLE } from './group-scores.ts';
import { cosineAtMeanRate, meanRateReplicates } from './mean-rate.ts';

/** False match rates of the knots: 0.1 shapes the lower part, the others are the anchors of the score. */
const KNOT_RATES = [1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6] as const;

/**
 * A knot counts as measured if its rate varies among the resamples no more than a count of this many independent false matches
 * would: 20 %. The two-way bootstrap exaggerates the variance of rare events up to threefold, so this takes about 100 pairs. A
 * calibration by random pairs requires more. Here the limit is lower because there are fewer pairs within groups.
 */
const MIN_EFFECTIVE = 25;

/** The range over which a tail is fitted: pairs of cosine and power of ten, and the two ends. */
interface TailRange {
  readonly cosines: readonly number[];
  readonly exponents: readonly number[];
  readonly range: Interval;
}

/**
 * Returns a calibration by pairs of different people of the same group, all groups counted equally.
 *
 * @param random pairs of the same people, regardless of groups
 * @param origin of the calibration, with the columns that define the groups
 * @param resamples of the people, or of the photos if they name nobody
 * @throws Error when there are too few pairs to measure a false match rate of 1e-2
 */
export function makeLookAlikeCalibration(
  groups: readonly GroupScores[],
  random: ImpostorScores,
  origin: CalibrationOrigin & { readonly by: readonly string[] },
  resamples: Resamples,
): CalibrationFile {
  const { by, ...of } = origin;
  const cosines = KNOT_RATES.map((rate) => cosineAtMeanRate(groups, rate));
  const found = cosines.filter((cosine) => cosine !== null);
  const replicates = meanRateReplicates(groups, found, resamples);
  const fitted = tailRange(lastSupported(replicates), (rate) => cosineAtMeanRate(groups, rate));
  const tail = fitTail(points(fitted));
  const tails = refitted(fitted, meanRateReplicates(groups, fitted.cosines, resamples));
  const rates = KNOT_RATES.map((rate, k) => {
    const extrapolated = -Math.log10(rate) > fitted.range[1] + 1e-9;
    const cosine = round(extrapolated ? tailCosine(tail, -Math.log10(rate)) : cosines[k]!, 1e5);
    const own = extrapolated
      ? Float64Array.from(tails, (one) => 10 ** -tailExponent(one, cosine))
      : replicates[found.indexOf(cosines[k]!)]!;
    return { rate, cosine, extrapolated, interval: written(interval95(own)) };
  });
  const at = rates.map(({ cosine }) => cosine);
  const randomRates = ratesOfRandomPairs(random, at, resamples);
  const extremes = extremeGroups(groups, at, resamples);
  const knots = rates.map(
    ({ rate, cosine, extrapolated, interval }, k): CalibrationKnot => ({
      cosine,
      similarity: round(similarityAtRate(rate), 1e6),
      falseMatchRate: rate,
      interval,
      ...support(groups, cosine),
      extrapolated,
      randomPairs: randomRates[k]!,
      ...extremes[k]!,
    }),
  );
  const file: CalibrationFile = {
    version: calibrationVersion(origin, knots),
    ...of,
    speaksOf: 'look-alikes',
    groups: { by, photos: Object.fromEntries(groups.map(({ group, photos }) => [group, photos])) },
    pairs: groups.reduce((sum, { scores }) => sum + scores.total, 0),
    people: groups.reduce((sum, { people }) => sum + people, 0),
    intervals: `95 %, ${resamples.replicates} two-way bootstrap resamples of the people, or of the photos where nobody is named; of extrapolated knots the tail refitted to each, which leaves out whether its form is right`,
    tail: {
      coefficients: tail.coefficients,
      fittedBetween: [significant(10 ** -fitted.range[0]), significant(10 ** -fitted.range[1])],
    },
    knots,
  };
  requireOrder(knots);
  createCalibration(file);
  return file;
}

/** Returns the power of ten of the lowest rate that is measured well together with all higher ones. */
function lastSupported(replicates: readonly Float64Array[]): number {
  const weak = replicates.findIndex((rates) => effectiveCount(rates) < MIN_EFFECTIVE);
  const last = (weak < 0 ? replicates.length : weak) - 1;
  if (last < 1) throw tooFewPairs();
  return -Math.log10(KNOT_RATES[last]!);
}

/**
 * Checks, before anything is embedded, that the groups have enough people for a calibration. Their scores may still turn out to
 * vary too much.
 *
 * @param groups for each group the number of photos of each of its people
 * @throws Error when there are too few people, whatever their scores
 */
export function requireEnoughInGroups(groups: readonly (readonly number[])[]): void {
  const large = groups.filter((people) => people.length >= MIN_PEOPLE);
  if (large.length === 0)
    throw new Error(`No group has at least ${MIN_PEOPLE} people: a calibration cannot be made of them.`);
  const pairs = large.reduce((sum, people) => sum + countPairs(people), 0);
  if (LEAST_RATE * pairs < MIN_EFFECTIVE) throw tooFewPairs();
}

function tooFewPairs(): Error {
  return new Error(
    'These are too few pairs within the groups for a calibration: a false-match rate of 1 in 100 cannot be measured with them. ' +
      'A few hundred photos in each group reach 1 in 10,000.',
  );
}

function tailRange(last: number, cosineAt: (rate: number) => number | null): TailRange {
  const range: Interval = [Math.max(1, last - TAIL_DECADES), last];
  const found = exponentsOf(range).flatMap((exponent) => {
    const cosine = cosineAt(10 ** -exponent);
    return cosine === null ? [] : [{ exponent, cosine }];
  });
  return { range, cosines: found.map(({ cosine }) => cosine), exponents: found.map(({ exponent }) => exponent) };
}

function points({ cosines, exponents }: TailRange): (readonly [number, number])[] {
  return cosines.map((cosine, i) => [cosine, exponents[i]!] as const);
}

/** Returns the tail fitted to each resample, by its rates at the same cosines. Resamples whose rates do not fall are left out. */
function refitted({ cosines }: TailRange, replicates: readonly Float64Array[]): Tail[] {
  return Array.from({ length: replicates[0]!.length }, (_, r) => r).flatMap((r) => {
    const known = cosines.flatMap((cosine, i) => {
      const rate = replicates[i]![r]!;
      return rate > 0 ? [[cosine, -Math.log10(rate)] as const] : [];
    });
    try {
      return [fitTail(known)];
    } catch {
      return [];
    }
  });
}

/** Returns the rate of random pairs above each cosine. If too few pairs are above it, a tail fitted to the higher rates gives it. */
function ratesOfRandomPairs(
  random: ImpostorScores,
  cosines: readonly number[],
  resamples: Resamples,
): (MeasuredRate & { readonly extrapolated: boolean })[] {
  const replicates = falseMatchReplicates(random, cosines, resamples);
  const weak = replicates.findIndex((rates) => !(effectiveCount(rates) >= MIN_EFFECTIVE));
  if (weak < 0) return cosines.map((cosine, k) => measuredRate(random, cosine, replicates[k]!));
  if (weak === 0) throw new Error('These are too few random pairs for a calibration');
  const last = -Math.log10(listedAbove(random, cosines[weak - 1]!) / random.total);
  const fitted = tailRange(last, (rate) => cosineAtRate(random, rate));
  const tail = fitTail(points(fitted));
  const tails = refitted(fitted, falseMatchReplicates(random, fitted.cosines, resamples));
  return cosines.map((cosine, k) => {
    if (k < weak) return measuredRate(random, cosine, replicates[k]!);
    const interval = interval95(Float64Array.from(tails, (one) => 10 ** -tailExponent(one, cosine)));
    return { rate: significant(10 ** -tailExponent(tail, cosine)), interval: written(interval), extrapolated: true };
  });
}

function measuredRate(scores: ImpostorScores, cosine: number, replicates: Float64Array) {
  const above = listedAbove(scores, cosine);
  return {
    rate: significant(above / scores.total),
    interval: above === 0 ? ([0, significant(3 / scores.total)] as const) : written(interval95(replicates)),
    extrapolated: false,
  };
}

/** Returns the groups of the highest and the lowest rate above each cosine. */
function extremeGroups(groups: readonly GroupScores[], cosines: readonly number[], resamples: Resamples) {
  const byGroup = groups.map(({ group, scores }) => {
    const replicates = falseMatchReplicates(scores, cosines, resamples);
    return cosines.map((cosine, k) => {
      const { rate, interval } = measuredRate(scores, cosine, replicates[k]!);
      return { group, rate, interval };
    });
  });
  return cosines.map((_, k) => {
    const ordered = byGroup.map((rates) => rates[k]!).sort((one, other) => other.rate - one.rate);
    return { worstGroup: ordered[0]!, bestGroup: ordered.at(-1)! };
  });
}

/** Returns the number of pairs within groups above a cosine, and the number of people in these pairs. */
function support(groups: readonly GroupScores[], cosine: number): { pairs: number; people: number } {
  const inThem = new Set<number>();
  let pairs = 0;
  for (const { scores } of groups) {
    const above = listedAbove(scores, cosine);
    pairs += above;
    for (let i = 0; i < above; i++) {
      inThem.add(scores.person[scores.highest.a[i]!]!).add(scores.person[scores.highest.b[i]!]!);
    }
  }
  return { pairs, people: inThem.size };
}

function written([low, high]: Interval): Interval {
  return [significant(low), significant(high)];
}
