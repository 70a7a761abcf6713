import { median, quantile } from './quantiles.ts';
import { seededRandom } from './random.ts';

/** Both ends of an interval of 95 %. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The median of one series over the median of another. */
export interface Ratio extends Interval {
  readonly ratio: number;
}

const REPLICATES = 2000;

/**
 * Returns how far chance moves a figure that was computed from rounds, as an interval of 95 %: the rounds are drawn again
 * with replacement, 2,000 times (Efron, "Bootstrap Methods: Another Look at the Jackknife", 1979). The same values give the
 * same interval. A figure that compares two values of a round has to draw both together, since they share what else the
 * machine was doing.
 *
 * @param rounds how many there are, at least one
 * @param figure computes the figure from the indexes of the drawn rounds
 */
export function resampled(rounds: number, figure: (drawn: readonly number[]) => number): Interval {
  const random = seededRandom(1);
  const figures = Array.from({ length: REPLICATES }, () =>
    figure(Array.from({ length: rounds }, () => random.below(rounds))),
  );
  return { low: quantile(figures, 0.025), high: quantile(figures, 0.975) };
}

/**
 * Returns the ratio of two medians and its interval. Both values of a round are drawn together.
 *
 * @param first, second one value for each round, in the order of the rounds, at least one
 * @throws RangeError when the lengths differ or are 0
 */
export function ratioOfMedians(first: readonly number[], second: readonly number[]): Ratio {
  if (first.length !== second.length || first.length === 0) {
    throw new RangeError(`Expected as many rounds of both but received ${first.length} and ${second.length}`);
  }
  const medianOf = (values: readonly number[], drawn: readonly number[]): number =>
    median(drawn.map((round) => values[round]!));
  return {
    ratio: median(first) / median(second),
    ...resampled(first.length, (drawn) => medianOf(first, drawn) / medianOf(second, drawn)),
  };
}
