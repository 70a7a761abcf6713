import { type Random, seededRandom } from '../../statistics/random.ts';
import type { ImpostorScores } from './impostor-scores.ts';

/** Bootstrap resamples of people: how often each person counts in each replicate. */
export interface Resamples {
  readonly replicates: number;
  /** Count of person p in replicate r at `p * replicates + r`. */
  readonly counts: Uint8Array;
}

/** The two ends of a 95 % interval. */
export type Interval = readonly [number, number];

/**
 * Draws as many people as there are, with replacement, once for each replicate (Efron, "Bootstrap Methods: Another Look at
 * the Jackknife", 1979). People are drawn and not pairs, because pairs that share a person are not independent.
 */
export function resamplePeople(people: number, replicates: number, seed: number): Resamples {
  const random: Random = seededRandom(seed);
  const counts = new Uint8Array(people * replicates);
  for (let r = 0; r < replicates; r++) {
    for (let draw = 0; draw < people; draw++) {
      const at = random.below(people) * replicates + r;
      // Chance does not draw one person 255 times in one replicate.
      counts[at] = Math.min(255, counts[at]! + 1);
    }
  }
  return { replicates, counts };
}

/**
 * Returns the false match rates at several cosines in each replicate. The weight of a pair is the product of the counts of its
 * two people. This is the two-way bootstrap, whose intervals are conservative (Owen, "The pigeonhole bootstrap", 2007).
 *
 * @param cosines ascending; each must lie within the listed pairs
 * @returns one array of `replicates` rates, [0, 1], for each cosine
 */
export function falseMatchReplicates(
  scores: ImpostorScores,
  cosines: readonly number[],
  resamples: Resamples,
): Float64Array[] {
  const { highest, person } = scores;
  const { replicates, counts } = resamples;
  const above = cosines.map(() => new Float64Array(replicates));
  let reached = cosines.length - 1;
  for (let i = 0; i < highest.cosine.length && reached >= 0; i++) {
    while (reached >= 0 && highest.cosine[i]! <= cosines[reached]!) reached--;
    if (reached < 0) break;
    addProducts(above[reached]!, counts, person[highest.a[i]!]! * replicates, person[highest.b[i]!]! * replicates);
  }
  // A pair above one cosine is also above all lower ones.
  for (let k = cosines.length - 2; k >= 0; k--) for (let r = 0; r < replicates; r++) above[k]![r]! += above[k + 1]![r]!;
  const totals = weightedTotals(scores, resamples);
  return above.map((sums) => sums.map((sum, r) => sum / totals[r]!));
}

function addProducts(sums: Float64Array, counts: Uint8Array, a: number, b: number): void {
  for (let r = 0; r < sums.length; r++) sums[r]! += counts[a + r]! * counts[b + r]!;
}

/** Returns the weighted number of all pairs in each replicate. */
export function weightedTotals(scores: ImpostorScores, { replicates, counts }: Resamples): Float64Array {
  const people = counts.length / replicates;
  const weights = new Uint8Array(people);
  return Float64Array.from({ length: replicates }, (_, r) => {
    for (let p = 0; p < people; p++) weights[p] = counts[p * replicates + r]!;
    return scores.weigh(weights);
  });
}

/**
 * Returns the share of marked items in each replicate. The weight of an item is how often its person is drawn.
 *
 * @param items the person and the mark of each item; not empty
 */
export function shareReplicates(
  items: readonly { readonly person: number; readonly marked: boolean }[],
  { replicates, counts }: Resamples,
): Float64Array {
  const [marked, all] = [new Float64Array(replicates), new Float64Array(replicates)];
  for (const item of items) {
    const at = item.person * replicates;
    for (let r = 0; r < replicates; r++) {
      all[r]! += counts[at + r]!;
      if (item.marked) marked[r]! += counts[at + r]!;
    }
  }
  return marked.map((sum, r) => sum / all[r]!);
}

/** Returns the middle 95 % of the values (percentile interval). NaN values are left out. */
export function interval95(values: Float64Array): Interval {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
  return [at(0.025), at(0.975)];
}

/**
 * Returns how many independent events would vary as much as the replicates do: the mean over the standard deviation, squared,
 * as for counts with a Poisson distribution.
 */
export function effectiveCount(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return variance > 0 ? mean ** 2 / variance : Number.POSITIVE_INFINITY;
}
