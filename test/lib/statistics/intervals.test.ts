import { describe, expect, it } from 'vitest';
import { ratioOfMedians, resampled } from '../../../lib/statistics/intervals.ts';
import { mean } from '../../../lib/statistics/quantiles.ts';
import { seededRandom } from '../../../lib/statistics/random.ts';

const drawnOf = (values: readonly number[], drawn: readonly number[]): number[] => drawn.map((round) => values[round]!);

describe('an interval', () => {
  const random = seededRandom(7);
  // A mean of 100 and a standard deviation of about 29.
  const values = Array.from({ length: 100 }, () => random.between(50, 150));
  const ofMean = (own: readonly number[]) => resampled(own.length, (drawn) => mean(drawnOf(own, drawn)));

  it('of a mean is about twice its standard error to each side', () => {
    const { low, high } = ofMean(values);
    expect((high - low) / 2).toBeGreaterThan(0.8 * 1.96 * 2.9);
    expect((high - low) / 2).toBeLessThan(1.2 * 1.96 * 2.9);
    expect(low).toBeLessThan(mean(values));
    expect(high).toBeGreaterThan(mean(values));
  });

  it('becomes half as wide with four times as many values', () => {
    const { low, high } = ofMean(values);
    const more = ofMean([...values, ...values, ...values, ...values]);
    expect((more.high - more.low) / (high - low)).toBeCloseTo(0.5, 1);
  });

  it('is a point where all values are alike, and the same every time', () => {
    expect(ofMean([5, 5, 5])).toEqual({ low: 5, high: 5 });
    expect(ofMean(values)).toEqual(ofMean(values));
  });

  it('draws rounds together, so that what moves both does not move their ratio', () => {
    const double = values.map((value) => 2 * value);
    const ratio = resampled(100, (drawn) => mean(drawnOf(double, drawn)) / mean(drawnOf(values, drawn)));
    expect([ratio.low, ratio.high]).toEqual([expect.closeTo(2, 9), expect.closeTo(2, 9)]);
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
