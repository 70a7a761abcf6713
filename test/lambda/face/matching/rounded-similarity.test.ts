import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bestPair } from '../../../../lambda/face/matching/best-pair.ts';
import { roundedBestPair, roundTo } from '../../../../lambda/face/matching/rounded-similarity.ts';

const calibration = {
  version: 'test',
  similarity: (value: number) => (value + 1) / 2,
  cosine: (similarity: number) => 2 * similarity - 1,
  falseMatchRate: (similarity: number) => 10 ** (3 - 10 * similarity),
  speaksOf: 'look-alikes' as const,
  randomPairFalseMatchRate: (similarity: number) => 10 ** (2 - 12 * similarity),
};
const component = fc.double({ min: -1, max: 1, noNaN: true });
const embedding = fc.tuple(component, component, component).map((values) => {
  const norm = Math.hypot(...values) || 1;
  return Float32Array.from(values, (value) => value / norm);
});
const faces = fc.array(embedding, { minLength: 1, maxLength: 4 });
const decimals = fc.integer({ min: 1, max: 6 });

/** Digits behind the point, as JSON writes a number. */
const decimalsOf = (value: number) => /\.(\d+)$/.exec(value.toFixed(17).replace(/0+$/, ''))?.[1]?.length ?? 0;
const shown = (value: number) =>
  /e-/.test(String(value)) ? decimalsOf(value) : (String(value).split('.')[1] ?? '').length;

describe('a rounded number', () => {
  test.each([
    [0.699999, 2, 0.7],
    [0.704999, 2, 0.7],
    [0.705, 2, 0.71],
    [0.9605157375335693, 6, 0.960516],
    [1, 1, 1],
    [0, 3, 0],
  ])('%d with %i decimals is %d', (value, digits, expected) => {
    expect(roundTo(value, digits)).toBe(expected);
  });

  test('has no more decimals than asked for, and is its own rounding', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), decimals, (value, digits) => {
        const rounded = roundTo(value, digits);
        expect(shown(rounded)).toBeLessThanOrEqual(digits);
        expect(roundTo(rounded, digits)).toBe(rounded);
        expect(Math.abs(rounded - value)).toBeLessThanOrEqual(0.5 * 10 ** -digits + 1e-12);
      }),
    );
  });
});

describe('a rounded pair', () => {
  test('is the best one, and every number that comes from its score comes from the rounded one', () => {
    fc.assert(
      fc.property(faces, faces, decimals, (first, second, digits) => {
        const exact = bestPair(first, second, calibration)!;
        const pair = roundedBestPair(first, second, calibration, digits)!;
        expect([pair.faces, pair.pairs, pair.cosine]).toEqual([exact.faces, exact.pairs, exact.cosine]);
        expect(pair.similarity).toBe(roundTo(exact.similarity, digits));
        expect(pair.similarities).toEqual(exact.similarities.map((row) => row.map((value) => roundTo(value!, digits))));
        expect(pair.falseMatchRatePerPair).toBe(calibration.falseMatchRate(pair.similarity));
        if (pair.pairs === 1) {
          expect(pair.falseMatchRate).toBe(pair.falseMatchRatePerPair);
          expect(pair.marginToSecond).toBeNull();
        } else {
          expect(shown(pair.marginToSecond!)).toBeLessThanOrEqual(digits);
          expect(Math.abs(pair.marginToSecond! - exact.marginToSecond!)).toBeLessThanOrEqual(10 ** -digits + 1e-12);
        }
      }),
    );
  });

  test('does not depend on the order of the pictures', () => {
    fc.assert(
      fc.property(faces, faces, decimals, (first, second, digits) => {
        const pair = roundedBestPair(first, second, calibration, digits)!;
        const swapped = roundedBestPair(second, first, calibration, digits)!;
        expect({ ...swapped, faces: null, similarities: null }).toEqual({ ...pair, faces: null, similarities: null });
      }),
    );
  });

  test('is none without a face', () => {
    expect(roundedBestPair([], [Float32Array.of(1)], calibration, 2)).toBeNull();
  });
});
