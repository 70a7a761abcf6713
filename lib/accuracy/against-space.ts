import type { CalibrateOptions } from './calibrate-options.ts';
import { compareSpaces, type SpaceView, spaceDifferenceText } from './groups/compare-spaces.ts';
import { type LabelledFace, labelledFaces, unitsOf } from './groups/labelled-faces.ts';
import { measureGroups } from './groups/measure-groups.ts';
import { resamplePeople } from './measure/bootstrap.ts';
import { otherSpace } from './other-space.ts';
import { intoSpace, type MeasuredEmbedder } from './photos/into-space.ts';
import { readLabels } from './photos/labels-file.ts';
import { photosByPerson } from './photos/photos-by-person.ts';
import { analyseUnprojected, type Context, REPLICATES } from './run.ts';

/** What is compared with another space. */
export interface AgainstSpace {
  /** A folder with a subfolder of photos for each person. */
  readonly mated: string;
  /** Labels of these people, to count the misses by; `null` for none. */
  readonly matedLabels: string | null;
  /** Of the other space, one for each embedder. */
  readonly files: readonly string[];
}

/**
 * Compares the misses of this space with those of another one, at equal false-match rates of look-alikes.
 *
 * @param counted photos whose pairs are counted as look-alikes, with embeddings as the models give them
 * @returns lines of text
 */
export async function againstSpace(
  { mated, matedLabels, files }: AgainstSpace,
  counted: readonly LabelledFace[],
  by: readonly string[],
  options: CalibrateOptions,
  context: Context,
): Promise<string[]> {
  const other = await otherSpace(files, context.embedders);
  const people = await photosByPerson(mated);
  const labels = matedLabels === null ? null : await readLabels(matedLabels, mated);
  const labelOf = new Map(labels?.photos.map(({ path, labels: own }) => [path, own]));
  const photos = people.map(({ path, person }) => ({ path, person, labels: labelOf.get(path) ?? {} }));
  const paths = photos.map(({ path }) => path);
  const faces = labelledFaces(photos, await analyseUnprojected(paths, { ...options, images: mated }, context));
  const view = async (embedders: readonly MeasuredEmbedder[]): Promise<SpaceView> => {
    const seen = (all: readonly LabelledFace[]) =>
      all.map((face) => ({ ...face, analysed: intoSpace(face.analysed, embedders) }));
    const { groups } = await measureGroups(seen(counted), unitsOf(counted), by, options.only);
    return { groups, mated: seen(faces) };
  };
  const first = labels?.columns[0];
  const resamples = resamplePeople(unitsOf(faces), REPLICATES, options.seed);
  const whose = ({ labels: own }: LabelledFace) => (first === undefined ? null : (own[first] ?? null));
  return spaceDifferenceText(compareSpaces(await view(context.embedders), await view(other), whose, resamples));
}
