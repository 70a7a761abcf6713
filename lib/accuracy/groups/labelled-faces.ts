import type { AnalysedPicture } from '../../../lambda/face/analyse-picture.ts';
import type { PictureStatus } from '../../../lambda/face/comparison.ts';
import type { Embedding } from '../../../lambda/face/matching/embedder.ts';
import { withStatusOfChosen } from '../../../lambda/face/status.ts';
import type { GroupedPhoto } from '../photos/labels-file.ts';
import type { Grouping } from './grouping.ts';

/** A labelled photo with what the pipeline found in it. */
export interface LabelledFace extends GroupedPhoto {
  /** Number of the person; where nobody is named, of the photo. */
  readonly unit: number;
  /** Main face only. */
  readonly analysed: AnalysedPicture;
  /** Of the main face. */
  readonly status: PictureStatus;
}

/**
 * Returns labelled photos with their analyses, people numbered.
 *
 * @param analyses by path, of the main faces
 */
export function labelledFaces(
  photos: readonly GroupedPhoto[],
  analyses: ReadonlyMap<string, AnalysedPicture>,
): LabelledFace[] {
  const units = new Map<string, number>();
  return photos.map((photo) => {
    const name = photo.person === null ? `photo ${photo.path}` : `person ${photo.person}`;
    if (!units.has(name)) units.set(name, units.size);
    const analysed = analyses.get(photo.path)!;
    const chosen = analysed.embeddings.findIndex((embedding) => embedding !== null);
    const { status } = withStatusOfChosen(analysed.analysis, chosen < 0 ? undefined : chosen);
    return { ...photo, unit: units.get(name)!, analysed, status };
  });
}

/** Whether a photo has a face that is compared. */
export function hasFace({ analysed }: Pick<LabelledFace, 'analysed'>): boolean {
  return analysed.embeddings.some((embedding) => embedding !== null);
}

/** Returns the number of people, or of photos where nobody is named. */
export function unitsOf(faces: readonly LabelledFace[]): number {
  return faces.reduce((most, { unit }) => Math.max(most, unit + 1), 0);
}

/** Returns how many of the photos each person has. @param units number of all people */
export function photosOfUnits(faces: readonly LabelledFace[], units: number): Float64Array {
  const photos = new Float64Array(units);
  for (const { unit } of faces) photos[unit]!++;
  return photos;
}

/** Returns the embeddings of the faces of each group. @param part what to take of an embedding */
export function embeddingsByGroup(
  faces: readonly LabelledFace[],
  { names, of }: Grouping,
  part: (embedding: Embedding) => Embedding = (embedding) => embedding,
): Embedding[][] {
  const groups = names.map((): Embedding[] => []);
  for (const [i, { analysed }] of faces.entries()) {
    const embedding = of[i]! >= 0 ? analysed.embeddings.find((one) => one !== null) : undefined;
    if (embedding) groups[of[i]!]!.push(part(embedding));
  }
  return groups;
}
