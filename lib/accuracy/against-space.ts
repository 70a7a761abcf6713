import { createCalibration } from '../../lambda/face/matching/calibration.ts';
import type { Embedding } from '../../lambda/face/matching/embedder.ts';
import { readGivenFile } from '../cli/given-file.ts';
import type { CalibrateOptions } from './calibrate-options.ts';
import {
  compareSpaces,
  type MatedPair,
  pairsOfPeople,
  type SpaceView,
  spaceDifferenceText,
} from './groups/compare-spaces.ts';
import { hasFace, type LabelledFace, labelledFaces, unitsOf } from './groups/labelled-faces.ts';
import { learnedFrom } from './groups/learned-from.ts';
import { likelyDuplicates } from './groups/likely-duplicates.ts';
import { measurePairs } from './groups/measure-pairs.ts';
import { resamplePeople } from './measure/bootstrap.ts';
import { otherSpace } from './other-space.ts';
import { intoSpace } from './photos/into-space.ts';
import { readLabels } from './photos/labels-file.ts';
import { photosByPerson } from './photos/photos-by-person.ts';
import { analyseUnprojected, type Context, REPLICATES } from './run.ts';

/** The default threshold of the API. */
const THRESHOLD = 0.7;

/** Photos whose pairs of one person are compared in two spaces. */
export interface MatedPhotos {
  /** With embeddings as the models give them. */
  readonly faces: readonly LabelledFace[];
  readonly pairs: readonly MatedPair[];
  /** Labels by whose values misses are counted. */
  readonly columns: readonly string[];
}

/**
 * Returns the photos of a folder with a subfolder for each person, and all pairs of one person.
 *
 * @param labels CSV file of labels of these people, `null` for none
 */
export async function matedFolder(
  images: string,
  labels: string | null,
  options: CalibrateOptions,
  context: Context,
): Promise<MatedPhotos> {
  const people = await photosByPerson(images);
  const given = labels === null ? null : await readLabels(labels, images);
  const labelOf = new Map(given?.photos.map(({ path, labels: own }) => [path, own]));
  const photos = people.map(({ path, person }) => ({ path, person, labels: labelOf.get(path) ?? {} }));
  const paths = photos.map(({ path }) => path);
  const faces = labelledFaces(photos, await analyseUnprojected(paths, { ...options, images }, context));
  return { faces, pairs: pairsOfPeople(faces), columns: given?.columns ?? [] };
}

/**
 * Returns the photos of nobody named, and the pairs of them that another embedder finds so alike that they are almost certainly of one
 * person.
 *
 * @param view embeddings of the photos by the other embedder as published, in the order of `faces`; `null` without a face
 * @param deviations standard deviations above the mean cosine of all pairs
 */
export async function matedDuplicates(
  faces: readonly LabelledFace[],
  view: readonly (Embedding | null)[],
  columns: readonly string[],
  deviations: number,
): Promise<MatedPhotos> {
  const usable = Array.from(faces.keys()).filter((i) => {
    return hasFace(faces[i]!) && faces[i]!.status !== 'LowQuality' && view[i] !== null;
  });
  const found = await likelyDuplicates(
    [usable.map((i) => view[i]!)],
    usable.map((i) => faces[i]!.unit),
    deviations,
  );
  return { faces, pairs: found.map(([a, b]) => [usable[a]!, usable[b]!] as const), columns };
}

/**
 * Compares the misses of this space with those of another one, at equal false match rates of look-alikes and at the default threshold.
 *
 * @param counted photos whose pairs are counted, of look-alikes those of `only`, with embeddings as the models give them
 * @returns lines of text
 */
export async function againstSpace(
  { faces, pairs, columns }: MatedPhotos,
  counted: readonly LabelledFace[],
  by: readonly string[],
  options: CalibrateOptions,
  context: Context,
): Promise<string[]> {
  const other = await otherSpace(options.againstProjection!, context.embedders);
  const view = async (
    { embedders, projections }: Pick<Context, 'embedders' | 'projections'>,
    defaultCosine: number | null,
  ): Promise<SpaceView> => {
    const learned = learnedFrom(counted, embedders, projections, by, options.only);
    const of = { units: unitsOf(counted), seed: options.seed, by, only: options.only };
    const { groups } = await measurePairs(counted, { embedders, learned }, of);
    const mated = faces.map((face) => ({ ...face, analysed: intoSpace(face.analysed, embedders) }));
    return { groups, mated, defaultCosine };
  };
  const own = await view(context, context.stale === null ? createCalibration(context.inForce).cosine(THRESHOLD) : null);
  const before = await view(other, await defaultCosineOf(options.againstCalibration));
  const resamples = resamplePeople(unitsOf(faces), REPLICATES, options.seed);
  return spaceDifferenceText(compareSpaces(own, before, pairs, columns, resamples));
}

/** A calibration of another space cannot be taken for one of this: only its map is asked. */
async function defaultCosineOf(file: string | null): Promise<number | null> {
  if (file === null) return null;
  const text = (await readGivenFile(file)).toString('utf8');
  try {
    return createCalibration(JSON.parse(text)).cosine(THRESHOLD);
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`);
  }
}
