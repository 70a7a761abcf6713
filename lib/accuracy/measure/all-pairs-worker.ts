/** Thread of all-pairs.ts: one share of the pairs of a table, counted by cosine, and listed above a floor. */
import { parentPort, workerData } from 'node:worker_threads';
import type { PairAnswer, PairTask } from './all-pairs.ts';
import { visitImpostorPairs } from './face-table.ts';
import { BINS, binOf } from './impostor-scores.ts';

const { table, part, parts, floor } = workerData as PairTask;
const histogram = new Float64Array(BINS);
const [as, bs, cosines]: [number[], number[], number[]] = [[], [], []];

visitImpostorPairs(table, part, parts, (a, b, cosine) => {
  histogram[binOf(cosine)]!++;
  if (cosine < floor) return;
  as.push(a);
  bs.push(b);
  cosines.push(cosine);
});

const pairs = { a: Int32Array.from(as), b: Int32Array.from(bs), cosine: Float32Array.from(cosines) };
parentPort!.postMessage({ histogram, pairs } satisfies PairAnswer);
