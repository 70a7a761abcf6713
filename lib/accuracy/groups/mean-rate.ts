import { falseMatchReplicates, type Resamples } from '../measure/bootstrap.ts';
import { type GroupScores, listedAbove } from './group-scores.ts';

/** Returns the false match rate above a cosine among pairs of the same group, all groups counted equally. */
export function meanRate(groups: readonly GroupScores[], cosine: number): number {
  return groups.reduce((sum, { scores }) => sum + listedAbove(scores, cosine) / scores.total, 0) / groups.length;
}

/**
 * Returns the cosine above which that rate is the given one, to within 1e-7.
 *
 * @param rate (0, 1)
 * @returns `null` where less than one pair would be above it, or more pairs than are listed
 */
export function cosineAtMeanRate(groups: readonly GroupScores[], rate: number): number | null {
  const lowest = Math.max(...groups.map(({ scores }) => scores.highest.cosine.at(-1) ?? 1));
  let [low, high] = [lowest, 1];
  if (meanRate(groups, low) < rate) return null;
  while (high - low > 1e-7) {
    const middle = (low + high) / 2;
    if (meanRate(groups, middle) > rate) low = middle;
    else high = middle;
  }
  return meanRate(groups, low) === 0 ? null : high;
}

/**
 * Returns the mean rate above several cosines in each resample of the people.
 *
 * @param cosines ascending; each must lie within the listed pairs
 */
export function meanRateReplicates(
  groups: readonly GroupScores[],
  cosines: readonly number[],
  resamples: Resamples,
): Float64Array[] {
  const means = cosines.map(() => new Float64Array(resamples.replicates));
  for (const { scores } of groups) {
    for (const [k, rates] of falseMatchReplicates(scores, cosines, resamples).entries()) {
      for (let r = 0; r < rates.length; r++) means[k]![r]! += rates[r]! / groups.length;
    }
  }
  return means;
}
