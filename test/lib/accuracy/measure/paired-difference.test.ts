import { describe, expect, test } from 'vitest';
import { resamplePeople } from '../../../../lib/accuracy/measure/bootstrap.ts';
import { scoresOfList } from '../../../../lib/accuracy/measure/impostor-scores.ts';
import type { GenuinePair, Measurement } from '../../../../lib/accuracy/measure/measurement.ts';
import { differenceText, pairedDifferences } from '../../../../lib/accuracy/measure/paired-difference.ts';

const PEOPLE = 200;
/** Cosines of 9,900 pairs of different people, 0 to 0.99: 10 of them lie above 0.989. */
const impostors = scoresOfList(
  {
    a: Int32Array.from({ length: 9_900 }, (_, i) => i % 100),
    b: Int32Array.from({ length: 9_900 }, (_, i) => 100 + (i % 100)),
    cosine: Float32Array.from({ length: 9_900 }, (_, i) => i / 10_000),
  },
  Int32Array.from({ length: PEOPLE }, (_, i) => i),
  PEOPLE,
);

/** One pair of each person. */
function measurement(cosine: (person: number) => number | null): Measurement {
  const genuine: GenuinePair[] = Array.from({ length: PEOPLE }, (_, person) => ({
    a: 'a',
    b: 'b',
    same: true,
    person,
    cosine: cosine(person),
    similarity: 0,
    status: 'Success',
  }));
  return { photos: [], people: PEOPLE, genuine, impostors, impostorsWithoutFace: 0 };
}

const resamples = resamplePeople(PEOPLE, 500, 1);

describe('the difference of two pipelines', () => {
  const missing = (every: number) => measurement((person) => (person % every === 0 ? 0.1 : 0.999));

  test('is given at the rates that the pairs support, each at its own cosine', () => {
    const rows = pairedDifferences(missing(10), missing(5), resamples);
    // 9,900 pairs hold ten, three and one of the first three rates, and none of the others.
    expect(rows.map(({ falseMatchRate }) => falseMatchRate)).toEqual([1e-3, 3e-4, 1e-4]);
    expect(rows[0]).toMatchObject({ first: 0.1, second: 0.2 });
  });

  test('has an interval around it that leaves out what both miss', () => {
    const [row] = pairedDifferences(missing(10), missing(5), resamples);
    expect(row!.interval[0]).toBeLessThan(-0.1);
    expect(row!.interval[1]).toBeGreaterThan(-0.1);
    expect(row!.interval[1]).toBeLessThan(0);
    // Unpaired, 20 and 40 of 200 would differ by -0.1 with a standard deviation of 0.035; paired it is 0.021.
    expect(row!.interval[1] - row!.interval[0]).toBeLessThan(4.6 * 0.021);
  });

  test('is nothing between a pipeline and itself', () => {
    for (const { interval } of pairedDifferences(missing(4), missing(4), resamples)) expect(interval).toEqual([0, 0]);
  });

  test('counts a pair without a face as missed', () => {
    const [row] = pairedDifferences(
      measurement((person) => (person < 20 ? null : 0.999)),
      missing(1000),
      resamples,
    );
    expect(row).toMatchObject({ first: 0.1, second: 0.005 });
  });

  test('is told in points', () => {
    expect(differenceText([{ falseMatchRate: 1e-4, first: 0.02, second: 0.025, interval: [-0.009, 0.001] }])[1]).toBe(
      '  at 1e-4: 2.00 %, 2.50 %; -0.50 (-0.90 to +0.10)',
    );
  });
});
