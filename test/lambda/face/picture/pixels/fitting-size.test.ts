import { expect, test } from 'vitest';
import { fittingSize } from '../../../../../lambda/face/picture/pixels/fitting-size.ts';

const bytesOf = ({ width, height }: { width: number; height: number }) => 3 * width * height;

test('a picture that fits keeps its size', () => {
  expect(fittingSize({ width: 8000, height: 5000 }, 0, 1)).toEqual({ width: 8000, height: 5000 });
  expect(fittingSize({ width: 6000, height: 4000 }, 0, 2)).toEqual({ width: 6000, height: 4000 });
  expect(fittingSize({ width: 1024, height: 1024 }, 151_500_000, 2)).toEqual({ width: 1024, height: 1024 });
});

test.each([
  ['what the decoder holds', 120_000_000, 1, 50_000_000],
  ['a second copy', 0, 2, 85_000_000],
  ['both', 120_000_000, 2, 50_000_000],
] as const)('otherwise %s makes it smaller, in the same shape', (_, held, copies, most) => {
  const size = fittingSize({ width: 8000, height: 5000 }, held, copies);
  expect(bytesOf(size)).toBeLessThanOrEqual(most);
  expect(bytesOf(size)).toBeGreaterThan(0.99 * most);
  expect(size.width / size.height).toBeCloseTo(1.6, 2);
});
