import type { AnalysedPicture } from '../../../lambda/face/analyse-picture.ts';
import { dot } from './dot.ts';

/** The embeddings of labelled photos as one matrix, in memory that threads share. Photos are numbered in the order given. */
export interface FaceTable {
  /** Rows of `length` numbers, one for each face that takes part; L2-normalised. */
  readonly vectors: Float32Array;
  readonly length: number;
  /** Photo p has the rows from `firstRow[p]` to below `firstRow[p + 1]`. */
  readonly firstRow: Int32Array;
  /** Number of the person of each photo. */
  readonly person: Int32Array;
  readonly people: number;
}

/**
 * Returns the embeddings of photos as one matrix.
 *
 * @param photos analyses with the person of each, in any order; a photo without embeddings has no rows
 */
export function faceTable(
  photos: readonly { readonly person: string; readonly photo: Pick<AnalysedPicture, 'embeddings'> }[],
): FaceTable {
  const rows = photos.map(({ photo }) => photo.embeddings.filter((embedding) => embedding !== null));
  const length = rows.flat()[0]?.length ?? 0;
  const vectors = new Float32Array(new SharedArrayBuffer(4 * length * rows.flat().length));
  const firstRow = new Int32Array(new SharedArrayBuffer(4 * (photos.length + 1)));
  const person = new Int32Array(new SharedArrayBuffer(4 * photos.length));
  const numbers = new Map<string, number>();
  for (const [p, embeddings] of rows.entries()) {
    for (const [k, embedding] of embeddings.entries()) vectors.set(embedding, (firstRow[p]! + k) * length);
    firstRow[p + 1] = firstRow[p]! + embeddings.length;
    const { person: name } = photos[p]!;
    if (!numbers.has(name)) numbers.set(name, numbers.size);
    person[p] = numbers.get(name)!;
  }
  return { vectors, length, firstRow, person, people: numbers.size };
}

/** Called with two photos of different people, the earlier one first, and the cosine of their best pair of faces. */
export type PairVisitor = (a: number, b: number, cosine: number) => void;

/** Photos compared with one other at a time: their embeddings stay in the processor's cache meanwhile. */
const BLOCK = 32;

/**
 * Visits the pairs of photos of different people whose first photo lies in one of the blocks `part`, `part + parts`, ...
 *
 * @param part, parts so that several threads share the work evenly
 */
export function visitImpostorPairs(table: FaceTable, part: number, parts: number, visit: PairVisitor): void {
  const photos = table.person.length;
  for (let start = part * BLOCK; start < photos; start += parts * BLOCK) {
    const end = Math.min(photos, start + BLOCK);
    for (let b = start + 1; b < photos; b++) {
      for (let a = start; a < Math.min(end, b); a++) {
        if (table.person[a] === table.person[b]) continue;
        const best = bestCosine(table, a, b);
        if (best !== null) visit(a, b, best);
      }
    }
  }
}

/** Returns the highest cosine over all faces of both photos; `null` where one of them has none. */
function bestCosine({ vectors, length, firstRow }: FaceTable, a: number, b: number): number | null {
  let best: number | null = null;
  for (let i = firstRow[a]!; i < firstRow[a + 1]!; i++) {
    for (let j = firstRow[b]!; j < firstRow[b + 1]!; j++) {
      const value = dot(vectors, i * length, vectors, j * length, length);
      if (best === null || value > best) best = value;
    }
  }
  return best === null ? null : Math.min(1, Math.max(-1, best));
}
