import type { AnalysedFace, PictureAnalysis, PictureStatus } from './comparison.ts';
import { isLowQuality } from './quality/quality-limits.ts';

/** The status of an image whose faces have not been paired: that of its best face. */
export function bestFaceStatus(faces: readonly AnalysedFace[]): PictureStatus {
  return faces.every(isLowQuality) ? 'LowQuality' : 'Success';
}

/**
 * The faces of an image that take part in the search for the best pair: those of sufficient quality and those as large as
 * the largest of them, or all where none is sufficient. A blurred face in the background looks like anybody's: letting all
 * take part doubles false matches among press photos and finds no one more (docs/decisions/low-quality.md). The largest
 * face takes part in any case: the person meant must not lose their place to a bystander. Size is that of the box, for the
 * eyes of a head that is turned away lie close together.
 */
export function comparableFaces(faces: readonly AnalysedFace[]): AnalysedFace[] {
  const size = ({ box }: AnalysedFace): number => box[2] * box[3];
  const largest = Math.max(0, ...faces.filter((face) => !isLowQuality(face)).map(size));
  return faces.filter((face) => !isLowQuality(face) || size(face) >= largest);
}

/**
 * Once a pair is chosen, the quality of an image is that of its face in the pair: a sharp bystander does not make a
 * blurred face reliable.
 *
 * @param chosen index into the faces, `undefined` without a pair
 */
export function withStatusOfChosen(analysis: PictureAnalysis, chosen: number | undefined): PictureAnalysis {
  if (chosen === undefined) return analysis;
  return { ...analysis, status: isLowQuality(analysis.faces[chosen]!) ? 'LowQuality' : 'Success' };
}
