/** A thread of cross-fit.ts. */
import { type Embedding, joinEmbeddings, project } from '../../../lambda/face/matching/embedder.ts';
import { type Projection, wholeMatrix } from '../../../lambda/face/models/projection.ts';
import type { PairAnswer } from '../measure/all-pairs.ts';
import { dot } from '../measure/dot.ts';
import { BINS, binOf } from '../measure/impostor-scores.ts';
import type { FoldEmbedder, FoldTask } from './cross-fit.ts';
import { measureProjection } from './make-projection.ts';

/** Returns the pairs of two parts of the people, scored by projections made of all other parts. */
export default function compareParts({ embedders, fold, unit, pair: [g, h], floor }: FoldTask): PairAnswer {
  const projections = embedders.map((embedder) => projectionWithout(embedder, fold, [g, h]));
  const photos = (part: number): number[] => Array.from(fold.keys()).filter((i) => fold[i] === part);
  const seen = (i: number): Embedding =>
    joinEmbeddings(
      embedders.map((embedder, k) => project(vectorOf(embedder, i), projections[k]!)),
      embedders,
    );
  const first = photos(g).map((i) => ({ i, vector: seen(i) }));
  const second = g === h ? first : photos(h).map((i) => ({ i, vector: seen(i) }));
  const histogram = new Float64Array(BINS);
  const [as, bs, cosines]: [number[], number[], number[]] = [[], [], []];
  for (const [x, one] of first.entries()) {
    for (let y = g === h ? x + 1 : 0; y < second.length; y++) {
      const other = second[y]!;
      if (unit[one.i] === unit[other.i]) continue;
      const product = dot(one.vector, 0, other.vector, 0, one.vector.length);
      const cosine = Math.min(1, Math.max(-1, product));
      histogram[binOf(cosine)]!++;
      if (cosine < floor) continue;
      as.push(Math.min(one.i, other.i));
      bs.push(Math.max(one.i, other.i));
      cosines.push(cosine);
    }
  }
  return { histogram, pairs: { a: Int32Array.from(as), b: Int32Array.from(bs), cosine: Float32Array.from(cosines) } };
}

/** Returns the projection made of the photos of all parts but two; that of other people stays. */
function projectionWithout(
  embedder: FoldEmbedder,
  fold: Uint8Array,
  without: readonly [number, number],
): Projection | null {
  const { learned, projection, length } = embedder;
  if (learned === null) return projection;
  const own = Array.from(fold.keys()).filter((i) => learned.of[i]! >= 0 && !without.includes(fold[i]!));
  const groups = Map.groupBy(own, (i) => learned.of[i]!);
  const embeddings = [...groups.values()].map((photos) => photos.map((i) => vectorOf(embedder, i)));
  const { mean, triangle } = measureProjection(embeddings, learned.strength);
  return { mean, matrix: wholeMatrix(triangle, length) };
}

function vectorOf({ vectors, length }: FoldEmbedder, i: number): Embedding {
  return vectors.subarray(i * length, (i + 1) * length);
}
