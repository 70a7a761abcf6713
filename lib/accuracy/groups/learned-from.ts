import type { ProjectionFile } from '../../../lambda/face/models/projection.ts';
import { type MeasuredEmbedder, splitEmbedding } from '../photos/into-space.ts';
import type { Learned } from './cross-fit.ts';
import { type GroupChoice, groupBy } from './grouping.ts';
import { embeddingsByGroup, type LabelledFace } from './labelled-faces.ts';
import { balancedMean } from './make-projection.ts';

/**
 * Means of the same photos differ less than this. Those of 10,000 other people differ by about 1e-3 in some of their numbers.
 */
const SAME_MEAN = 1e-4;

/**
 * Finds out whether projections were made of the photos at hand: their balanced mean is then that of the projection.
 *
 * @param faces whose pairs are counted, with embeddings as the models give them
 * @param files the projection file of each embedder, `null` for one without
 * @returns for each embedder how its projection was made of these photos; `null` where it was made of others
 */
export function learnedFrom(
  faces: readonly LabelledFace[],
  embedders: readonly MeasuredEmbedder[],
  files: readonly (ProjectionFile | null)[],
  by: readonly string[],
  only: GroupChoice['only'],
): (Learned | null)[] {
  return files.map((file, k) => {
    const { projection } = embedders[k]!;
    if (file === null || projection === null) return null;
    const { power, shrinkage, between } = file;
    for (const choice of [{}, only]) {
      const { names, of } = groupBy(faces, by, choice);
      if (names.join('\n') !== file.groups.join('\n')) continue;
      const groups = embeddingsByGroup(faces, { names, of }, (joined) => splitEmbedding(joined, embedders)[k]!);
      const mean = balancedMean(groups, projection.mean.length);
      if (mean.every((value, i) => Math.abs(value - projection.mean[i]!) < SAME_MEAN)) {
        return { strength: { power, shrinkage, between }, of };
      }
    }
    return null;
  });
}
