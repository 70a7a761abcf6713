import { expect, test } from 'vitest';
import { gaussianBlur, motionBlur } from '../../../../lib/hard-pictures/kinds/blur.ts';
import { canvas } from '../../../../lib/pictures/montage.ts';
import { detail, deviation, drawnSubject, mean, pixel } from './measures.ts';

const { picture } = drawnSubject();
const point = canvas(41, 41, [0, 0, 0]);
point.data.fill(255, 3 * (20 * 41 + 20), 3 * (20 * 41 + 20) + 3);

test('a point becomes a Gaussian of the standard deviation asked for', () => {
  const blurred = gaussianBlur(point, 3);
  const at = (x: number) => pixel(blurred, x, 20)[0]!;
  expect(at(20)).toBe(Math.round(255 / (2 * Math.PI * 9)));
  expect(at(23) / at(20)).toBeCloseTo(Math.exp(-0.5), 0);
});

test('more blur leaves less detail and the same light; none changes nothing', () => {
  expect(gaussianBlur(picture, 0)).toBe(picture);
  const [weak, strong] = [gaussianBlur(picture, 1), gaussianBlur(picture, 5)];
  expect(detail(weak)[0]).toBeLessThan(detail(picture)[0]);
  expect(detail(strong)[0]).toBeLessThan(0.8 * detail(weak)[0]);
  expect(mean(strong)).toBeCloseTo(mean(picture), -1);
});

test('motion smears along its direction only', () => {
  const smeared = motionBlur(point, 10, 0);
  expect([14, 15, 20, 25, 26].map((x) => pixel(smeared, x, 20)[0]! > 0)).toEqual([false, true, true, true, false]);
  expect(pixel(smeared, 20, 21)).toEqual([0, 0, 0]);
  const [along, across] = detail(motionBlur(picture, 12, 90));
  expect(across / along).toBeLessThan(0.9 * (detail(picture)[1] / detail(picture)[0]));
});

test('motion keeps the light', () => {
  expect(motionBlur(picture, 0, 30)).toBe(picture);
  expect(mean(motionBlur(picture, 30, 30))).toBeCloseTo(mean(picture), -1);
  expect(deviation(motionBlur(picture, 30, 30))).toBeLessThan(deviation(picture));
});
