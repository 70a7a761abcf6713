import { describe, expect, it } from 'vitest';
import { drawnOf, resampled } from '../../../lib/statistics/intervals.ts';
import { mean } from '../../../lib/statistics/quantiles.ts';
import { seededRandom } from '../../../lib/statistics/random.ts';

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
