import { seededRandom } from './random.ts';

/**
 * The value below which a share of the values lies, linearly between the two nearest (Hyndman and Fan, "Sample Quantiles in
 * Statistical Packages", 1996, type 7).
 *
 * @param values in any order, at least one
 * @param share [0, 1]
 * @throws RangeError without values
 */
export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new RangeError('Expected at least one value');
  const sorted = values.toSorted((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.ceil(at);
  return sorted[below]! + (at - below) * (sorted[above]! - sorted[below]!);
}

/** @throws RangeError without values */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** @throws RangeError without values */
export function mean(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('Expected at least one value');
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export interface Ratio {
  /** Median of the first over the median of the second. */
  readonly ratio: number;
  /** Both ends of an interval of 95 %. */
  readonly low: number;
  readonly high: number;
}

const REPLICATES = 2000;

/**
 * The ratio of two medians, and how far chance moves it: rounds are drawn again with replacement (Efron, "Bootstrap
 * Methods: Another Look at the Jackknife", 1979), both values of a round together, since they share what else the machine
 * was doing.
 *
 * @param first, second one value for each round, in the order of the rounds, at least one
 * @throws RangeError when the lengths differ or are 0
 */
export function ratioOfMedians(first: readonly number[], second: readonly number[]): Ratio {
  if (first.length !== second.length || first.length === 0) {
    throw new RangeError(`Expected as many rounds of both but received ${first.length} and ${second.length}`);
  }
  const random = seededRandom(1);
  const ratios = Array.from({ length: REPLICATES }, () => {
    const drawn = first.map(() => random.below(first.length));
    return median(drawn.map((i) => first[i]!)) / median(drawn.map((i) => second[i]!));
  });
  return {
    ratio: median(first) / median(second),
    low: quantile(ratios, 0.025),
    high: quantile(ratios, 0.975),
  };
}
