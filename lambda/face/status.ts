import type { AnalysedFace, PictureAnalysis, PictureStatus } from './comparison.ts';
import { isLowQuality } from './quality/quality-limits.ts';

/** Returns the status of an image whose faces have not been paired: the status of its best face. */
export function bestFaceStatus(faces: readonly AnalysedFace[]): PictureStatus {
  return faces.every(isLowQuality) ? 'LowQuality' : 'Success';
}

/**
 * Returns the faces of an image that take part in the search for the best pair: those of sufficient quality and those as large
 * as the largest of them, or all if none is sufficient. A blurred face in the background looks like anybody's: letting all
 * take part doubles false matches among press photos and finds nobody more (docs/decisions/low-quality.md). The largest
 * face always takes part: the intended person must not lose their place to a bystander. Size is the size of the box, because
 * the eyes of a face in profile are close together.
 */
export function comparableFaces(faces: readonly AnalysedFace[]): AnalysedFace[] {
  const size = ({ box }: AnalysedFace): number => box[2] * box[3];
  const largest = Math.max(0, ...faces.filter((face) => !isLowQuality(face)).map(size));
  return faces.filter((face) => !isLowQuality(face) || size(face) >= largest);
}

/**
 * Returns the analysis with the status of the chosen face. Once a pair is chosen, only the quality of the image's face in that
 * pair counts: a sharp bystander does not make a blurred face reliable.
 *
 * @param chosen index into the faces, `undefined` without a pair
 */
export function withStatusOfChosen(analysis: PictureAnalysis, chosen: number | undefined): PictureAnalysis {
  if (chosen === undefined) return analysis;
  return { ...analysis, status: isLowQuality(analysis.faces[chosen]!) ? 'LowQuality' : 'Success' };
}
