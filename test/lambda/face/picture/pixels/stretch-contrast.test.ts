import { expect, test } from 'vitest';
import { stretchContrast } from '../../../../../lambda/face/picture/pixels/stretch-contrast.ts';
import { drawnFace } from '../../../../../lib/pictures/drawn-face.ts';
import { canvas } from '../../../../../lib/pictures/montage.ts';

const face = drawnFace({ size: 120 });
const flat = { ...face, data: face.data.map((value) => 100 + value / 10) };

test('a picture of little contrast fills the range again', () => {
  const { data } = stretchContrast(flat);
  const sorted = data.toSorted();
  expect(sorted[Math.floor(0.02 * sorted.length)]).toBeLessThan(30);
  expect(sorted[Math.floor(0.98 * sorted.length)]).toBeGreaterThan(225);
});

test('it comes out as the same picture of full contrast does, but for rounding', () => {
  const [stretched, full] = [stretchContrast(flat), stretchContrast(face)];
  const difference = full.data.reduce((sum, value, i) => sum + Math.abs(value - stretched.data[i]!), 0);
  expect(difference / full.data.length).toBeLessThan(8);
});

test('a picture of one colour stays free of invented detail', () => {
  expect(new Set(stretchContrast(canvas(20, 20, [90, 90, 90])).data).size).toBe(1);
});

test('black and white stay what they are', () => {
  const half = canvas(10, 10, [0, 0, 0]);
  half.data.fill(255, 150);
  expect(stretchContrast(half).data).toEqual(half.data);
});
