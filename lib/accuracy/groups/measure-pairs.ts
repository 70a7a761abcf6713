import { intoSpace, type MeasuredEmbedder } from '../photos/into-space.ts';
import { crossFitted, type Learned } from './cross-fit.ts';
import type { GroupChoice } from './grouping.ts';
import type { LabelledFace } from './labelled-faces.ts';
import { compareFaces, type GroupMeasurement, measureGroups } from './measure-groups.ts';

/** The space of a pack: its embedders, and how their projections were made of the photos at hand, `null` where of others. */
export interface MeasuredSpace {
  readonly embedders: readonly MeasuredEmbedder[];
  readonly learned: readonly (Learned | null)[];
}

/**
 * Compares all photos with all in a space, and divides the pairs by groups. Where the space was made of the same photos, each pair
 * is scored without its two people.
 *
 * @param faces whose pairs are counted, with embeddings as the models give them
 * @param of number of all people, and seed of the division of the people; groups as measureGroups has them
 * @throws Error when no group has 20 people
 */
export async function measurePairs(
  faces: readonly LabelledFace[],
  { embedders, learned }: MeasuredSpace,
  of: {
    readonly units: number;
    readonly seed: number;
    readonly by: readonly string[];
    readonly only: GroupChoice['only'];
  },
): Promise<GroupMeasurement> {
  const projected = faces.map((face) => ({ ...face, analysed: intoSpace(face.analysed, embedders) }));
  const all = learned.some((one) => one !== null)
    ? await crossFitted(faces, embedders, learned, of)
    : await compareFaces(projected, of.units);
  return measureGroups(projected, all, of.by, of.only);
}
