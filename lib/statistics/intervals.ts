import { quantile } from './quantiles.ts';
import { seededRandom } from './random.ts';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

const REPLICATES = 2000;

/**
 * How far chance moves a figure that was computed from rounds, 95 %: rounds are drawn again with replacement (Efron,
 * "Bootstrap Methods: Another Look at the Jackknife", 1979). Draw all values of a round together where a figure compares
 * them, since they share what else the machine was doing.
 *
 * @param rounds how many there are, at least one
 * @param figure computes it from the indexes of rounds
 */
export function resampled(rounds: number, figure: (drawn: readonly number[]) => number): Interval {
  const random = seededRandom(1);
  const figures = Array.from({ length: REPLICATES }, () =>
    figure(Array.from({ length: rounds }, () => random.below(rounds))),
  );
  return { low: quantile(figures, 0.025), high: quantile(figures, 0.975) };
}

/** The values of the rounds that were drawn. */
export function drawnOf(values: readonly number[], drawn: readonly number[]): number[] {
  return drawn.map((round) => values[round]!);
}
