import { describe, expect, it } from 'vitest';
import { mean, median, quantile } from '../../../lib/statistics/quantiles.ts';

describe('quantiles', () => {
  it('lie linearly between the two nearest values', () => {
    expect([0, 0.25, 0.5, 0.95, 1].map((share) => quantile([4, 1, 3, 2, 5], share))).toEqual([1, 2, 3, 4.8, 5]);
    expect(median([1, 2, 3, 10])).toBe(2.5);
  });

  it('of nothing are refused', () => {
    expect(() => quantile([], 0.5)).toThrow(RangeError);
    expect(() => mean([])).toThrow(RangeError);
  });
});
