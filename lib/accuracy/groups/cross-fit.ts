import type { Projection } from '../../../lambda/face/models/projection.ts';
import { seededRandom } from '../../statistics/random.ts';
import { shuffle } from '../../statistics/shuffle.ts';
import { startPool } from '../../workers/pool.ts';
import { floorFor, listedShare, type PairAnswer, SAMPLE, scoresOfParts } from '../measure/all-pairs.ts';
import { faceTable } from '../measure/face-table.ts';
import { countPairs, type ImpostorScores } from '../measure/impostor-scores.ts';
import { intoSpace, type MeasuredEmbedder, splitEmbedding } from '../photos/into-space.ts';
import { type LabelledFace, photosOfUnits } from './labelled-faces.ts';
import type { Strength } from './make-projection.ts';

/**
 * Parts of the people. A pair is scored with at least three quarters of them in the projection; more parts take as many more
 * projections as their square.
 */
const FOLDS = 8;

/** How a projection was made of the photos at hand. */
export interface Learned {
  readonly strength: Strength;
  /** Number of the group of each photo; -1 for a photo that it was not made of. */
  readonly of: Int32Array;
}

/** An embedder of a pack as the threads need it. */
export interface FoldEmbedder {
  readonly weight: number;
  readonly length: number;
  /** As the model gives them, a row for each photo, in memory that threads share. */
  readonly vectors: Float32Array;
  /** Applied where the photos have no part in it. */
  readonly projection: Projection | null;
  readonly learned: Learned | null;
}

/** Two parts of the people, whose pairs a thread compares; the same part twice for the pairs within it. See cross-fit-worker.ts. */
export interface FoldTask {
  readonly embedders: readonly FoldEmbedder[];
  readonly fold: Uint8Array;
  readonly unit: Int32Array;
  readonly pair: readonly [number, number];
  /** Pairs with a cosine of at least this are listed; all are counted. */
  readonly floor: number;
}

/**
 * Compares each photo with each photo of another person, in a space that was measured without the two people. A projection fits the
 * people it was made of: in their own space they look less alike than others do. So the people are divided into eight parts,
 * and the pairs of two parts, or within one, are scored by a projection made of the other parts (cross-fitting).
 *
 * @param faces whose pairs are counted, with embeddings as the models give them
 * @param embedders with the projections made of all photos
 * @param learned for each embedder how its projection was made of these photos; `null` keeps the projection for all pairs
 * @param units number of all people, also of those whose photos are left out
 */
export async function crossFitted(
  faces: readonly LabelledFace[],
  embedders: readonly MeasuredEmbedder[],
  learned: readonly (Learned | null)[],
  { units, seed }: { readonly units: number; readonly seed: number },
): Promise<ImpostorScores> {
  const first = learned.find((one) => one !== null)!;
  const parts = partsOfPeople(faces, first.of, FOLDS, seed);
  const photos = photosOfUnits(faces, units);
  const task = {
    embedders: embedders.map(({ weight, length, projection }, k): FoldEmbedder => {
      return { weight, length, projection, learned: learned[k]!, vectors: vectorsOf(faces, embedders, k) };
    }),
    fold: Uint8Array.from(faces, ({ unit }) => parts[unit]!),
    unit: Int32Array.from(faces, ({ unit }) => unit),
    floor: floorFor(sampleOf(faces, embedders), listedShare(countPairs(Array.from(photos)))),
  };
  const pool = startPool<FoldTask, PairAnswer>({
    worker: new URL('./cross-fit-worker.ts', import.meta.url),
    runtime: 'worker_threads',
    nameOf: ({ pair: [g, h] }) => `parts ${g + 1} and ${h + 1} of the people`,
  });
  try {
    const pairs = Array.from({ length: FOLDS }, (_, g) =>
      Array.from({ length: FOLDS - g }, (_, k) => [g, g + k] as const),
    );
    const answers = await pool.run(pairs.flat().map((pair) => ({ ...task, pair })));
    return scoresOfParts(answers, task.unit, photos);
  } finally {
    await pool.close();
  }
}

/**
 * Returns the number of a part for each person, parts of equal size in each group.
 *
 * @param of group of each photo; people of -1 are divided, too
 */
export function partsOfPeople(faces: readonly LabelledFace[], of: Int32Array, parts: number, seed: number): Uint8Array {
  const random = seededRandom(seed);
  const part = new Uint8Array(faces.reduce((most, { unit }) => Math.max(most, unit + 1), 0));
  for (const [, own] of [...Map.groupBy(faces.keys(), (i) => of[i]!)].sort(([g], [h]) => g - h)) {
    const people = [...new Set(own.map((i) => faces[i]!.unit))];
    for (const [i, unit] of shuffle(people, random).entries()) part[unit] = i % parts;
  }
  return part;
}

function vectorsOf(faces: readonly LabelledFace[], embedders: readonly MeasuredEmbedder[], k: number): Float32Array {
  const { length } = embedders[k]!;
  const vectors = new Float32Array(new SharedArrayBuffer(4 * length * faces.length));
  for (const [i, { analysed }] of faces.entries()) {
    const main = analysed.embeddings.find((one) => one !== null)!;
    vectors.set(splitEmbedding(main, embedders)[k]!, i * length);
  }
  return vectors;
}

/** Returns the embeddings of some of the photos in the space made of all. */
function sampleOf(faces: readonly LabelledFace[], embedders: readonly MeasuredEmbedder[]) {
  const step = Math.ceil(faces.length / SAMPLE);
  const chosen = faces.filter((_, i) => i % step === 0);
  return faceTable(
    chosen.map(({ unit, analysed }) => ({ person: String(unit), photo: intoSpace(analysed, embedders) })),
  );
}
