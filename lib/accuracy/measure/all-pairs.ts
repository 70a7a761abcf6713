import { availableParallelism } from 'node:os';
import { startPool } from '../../workers/pool.ts';
import { type FaceTable, visitImpostorPairs } from './face-table.ts';
import {
  BINS,
  countPairs,
  type ImpostorScores,
  type PairColumns,
  sortByCosine,
  weightOfAllPairs,
} from './impostor-scores.ts';

/** Pairs listed one by one, about: 12 bytes each. */
const MAX_LISTED = 10_000_000;
/** Share of the pairs that is listed at most, about: no figure needs single pairs of the lower half. */
const LISTED_SHARE = 0.55;
/** Photos whose pairs show beforehand where the listed share begins. */
export const SAMPLE = 600;

/** One share of the work, which a thread does; see all-pairs-worker.ts. */
export interface PairTask {
  readonly table: FaceTable;
  readonly part: number;
  readonly parts: number;
  /** Pairs with a cosine of at least this are listed; all are counted. */
  readonly floor: number;
}
export interface PairAnswer {
  readonly histogram: Float64Array;
  readonly pairs: PairColumns;
}

/**
 * Compares each photo with each photo of another person, on all processors. All pairs are counted by cosine and those of
 * the highest cosines listed, so that the memory needed does not grow with the square of the photos.
 *
 * @param maxListed pairs listed, about; for tests
 * @throws Error when no two people have a face
 */
export async function compareAll(table: FaceTable, maxListed = MAX_LISTED): Promise<ImpostorScores> {
  const photos = photosWithFace(table);
  const total = countPairs(Array.from(photos));
  if (total === 0) throw new Error('There are no two people with a face to compare');
  const answers = await inThreads(table, floorFor(table, listedShare(total, maxListed)));
  return scoresOfParts(answers, table.person, photos);
}

/** Returns the share of the pairs that is listed. */
export function listedShare(total: number, maxListed = MAX_LISTED): number {
  return Math.min(LISTED_SHARE, maxListed / total);
}

/**
 * Joins the shares of the pairs.
 *
 * @param person number of the person of each photo
 * @param photos photos with a face of each person
 */
export function scoresOfParts(parts: readonly PairAnswer[], person: Int32Array, photos: Float64Array): ImpostorScores {
  const histogram = new Float64Array(BINS);
  for (const part of parts) for (let k = 0; k < BINS; k++) histogram[k]! += part.histogram[k]!;
  const listed = parts.map(({ pairs }) => pairs);
  return {
    total: countPairs(Array.from(photos)),
    histogram,
    highest: sortByCosine({
      a: joined(
        Int32Array,
        listed.map(({ a }) => a),
      ),
      b: joined(
        Int32Array,
        listed.map(({ b }) => b),
      ),
      cosine: joined(
        Float32Array,
        listed.map(({ cosine }) => cosine),
      ),
    }),
    person,
    people: photos.length,
    weigh: weightOfAllPairs(photos),
  };
}

/** Returns the cosine that a share of the pairs exceeds, from the pairs of a sample of the photos. */
export function floorFor(table: FaceTable, share: number): number {
  const step = Math.ceil(table.person.length / SAMPLE);
  const cosines: number[] = [];
  visitImpostorPairs(everyNth(table, step), 0, 1, (_a, _b, cosine) => cosines.push(cosine));
  cosines.sort((a, b) => b - a);
  return cosines[Math.floor(share * cosines.length)] ?? -1;
}

/** Returns every n-th photo of a table. */
function everyNth(table: FaceTable, n: number): FaceTable {
  const { vectors, length, firstRow, people } = table;
  const chosen = Array.from(table.person.keys()).filter((p) => p % n === 0);
  const rows = chosen.map((p) => vectors.subarray(firstRow[p]! * length, firstRow[p + 1]! * length));
  const starts = new Int32Array(chosen.length + 1);
  for (const [i, row] of rows.entries()) starts[i + 1] = starts[i]! + row.length / length;
  return {
    vectors: joined(Float32Array, rows),
    length,
    firstRow: starts,
    person: Int32Array.from(chosen, (p) => table.person[p]!),
    people,
  };
}

function photosWithFace({ firstRow, person, people }: FaceTable): Float64Array {
  const photos = new Float64Array(people);
  for (const [p, number] of person.entries()) if (firstRow[p + 1]! > firstRow[p]!) photos[number]!++;
  return photos;
}

async function inThreads(table: FaceTable, floor: number): Promise<PairAnswer[]> {
  const parts = availableParallelism();
  const pool = startPool<PairTask, PairAnswer>({
    worker: new URL('./all-pairs-worker.ts', import.meta.url),
    runtime: 'worker_threads',
    size: parts,
    nameOf: ({ part }) => `part ${part + 1} of the pairs`,
  });
  try {
    return await pool.run(Array.from({ length: parts }, (_, part) => ({ table, part, parts, floor })));
  } finally {
    await pool.close();
  }
}

function joined<Column extends Int32Array | Float32Array>(
  Kind: new (length: number) => Column,
  parts: readonly Column[],
): Column {
  const whole = new Kind(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
