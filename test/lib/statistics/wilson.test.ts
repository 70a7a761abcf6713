import { expect, test } from 'vitest';
import { shareOf } from '../../../lib/statistics/wilson.ts';

test('an interval holds the share, also at its ends', () => {
  expect(shareOf(0, 0)).toBeNull();
  expect(shareOf(0, 100)!.interval[1]).toBeCloseTo(0.037, 3);
  expect(shareOf(50, 100)!.interval[0]).toBeCloseTo(0.404, 3);
  expect(shareOf(100, 100)!.interval[1]).toBe(1);
});
