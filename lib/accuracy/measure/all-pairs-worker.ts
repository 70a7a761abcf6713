/** A thread of all-pairs.ts. */
import type { PairAnswer, PairTask } from './all-pairs.ts';
import { visitImpostorPairs } from './face-table.ts';
import { BINS, binOf } from './impostor-scores.ts';

/** Returns one share of the pairs of a table, counted by cosine, and listed above a floor. */
export default function comparePart({ table, part, parts, floor }: PairTask): PairAnswer {
  const histogram = new Float64Array(BINS);
  const [as, bs, cosines]: [number[], number[], number[]] = [[], [], []];
  visitImpostorPairs(table, part, parts, (a, b, cosine) => {
    histogram[binOf(cosine)]!++;
    if (cosine < floor) return;
    as.push(a);
    bs.push(b);
    cosines.push(cosine);
  });
  return { histogram, pairs: { a: Int32Array.from(as), b: Int32Array.from(bs), cosine: Float32Array.from(cosines) } };
}
