import { describe, expect, test } from 'vitest';
import {
  effectiveCount,
  falseMatchReplicates,
  interval95,
  resamplePeople,
  shareReplicates,
} from '../../../../lib/accuracy/measure/bootstrap.ts';
import { pairsAbove } from '../../../../lib/accuracy/measure/impostor-scores.ts';
import { seededRandom } from '../../../../lib/statistics/random.ts';
import { normalScores, normalTail } from '../../../support/scores.ts';

describe('resampling people', () => {
  test('draws as many as there are, with replacement, the same ones for the same seed', () => {
    const { counts } = resamplePeople(30, 7, 5);
    for (let r = 0; r < 7; r++) {
      const drawn = Array.from({ length: 30 }, (_, p) => counts[p * 7 + r]!);
      expect(drawn.reduce((sum, count) => sum + count)).toBe(30);
      expect(Math.max(...drawn)).toBeGreaterThan(1);
    }
    expect(resamplePeople(30, 7, 5).counts).toEqual(counts);
    expect(resamplePeople(30, 7, 6).counts).not.toEqual(counts);
  });
});

describe('false-match rates of the resamples', () => {
  test('are the weighted share of the pairs above each cosine', () => {
    const scores = normalScores(12, 0.2, 1);
    const resamples = resamplePeople(12, 5, 2);
    const cosines = [-0.1, 0.05, 0.3];
    const rates = falseMatchReplicates(scores, cosines, resamples);
    const { a, b, cosine } = scores.highest;
    for (const [k, limit] of cosines.entries()) {
      for (let r = 0; r < 5; r++) {
        let [above, all] = [0, 0];
        for (const i of cosine.keys()) {
          const weight = resamples.counts[a[i]! * 5 + r]! * resamples.counts[b[i]! * 5 + r]!;
          all += weight;
          if (cosine[i]! > limit) above += weight;
        }
        expect(rates[k]![r]).toBeCloseTo(above / all, 12);
      }
    }
  });

  test('give intervals that cover the true rate about 95 times in 100', () => {
    const limit = 0.2;
    const truth = normalTail(2);
    let covered = 0;
    for (let run = 0; run < 100; run++) {
      const scores = normalScores(60, 0.1, 1000 + run);
      const [low, high] = interval95(falseMatchReplicates(scores, [limit], resamplePeople(60, 200, run))[0]!);
      expect(low).toBeLessThanOrEqual(pairsAbove(scores, limit) / scores.total);
      if (low <= truth && truth <= high) covered++;
    }
    // The two-way bootstrap is on the safe side: never less often than stated, but for chance.
    expect(covered).toBeGreaterThanOrEqual(92);
  });
});

describe('a share of items', () => {
  test('has an interval that widens when people bring all their items with them', () => {
    const random = seededRandom(9);
    const alone = Array.from({ length: 300 }, (_, person) => ({ person, marked: random.next() < 0.1 }));
    const groups = Array.from({ length: 300 }, (_, i) => ({ person: i % 30, marked: i % 30 < 3 }));
    const width = ([low, high]: readonly [number, number]) => high - low;
    const resamples = { alone: resamplePeople(300, 400, 1), groups: resamplePeople(30, 400, 1) };
    const narrow = interval95(shareReplicates(alone, resamples.alone));
    const wide = interval95(shareReplicates(groups, resamples.groups));
    // sqrt(0.1 * 0.9 / n) * 2 * 1.96 for n = 300 and n = 30
    expect(width(narrow)).toBeCloseTo(0.068, 1);
    expect(width(wide)).toBeGreaterThan(2 * width(narrow));
  });
});

describe('the effective count', () => {
  test('of counts of independent events is their mean', () => {
    const random = seededRandom(4);
    const counts = Float64Array.from({ length: 4000 }, () => {
      let events = 0;
      for (let i = 0; i < 1000; i++) if (random.next() < 0.05) events++;
      return events;
    });
    // Binomial: mean / (1 - 0.05).
    expect(effectiveCount(counts)).toBeGreaterThan(48);
    expect(effectiveCount(counts)).toBeLessThan(57);
  });

  test('of what never varies is infinite', () => {
    expect(effectiveCount(Float64Array.of(2, 2, 2))).toBe(Number.POSITIVE_INFINITY);
  });
});
