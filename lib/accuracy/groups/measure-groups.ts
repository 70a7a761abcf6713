import type { Embedding } from '../../../lambda/face/matching/embedder.ts';
import { compareAll } from '../measure/all-pairs.ts';
import { type FaceTable, faceTable } from '../measure/face-table.ts';
import { type ImpostorScores, weightOfAllPairs } from '../measure/impostor-scores.ts';
import { type GroupScores, MIN_PEOPLE, scoresByGroup, scoresOfAllGroups } from './group-scores.ts';
import { type GroupChoice, type Grouping, groupBy } from './grouping.ts';
import { hasFace, type LabelledFace } from './labelled-faces.ts';
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
 * @throws Error when no group has 20 people
 */
export async function measureGroups(
  faces: readonly LabelledFace[],
  units: number,
  by: readonly string[],
  only: GroupChoice['only'],
): Promise<GroupMeasurement> {
  const rows = faces.map(({ unit, analysed }) => ({
    unit,
    embeddings: analysed.embeddings.filter((one) => one !== null),
  }));
  const all = withUnits(await compareAll(tableOf(rows)), rows, units);
  const grouping = groupBy(faces, by, only);
  const groups = scoresByGroup(all, grouping);
  if (groups.length === 0)
    throw new Error(`No group has at least ${MIN_PEOPLE} people with a face that is not LowQuality`);
  return { faces, grouping, all, groups, random: scoresOfAllGroups(all, grouping) };
}

function tableOf(rows: readonly { readonly unit: number; readonly embeddings: readonly Embedding[] }[]): FaceTable {
  return faceTable(rows.map(({ unit, embeddings }) => ({ person: String(unit), photo: { embeddings } })));
}

/** A table numbers people again, those of its photos only. */
function withUnits(scores: ImpostorScores, rows: readonly { readonly unit: number }[], units: number): ImpostorScores {
  const photosOf = new Float64Array(units);
  for (const { unit } of rows) photosOf[unit]!++;
  return {
    ...scores,
    person: Int32Array.from(rows, ({ unit }) => unit),
    people: units,
    weigh: weightOfAllPairs(photosOf),
  };
}
