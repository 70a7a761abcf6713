import type { Rate } from '../measure/error-rates.ts';

/** A share as percent with as many digits as it has meaning for: "2.03 %", "0.0100 %". */
export function percent(share: number): string {
  if (Number.isNaN(share)) return 'no pairs';
  if (share === 0) return '0 %';
  const value = 100 * share;
  const digits = Math.min(6, Math.max(2, 2 - Math.floor(Math.log10(value))));
  return `${value.toFixed(digits)} %`;
}

/** A false match rate in powers of ten: "1.03e-4". */
export function scientific(rate: number): string {
  return Number.isNaN(rate) ? 'no pairs' : rate === 0 ? '0' : rate.toExponential(2);
}

/** A rate with its interval: "2.03 % (1.45 to 2.66)". */
export function withInterval({ rate, interval }: Rate, write: (value: number) => string): string {
  if (interval === null) return write(rate);
  return `${write(rate)} (${write(interval[0]).replace(' %', '')} to ${write(interval[1]).replace(' %', '')})`;
}
