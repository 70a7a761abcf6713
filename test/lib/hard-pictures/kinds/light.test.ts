import { describe, expect, test } from 'vitest';
import { exposed, glare, lowContrast } from '../../../../lib/hard-pictures/kinds/light.ts';
import { LIGHT } from '../../../../lib/hard-pictures/kinds/pixels.ts';
import { eyeDistance } from '../../../../lib/hard-pictures/kinds/subject.ts';
import { canvas } from '../../../../lib/pictures/montage.ts';
import { seededRandom } from '../../../../lib/statistics/random.ts';
import { deviation, difference, drawnSubject, mean } from './measures.ts';

const subject = drawnSubject();

describe('exposure', () => {
  test('a stop less halves the light', () => {
    const [value] = exposed(canvas(1, 1, [200, 200, 200]), -1).data;
    expect(LIGHT[value!]! / LIGHT[200]!).toBeCloseTo(0.5, 1);
  });

  test('no stop changes nothing, eight leave almost nothing, four more clip to white', () => {
    expect(exposed(subject.picture, 0)).toEqual(subject.picture);
    expect(mean(exposed(subject.picture, -8))).toBeLessThan(12);
    expect([...exposed(canvas(1, 1, [120, 120, 120]), 4).data]).toEqual([255, 255, 255]);
  });
});

test('contrast shrinks to its share while the mean stays', () => {
  const weak = lowContrast(subject.picture, 0.2);
  expect(mean(weak)).toBeCloseTo(mean(subject.picture), 0);
  expect(deviation(weak) / deviation(subject.picture)).toBeCloseTo(0.2, 1);
});

describe('glare', () => {
  const white = (share: number) =>
    glare(subject, share, seededRandom(4)).data.filter((value, i) => i % 3 === 0 && value === 255).length;

  test('a larger spot whitens more; none changes nothing', () => {
    expect(glare(subject, 0, seededRandom(4))).toEqual(subject.picture);
    expect(white(0.5)).toBeGreaterThan(2 * white(0.25));
  });

  test('the white part has the radius asked for', () => {
    const radius = 0.5 * eyeDistance(subject);
    expect(white(0.5) / (Math.PI * radius ** 2)).toBeGreaterThan(0.9);
    expect(white(0.5) / (Math.PI * radius ** 2)).toBeLessThan(1.6);
  });

  test('another seed moves it', () => {
    expect(difference(glare(subject, 0.5, seededRandom(1)), glare(subject, 0.5, seededRandom(2)))).toBeGreaterThan(1);
  });
});
