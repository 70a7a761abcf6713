import { expect, test } from 'vitest';
import { atUsualSpeed } from './cost-limits.ts';

test.each([
  ['a machine of usual speed', 110, 2_100],
  ['a machine of a third of the speed', 330, 700],
  ['a machine of twice the speed, which hides no cost', 55, 2_100],
])('2,100 ms on %s', (_, yardstickMs, expected) => {
  expect(atUsualSpeed(2_100, yardstickMs)).toBeCloseTo(expected);
});
