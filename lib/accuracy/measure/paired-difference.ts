import { type Interval, interval95, type Resamples, shareReplicates } from './bootstrap.ts';
import { cosineAtRate } from './impostor-scores.ts';
import type { Measurement } from './measurement.ts';

/** False match rates at which two pipelines are compared. */
const RATES = [1e-3, 3e-4, 1e-4, 3e-5, 1e-5];

/** The errors of two pipelines on the same pairs. Each has its own cosine for the same false match rate. */
export interface PairedDifference {
  readonly falseMatchRate: number;
  /** False non-match rates, [0, 1]. A pair without a face counts as a false non-match. */
  readonly first: number;
  readonly second: number;
  /** 95 % interval of the first minus the second, from resampling the people of the pairs. */
  readonly interval: Interval;
}

/**
 * Compares two pipelines on the same photos. The cosine for each false match rate comes from all pairs and stays fixed. Both
 * pipelines use the same resamples, so that pairs that are hard for both cancel out.
 *
 * @param first, second measurements of the same photos in the same order
 * @returns a row for each rate that the pairs of different people support
 */
export function pairedDifferences(first: Measurement, second: Measurement, resamples: Resamples): PairedDifference[] {
  return RATES.flatMap((falseMatchRate) => {
    const [a, b] = [missedAt(first, falseMatchRate), missedAt(second, falseMatchRate)];
    if (a === null || b === null) return [];
    const [p, q] = [shareReplicates(a, resamples), shareReplicates(b, resamples)];
    const share = (items: readonly { marked: boolean }[]): number =>
      items.filter(({ marked }) => marked).length / items.length;
    const interval = interval95(p.map((value, i) => value - q[i]!));
    return [{ falseMatchRate, first: share(a), second: share(b), interval }];
  });
}

function missedAt({ impostors, genuine }: Measurement, rate: number): { person: number; marked: boolean }[] | null {
  const threshold = cosineAtRate(impostors, rate);
  if (threshold === null || genuine.length === 0) return null;
  return genuine.map(({ person, cosine }) => ({ person, marked: cosine === null || cosine <= threshold }));
}

/** Returns the rows as lines of text, with rates in percent. */
export function differenceText(rows: readonly PairedDifference[]): string[] {
  const percent = (rate: number): string => `${(100 * rate).toFixed(2)} %`;
  const points = (rate: number): string => `${rate < 0 ? '' : '+'}${(100 * rate).toFixed(2)}`;
  return [
    'false non-match rate, ours and that of the plain pipeline; difference in points with its 95 % interval',
    ...rows.map(({ falseMatchRate, first, second, interval }) => {
      const difference = `${points(first - second)} (${points(interval[0])} to ${points(interval[1])})`;
      return `  at ${falseMatchRate.toExponential(0)}: ${percent(first)}, ${percent(second)}; ${difference}`;
    }),
  ];
}
