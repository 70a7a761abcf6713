import { describe, expect, it } from 'vitest';
import { mean, median, quantile, ratioOfMedians } from '../../../lib/statistics/quantiles.ts';

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

describe('the ratio of medians', () => {
  it('is that of the medians, with an interval around it', () => {
    const { ratio, low, high } = ratioOfMedians([10, 18, 12, 9, 14], [5, 6, 6, 7, 6]);
    expect(ratio).toBe(2);
    expect(low).toBeLessThan(1.8);
    expect(low).toBeGreaterThan(1.2);
    expect(high).toBeGreaterThan(2.2);
    expect(high).toBeLessThanOrEqual(3);
  });

  it('keeps rounds together: what slows both alike does not widen the interval', () => {
    const noise = [1, 5, 2, 9, 3, 7, 4, 8, 6];
    const { ratio, low, high } = ratioOfMedians(
      noise.map((value) => 2 * value),
      noise,
    );
    expect([ratio, low, high]).toEqual([2, 2, 2]);
  });

  it('wants as many rounds of both', () => {
    expect(() => ratioOfMedians([1, 2], [1])).toThrow('Expected as many rounds of both but received 2 and 1');
    expect(() => ratioOfMedians([], [])).toThrow(RangeError);
  });
});
