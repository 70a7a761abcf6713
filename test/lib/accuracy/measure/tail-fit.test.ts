import { describe, expect, test } from 'vitest';
import { fitTail, tailCosine, tailExponent } from '../../../../lib/accuracy/measure/tail-fit.ts';
import { normalTail } from '../../../support/scores.ts';

describe('a tail', () => {
  test('follows a normal distribution for two decades beyond the data to within a fifth', () => {
    const points = Array.from({ length: 21 }, (_, i) => 0.25 + 0.006 * i).map(
      (cosine) => [cosine, -Math.log10(normalTail(cosine / 0.1))] as const,
    );
    expect(points[0]![1]).toBeCloseTo(2.2, 1);
    expect(points.at(-1)![1]).toBeCloseTo(3.96, 1);
    const tail = fitTail(points);
    for (const exponent of [4, 5, 6]) {
      const cosine = tailCosine(tail, exponent);
      expect(normalTail(cosine / 0.1) * 10 ** exponent).toBeGreaterThan(0.8);
      expect(normalTail(cosine / 0.1) * 10 ** exponent).toBeLessThan(1.25);
      expect(tailExponent(tail, cosine)).toBeCloseTo(exponent, 9);
    }
  });

  test('of scores that fall off slower than a normal distribution is a straight line, which never turns back', () => {
    const points = Array.from({ length: 10 }, (_, i) => [0.2 + i / 50, 2 + Math.sqrt(i)] as const);
    const tail = fitTail(points);
    expect(tail.coefficients[2]).toBe(0);
    expect(tailCosine(tail, 6)).toBeGreaterThan(tailCosine(tail, 5));
  });

  test('that rises is refused', () => {
    expect(() =>
      fitTail([
        [0.1, 3],
        [0.2, 2],
        [0.3, 1],
      ]),
    ).toThrow('do not fall off');
  });
});
