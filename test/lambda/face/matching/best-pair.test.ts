import { describe, expect, test } from 'vitest';
import { bestPair } from '../../../../lambda/face/matching/best-pair.ts';
import { createCalibration } from '../../../../lambda/face/matching/calibration.ts';
import { cosine } from '../../../../lambda/face/matching/embedder.ts';
import { seededRandom } from '../../../../lib/statistics/random.ts';

const calibration = createCalibration({
  version: 'test-1',
  pack: 'test',
  created: '2026-11-23',
  data: 'made up',
  pairs: 1,
  people: 2,
  knots: [
    { cosine: 0.2, similarity: 0.5, falseMatchRate: 1e-2, interval: null, extrapolated: false },
    { cosine: 0.4, similarity: 0.7, falseMatchRate: 1e-4, interval: null, extrapolated: false },
  ],
});
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
      expect(swapped).toEqual({ ...pair, faces: [pair.faces[1], pair.faces[0]] });
      const reversed = bestPair(first.toReversed(), second, calibration)!;
      expect(reversed).toEqual({ ...pair, faces: [first.length - 1 - pair.faces[0], pair.faces[1]] });
    }
  });

  test('of two single faces has no margin; without a face there is none', () => {
    expect(bestPair([embedding()], [embedding()], calibration)?.marginToSecond).toBeNull();
    expect(bestPair([], [embedding()], calibration)).toBeNull();
    expect(bestPair([embedding()], [], calibration)).toBeNull();
  });

  test('leaves out faces without an embedding', () => {
    const face = embedding();
    expect(bestPair([null, face], [face, null], calibration)?.faces).toEqual([1, 0]);
    expect(bestPair([null], [face], calibration)).toBeNull();
  });
});
