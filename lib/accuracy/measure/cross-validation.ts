import { rateAtSimilarity } from '../../../lambda/face/matching/score-scale.ts';
import { seededRandom } from '../../statistics/random.ts';
import { shuffle } from '../../statistics/shuffle.ts';
import { type Interval, interval95, type Resamples, resamplePeople, weightedTotals } from './bootstrap.ts';
import { cosineAtRate, type ImpostorScores, pairsAbove } from './impostor-scores.ts';
import { resampledCosines } from './make-calibration.ts';

/** Similarities whose meaning is tested on people kept apart. */
const TESTED = [0.5, 0.6, 0.7] as const;

/** Share of the pairs that is looked at: more than the highest rate tested, on either half. */
const LOOKED_AT = 0.05;

/** The false match rate of a similarity on people whom its calibration has not seen. */
export interface HeldOutRate {
  /** Number of the division into two halves, and which half was tested. */
  readonly split: number;
  readonly half: 0 | 1;
  readonly similarity: number;
  readonly stated: number;
  readonly measured: number;
  /** Of the measured rate: people of both halves resampled, calibration and test repeated. */
  readonly interval: Interval;
  readonly holds: boolean;
}

/**
 * Calibrates on half of the people and tests on the other half, and the other way round, for several random divisions.
 *
 * @param splits divisions into halves
 * @param replicates of the bootstrap
 * @param progress receives the number of divisions that are done, and that of all
 */
export function crossValidate(
  all: ImpostorScores,
  { splits, replicates, seed }: { splits: number; replicates: number; seed: number },
  progress: (done: number, total: number) => void = () => {},
): HeldOutRate[] {
  const scores = highestPairs(all, Math.ceil(LOOKED_AT * all.total));
  return Array.from({ length: splits }, (_, split) => {
    const half = divide(scores.people, seed + split);
    const halves = [0, 1].map((side) => ofPeople(scores, (person) => half[person] === side)) as [
      ImpostorScores,
      ImpostorScores,
    ];
    // Both halves from one set of resamples: each counts only its own people.
    const resamples = resamplePeople(scores.people, replicates, seed + splits + split);
    const rates = ([0, 1] as const).flatMap((tested) =>
      heldOut(halves[1 - tested]!, halves[tested], resamples).map((rate) => ({ split, half: tested, ...rate })),
    );
    progress(split + 1, splits);
    return rates;
  }).flat();
}

function highestPairs(scores: ImpostorScores, count: number): ImpostorScores {
  const { a, b, cosine } = scores.highest;
  return { ...scores, highest: { a: a.slice(0, count), b: b.slice(0, count), cosine: cosine.slice(0, count) } };
}

/** Returns 0 or 1 for each person, as many of one as of the other. */
function divide(people: number, seed: number): number[] {
  const sides = Array.from({ length: people }, (_, i) => i % 2);
  return shuffle(sides, seededRandom(seed));
}

/** Returns the pairs whose two people are both chosen. The histogram stays that of all: only listed pairs are needed here. */
function ofPeople(scores: ImpostorScores, chosen: (person: number) => boolean): ImpostorScores {
  const { highest, person } = scores;
  const kept = Array.from(highest.cosine.keys()).filter(
    (i) => chosen(person[highest.a[i]!]!) && chosen(person[highest.b[i]!]!),
  );
  const mask = Uint8Array.from({ length: scores.people }, (_, p) => (chosen(p) ? 1 : 0));
  const weigh: ImpostorScores['weigh'] = (weights) => scores.weigh(mask.map((one, p) => one * weights[p]!));
  return {
    ...scores,
    total: weigh(mask),
    highest: {
      a: Int32Array.from(kept, (i) => highest.a[i]!),
      b: Int32Array.from(kept, (i) => highest.b[i]!),
      cosine: Float32Array.from(kept, (i) => highest.cosine[i]!),
    },
    weigh,
  };
}

function heldOut(
  calibrated: ImpostorScores,
  tested: ImpostorScores,
  resamples: Resamples,
): Omit<HeldOutRate, 'split' | 'half'>[] {
  const rates = TESTED.map(rateAtSimilarity);
  const exponents = rates.map((rate) => -Math.log10(rate)).reverse();
  const [totals, testedTotals] = [weightedTotals(calibrated, resamples), weightedTotals(tested, resamples)];
  const replicates = rates.map(() => new Float64Array(resamples.replicates));
  for (let r = 0; r < resamples.replicates; r++) {
    const cosines = resampledCosines(calibrated, exponents, resamples, r, totals[r]!).map(([cosine]) => cosine);
    const above = weightedAbove(tested, cosines, resamples, r);
    for (const k of rates.keys()) replicates[k]![r] = above[rates.length - 1 - k]! / testedTotals[r]!;
  }
  return TESTED.map((similarity, k) => {
    const stated = rates[k]!;
    const cosine = cosineAtRate(calibrated, stated);
    if (cosine === null) throw new Error('There are too few people to calibrate on half of them');
    const measured = pairsAbove(tested, cosine) / tested.total;
    const interval = interval95(replicates[k]!);
    return { similarity, stated, measured, interval, holds: interval[0] <= stated && stated <= interval[1] };
  });
}

/**
 * Returns the weighted number of pairs above each cosine in one resample.
 *
 * @param cosines descending
 * @param r number of the resample
 */
function weightedAbove(
  { highest, person }: ImpostorScores,
  cosines: readonly number[],
  { replicates, counts }: Resamples,
  r: number,
): number[] {
  let [sum, i] = [0, 0];
  return cosines.map((cosine) => {
    for (; i < highest.cosine.length && highest.cosine[i]! > cosine; i++) {
      sum += counts[person[highest.a[i]!]! * replicates + r]! * counts[person[highest.b[i]!]! * replicates + r]!;
    }
    return sum;
  });
}
