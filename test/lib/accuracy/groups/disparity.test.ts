import { expect, test } from 'vitest';
import { disparity } from '../../../../lib/accuracy/groups/disparity.ts';

test('equal rates are not unequal', () => {
  expect(disparity([1e-3, 1e-3, 1e-3])).toEqual({
    maxByMin: 1,
    maxByGeometricMean: expect.closeTo(1, 12),
    gini: 0,
  });
});

test('is that of an example worked by hand', () => {
  // Differences of (1, 2, 4): 2 (1 + 3 + 2) = 12, by 2 n sum = 42, times 3 / 2.
  expect(disparity([1, 2, 4])).toEqual({
    maxByMin: 4,
    maxByGeometricMean: expect.closeTo(2, 12),
    gini: expect.closeTo((12 / 42) * 1.5, 12),
  });
});

test('one group that has all false matches', () => {
  expect(disparity([0, 0, 0, 5])).toEqual({
    maxByMin: Number.POSITIVE_INFINITY,
    maxByGeometricMean: Number.POSITIVE_INFINITY,
    gini: 1,
  });
});
