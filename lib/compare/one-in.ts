/** Rates beyond these limits are shown alike, because the difference does not matter to anyone. */
const HIGHEST = 0.1;
const LOWEST = 1e-6;

/**
 * Returns a rate in words, for the beginning of a sentence: "About 1 in 2,900", "More than 1 in 10", "Fewer than 1 in 1,000,000".
 *
 * @param rate [0, 1]
 */
export function oneIn(rate: number): string {
  if (rate > HIGHEST) return 'More than 1 in 10';
  if (rate < LOWEST) return 'Fewer than 1 in 1,000,000';
  return `About 1 in ${Number((1 / rate).toPrecision(2)).toLocaleString('en-US')}`;
}
