import { describe, expect, test } from 'vitest';
import { type ScoredPair, tenFoldAccuracy, trueMatchRate } from '../../../../lib/accuracy/measure/verification.ts';
import { seededRandom } from '../../../../lib/statistics/random.ts';

const pair = (same: boolean, score: number): ScoredPair => ({ same, score });

describe('the true match rate', () => {
  test('allows exactly the share of false matches', () => {
    const impostors = Array.from({ length: 1000 }, (_, i) => pair(false, i / 1000));
    const genuine = [0.5, 0.9975, 0.9985, 1.5].map((score) => pair(true, score));
    // One of 1,000 may pass: the threshold is the second-highest impostor.
    expect(trueMatchRate([...impostors, ...genuine], 1e-3)).toEqual({ rate: 0.5, threshold: 0.998 });
    expect(trueMatchRate([...impostors, ...genuine], 1e-2)).toEqual({ rate: 0.75, threshold: 0.989 });
  });

  test('counts a score at the threshold as no match', () => {
    expect(trueMatchRate([pair(false, 0.5), pair(true, 0.5), pair(true, 0.6)], 0).rate).toBe(0.5);
  });
});

describe('ten-fold accuracy', () => {
  test('is 1 where the scores separate', () => {
    const pairs = Array.from({ length: 200 }, (_, i) => pair(i % 2 === 0, i % 2 === 0 ? 0.9 : 0.1));
    expect(tenFoldAccuracy(pairs)).toEqual({ mean: 1, deviation: 0 });
  });

  test('is a half where the scores say nothing', () => {
    const random = seededRandom(5);
    const pairs = Array.from({ length: 4000 }, (_, i) => pair(i % 2 === 0, random.next()));
    const { mean } = tenFoldAccuracy(pairs);
    expect(mean).toBeGreaterThan(0.46);
    expect(mean).toBeLessThan(0.54);
  });

  test('falls by the share of pairs that are on the wrong side', () => {
    const random = seededRandom(6);
    const pairs = Array.from({ length: 10_000 }, (_, i) => {
      const wrong = random.next() < 0.05;
      return pair(i % 2 === 0, (i % 2 === 0) !== wrong ? 0.9 : 0.1);
    });
    expect(tenFoldAccuracy(pairs).mean).toBeCloseTo(0.95, 1);
  });
});
