import { type Interval, interval95, type Resamples } from '../../accuracy/measure/bootstrap.ts';
import { dot } from '../../accuracy/measure/dot.ts';
import type { RatedFace } from './sample.ts';

/** How often faces of different people match. */
export interface FalseMatches {
  readonly rate: number;
  readonly interval: Interval;
  readonly matches: number;
  readonly pairs: number;
}

/**
 * Compares each face of one list with each of another, pairs of one person left out.
 *
 * @param first, second may be the same list; each pair then counts twice, which changes no rate
 * @param threshold cosine above which a pair matches
 * @returns `null` where there are no pairs; the interval is the two-way bootstrap over people
 */
export function falseMatches(
  first: readonly RatedFace[],
  second: readonly RatedFace[],
  threshold: number,
  { counts, replicates }: Resamples,
): FalseMatches | null {
  const found: (readonly [number, number])[] = [];
  let pairs = 0;
  for (const a of first) {
    for (const b of second) {
      if (a.person === b.person) continue;
      pairs++;
      if (dot(a.embedding, 0, b.embedding, 0, a.embedding.length) > threshold) found.push([a.person, b.person]);
    }
  }
  if (pairs === 0) return null;
  const [ofFirst, ofSecond] = [facesByPerson(first), facesByPerson(second)];
  const rates = Float64Array.from({ length: replicates }, (_, r) => {
    const count = (person: number): number => counts[person * replicates + r]!;
    const matched = found.reduce((sum, [a, b]) => sum + count(a) * count(b), 0);
    return matched / weighedPairs(ofFirst, ofSecond, count);
  });
  const rate = found.length / pairs;
  // None among n pairs: below 3 / n with 95 % confidence, were they independent.
  const interval: Interval = found.length === 0 ? [0, Math.min(1, 3 / pairs)] : interval95(rates);
  return { rate, interval, matches: found.length, pairs };
}

function facesByPerson(faces: readonly RatedFace[]): Map<number, number> {
  const result = new Map<number, number>();
  for (const { person } of faces) result.set(person, (result.get(person) ?? 0) + 1);
  return result;
}

/** Pairs of different people, each weighing the product of the counts of both. */
function weighedPairs(
  first: ReadonlyMap<number, number>,
  second: ReadonlyMap<number, number>,
  count: (person: number) => number,
): number {
  let [sumFirst, sumSecond, same] = [0, 0, 0];
  for (const [person, faces] of first) {
    sumFirst += count(person) * faces;
    same += count(person) ** 2 * faces * (second.get(person) ?? 0);
  }
  for (const [person, faces] of second) sumSecond += count(person) * faces;
  return sumFirst * sumSecond - same;
}
