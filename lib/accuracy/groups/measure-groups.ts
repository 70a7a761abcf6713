import type { Embedding } from '../../../lambda/face/matching/embedder.ts';
import { compareAll } from '../measure/all-pairs.ts';
import { faceTable } from '../measure/face-table.ts';
import { type ImpostorScores, weightOfAllPairs } from '../measure/impostor-scores.ts';
import { type GroupScores, MIN_PEOPLE, scoresByGroup, scoresOfAllGroups } from './group-scores.ts';
import { type GroupChoice, type Grouping, groupBy } from './grouping.ts';
import { hasFace, type LabelledFace, photosOfUnits } from './labelled-faces.ts';
import { likelyDuplicates, superfluousPhotos } from './likely-duplicates.ts';

/** Photos whose pairs are counted, and what became of the others. */
export interface ComparedFaces {
  readonly faces: readonly LabelledFace[];
  /** Pairs of photos that are likely of one person. */
  readonly duplicates: readonly (readonly [LabelledFace, LabelledFace])[];
  /** Photos left out because of them; 0 where one embedder alone suspects them. */
  readonly leftOut: number;
}

/**
 * Chooses the photos whose pairs are counted as different people: those with a face that is not LowQuality, which the service does
 * not match with each other either, and of likely duplicates the first.
 *
 * @param views the embeddings of each photo by one or several embedders, as published, in the order of `faces`; `null` without a
 *   face. Two or more of them find duplicates, one alone suspects them.
 * @param ignored paths of photos to leave out
 */
export async function comparedFaces(
  faces: readonly LabelledFace[],
  views: readonly (readonly (Embedding | null)[])[],
  ignored: ReadonlySet<string>,
): Promise<ComparedFaces> {
  const usable = Array.from(faces.keys()).filter((i) => {
    const face = faces[i]!;
    return hasFace(face) && face.status !== 'LowQuality' && !ignored.has(face.path) && views.every((view) => view[i]);
  });
  const pairs = await likelyDuplicates(
    views.map((view) => usable.map((i) => view[i]!)),
    usable.map((i) => faces[i]!.unit),
  );
  const superfluous = views.length > 1 ? superfluousPhotos(pairs) : new Set<number>();
  const at = (photo: number): LabelledFace => faces[usable[photo]!]!;
  return {
    faces: usable.flatMap((i, photo) => (superfluous.has(photo) ? [] : [faces[i]!])),
    duplicates: pairs.map(([a, b]) => [at(a), at(b)] as const),
    leftOut: superfluous.size,
  };
}

/** The pairs of photos that are counted, with and without regard to groups. */
export interface GroupMeasurement {
  readonly faces: readonly LabelledFace[];
  readonly grouping: Grouping;
  /** Pairs of all photos, also of people who are in no group. */
  readonly all: ImpostorScores;
  readonly groups: readonly GroupScores[];
  /** Pairs of the people of all groups together. */
  readonly random: ImpostorScores;
}

/**
 * Compares all photos with all.
 *
 * @param faces with the embeddings that the API compares
 * @param units number of all people, also of those whose photos are left out
 */
export async function compareFaces(faces: readonly LabelledFace[], units: number): Promise<ImpostorScores> {
  const rows = faces.map(({ unit, analysed }) => ({ person: String(unit), photo: analysed }));
  const scores = await compareAll(faceTable(rows));
  // A table numbers people again, those of its photos only.
  return {
    ...scores,
    person: Int32Array.from(faces, ({ unit }) => unit),
    people: units,
    weigh: weightOfAllPairs(photosOfUnits(faces, units)),
  };
}

/**
 * Divides the pairs of all photos by groups.
 *
 * @param faces with the embeddings that the API compares
 * @param all pairs of these photos, from `compareFaces` or `crossFitted`
 * @throws Error when no group has 20 people
 */
export function measureGroups(
  faces: readonly LabelledFace[],
  all: ImpostorScores,
  by: readonly string[],
  only: GroupChoice['only'],
): GroupMeasurement {
  const grouping = groupBy(faces, by, only);
  const groups = scoresByGroup(all, grouping);
  if (groups.length === 0)
    throw new Error(`No group has at least ${MIN_PEOPLE} people with a face that is not LowQuality`);
  return { faces, grouping, all, groups, random: scoresOfAllGroups(all, grouping) };
}
