import { describe, expect, test } from 'vitest';
import {
  cosineAtRate,
  type PairColumns,
  pairsAbove,
  scoresOfList,
  sortByCosine,
  withoutPairs,
} from '../../../../lib/accuracy/measure/impostor-scores.ts';
import { seededRandom } from '../../../../lib/statistics/random.ts';

const random = seededRandom(3);
const N = 1000;
const columns = {
  a: Int32Array.from({ length: N }, (_, i) => i % 50),
  b: Int32Array.from({ length: N }, (_, i) => 50 + (i % 40)),
  // Multiples of 2^-20, which rounding to 2^-24 leaves as they are.
  cosine: Float32Array.from({ length: N }, () => Math.round(random.between(-1, 1) * 2 ** 20) / 2 ** 20),
};
const scores = scoresOfList(
  columns,
  Int32Array.from({ length: 90 }, (_, i) => i),
  90,
);

describe('pairs sorted by cosine', () => {
  test('come highest first and keep their photos', () => {
    const sorted = sortByCosine(columns);
    expect([...sorted.cosine]).toEqual([...sorted.cosine].toSorted((x, y) => y - x));
    const key = (from: PairColumns, i: number) => `${from.a[i]} ${from.b[i]} ${from.cosine[i]}`;
    const all = Array.from(columns.cosine.keys());
    expect(all.map((i) => key(sorted, i)).sort()).toEqual(all.map((i) => key(columns, i)).sort());
  });

  test('of equal cosines keep their order', () => {
    const equal = { a: Int32Array.of(4, 2, 9), b: Int32Array.of(5, 3, 8), cosine: Float32Array.of(0.25, 0.25, 1) };
    expect([...sortByCosine(equal).a]).toEqual([9, 4, 2]);
    expect([...sortByCosine(equal).cosine]).toEqual([1, 0.25, 0.25]);
  });
});

describe('the cosine of a rate', () => {
  test.each([0.001, 0.01, 0.1, 0.5, 0.9])('is exceeded by exactly that share of the pairs: %d', (rate) => {
    const cosine = cosineAtRate(scores, rate)!;
    expect(columns.cosine.filter((value) => value > cosine)).toHaveLength(rate * N);
    expect(pairsAbove(scores, cosine)).toBe(rate * N);
  });

  test('is not known below one pair', () => {
    expect(cosineAtRate(scores, 1e-4)).toBeNull();
  });

  test('comes from the counted pairs where fewer were listed', () => {
    const { a, b, cosine } = scores.highest;
    const listed = { a: a.slice(0, 100), b: b.slice(0, 100), cosine: cosine.slice(0, 100) };
    const few = { ...scores, highest: listed };
    expect(cosineAtRate(few, 0.05)).toBe(cosineAtRate(scores, 0.05));
    expect(cosineAtRate(few, 0.5)!).toBeCloseTo(cosineAtRate(scores, 0.5)!, 2);
    expect(pairsAbove(few, 0)).toBeCloseTo(pairsAbove(scores, 0), -0.5);
    expect(pairsAbove(few, cosine[10]!)).toBe(10);
  });
});

describe('leaving out pairs', () => {
  test('takes them from the list, the counts and the weights, in either order of the photos', () => {
    const { a, b } = scores.highest;
    const less = withoutPairs(scores, [[b[0]!, a[0]!]]);
    const gone = scores.total - less.total;
    expect(gone).toBeGreaterThanOrEqual(1);
    expect(less.highest.cosine).toHaveLength(N - gone);
    expect(less.histogram.reduce((sum, count) => sum + count)).toBe(N - gone);
    const weights = new Uint8Array(90).fill(2);
    expect(scores.weigh(weights)).toBe(4 * N);
    expect(less.weigh(weights)).toBe(4 * (N - gone));
  });
});
