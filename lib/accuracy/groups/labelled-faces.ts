import type { AnalysedPicture } from '../../../lambda/face/analyse-picture.ts';
import type { PictureStatus } from '../../../lambda/face/comparison.ts';
import { withStatusOfChosen } from '../../../lambda/face/status.ts';
import type { GroupedPhoto } from '../photos/labels-file.ts';

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
