import { describe, expect, test } from 'vitest';
import { bestPair, rateOfPairs } from '../../../../lambda/face/matching/best-pair.ts';
import { type CalibrationFile, createCalibration } from '../../../../lambda/face/matching/calibration.ts';
import { cosine } from '../../../../lambda/face/matching/embedder.ts';
import { seededRandom } from '../../../../lib/statistics/random.ts';

const FILE: CalibrationFile = {
  version: 'test-1',
  pack: 'test',
  speaksOf: 'look-alikes',
  spaces: ['test'],
  created: '2026-11-23',
  data: 'made up',
  pairs: 1,
  people: 2,
  knots: [
    { cosine: 0.2, similarity: 0.5, falseMatchRate: 1e-2, interval: null, extrapolated: false },
    { cosine: 0.4, similarity: 0.7, falseMatchRate: 1e-4, interval: null, extrapolated: false },
  ],
};
const calibration = createCalibration(FILE);
const random = seededRandom(7);
const embedding = (): Float32Array => {
  const values = Float32Array.from({ length: 256 }, () => random.between(-1, 1));
  const norm = Math.hypot(...values);
  return values.map((value) => value / norm);
};

describe('the cosine', () => {
  test('is the same to the last bit in either order, and exactly 1 for the same embedding', () => {
    for (let i = 0; i < 500; i++) {
      const [a, b] = [embedding(), embedding()];
      expect(cosine(a, b)).toBe(cosine(b, a));
      expect(cosine(a, a)).toBe(1);
    }
  });

  test('of embeddings of different lengths is an error', () => {
    expect(() => cosine(new Float32Array(256), new Float32Array(512))).toThrow('256 and 512');
  });
});

describe('the best pair', () => {
  test('is the one with the highest cosine, with the margin to the second best', () => {
    const wanted = embedding();
    const close = wanted.map((value, i) => value + (i % 2 === 0 ? 0.02 : -0.02));
    const pair = bestPair([embedding(), close, embedding()], [embedding(), wanted], calibration);
    expect(pair?.faces).toEqual([1, 1]);
    expect(pair?.cosine).toBe(cosine(close, wanted));
    expect(pair?.similarity).toBe(calibration.similarity(cosine(close, wanted)));
    expect(pair?.marginToSecond).toBeGreaterThan(0.3);
  });

  test('does not depend on the order of the pictures nor on that of the faces', () => {
    for (let run = 0; run < 100; run++) {
      const first = Array.from({ length: 1 + random.below(5) }, embedding);
      const second = Array.from({ length: 1 + random.below(5) }, embedding);
      const pair = bestPair(first, second, calibration)!;
      const swapped = bestPair(second, first, calibration)!;
      const transposed = second.map((_, j) => first.map((_, i) => pair.similarities[i]![j]));
      expect(swapped).toEqual({ ...pair, faces: [pair.faces[1], pair.faces[0]], similarities: transposed });
      const reversed = bestPair(first.toReversed(), second, calibration)!;
      expect(reversed).toEqual({
        ...pair,
        faces: [first.length - 1 - pair.faces[0], pair.faces[1]],
        similarities: pair.similarities.toReversed(),
      });
    }
  });

  test('of two single faces has no margin; without a face there is none', () => {
    expect(bestPair([embedding()], [embedding()], calibration)?.marginToSecond).toBeNull();
    expect(bestPair([], [embedding()], calibration)).toBeNull();
    expect(bestPair([embedding()], [], calibration)).toBeNull();
  });

  test('leaves out faces without an embedding', () => {
    const face = embedding();
    const pair = bestPair([null, face], [face, null], calibration);
    expect(pair?.faces).toEqual([1, 0]);
    expect(pair?.similarities).toEqual([
      [null, null],
      [calibration.similarity(1), null],
    ]);
    expect(bestPair([null], [face], calibration)).toBeNull();
  });

  test('counts the pairs, and their false-match rate', () => {
    const crowd = Array.from({ length: 32 }, embedding);
    const [face] = crowd as [Float32Array];
    const one = bestPair([face], [face], calibration)!;
    expect([one.pairs, one.falseMatchRate]).toEqual([1, one.falseMatchRatePerPair]);
    const pair = bestPair([...crowd, null], [null, crowd[0]!, crowd[1]!], calibration)!;
    expect(pair.pairs).toBe(64);
    expect(pair.falseMatchRatePerPair).toBe(calibration.falseMatchRate(pair.similarity));
    expect(pair.falseMatchRate).toBe(rateOfPairs(pair.falseMatchRatePerPair!, 64));
    expect(pair.randomPairFalseMatchRate).toBeNull();
  });

  test('knows nothing of look-alikes where the calibration speaks of random pairs only', () => {
    const face = embedding();
    const pair = bestPair([face], [face, face], createCalibration({ ...FILE, speaksOf: 'random pairs' }))!;
    expect([pair.falseMatchRate, pair.falseMatchRatePerPair]).toEqual([null, null]);
    expect(pair.randomPairFalseMatchRate).toBeCloseTo(rateOfPairs(calibration.falseMatchRate(pair.similarity), 2), 12);
  });
});

describe('the false-match rate of several pairs', () => {
  test.each([
    [1e-4, 32, 3.19504e-3],
    [1e-4, 1024, 9.73362e-2],
    [4.8e-5, 32, 1.53486e-3],
    [1e-20, 1024, 1.024e-17],
    [0.5, 2, 0.75],
    [1, 7, 1],
  ])('of %d each, %i of them, is %d', (rate, pairs, expected) => {
    expect(rateOfPairs(rate, pairs) / expected).toBeCloseTo(1, 5);
  });

  test('of one is its own, to the last bit', () => {
    for (const rate of [1e-4, 1 / 3, 0.1, 4.7e-7, 1]) expect(rateOfPairs(rate, 1)).toBe(rate);
  });
});
