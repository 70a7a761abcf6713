import type { AnalysedFace, PictureAnalysis, PictureStatus } from './comparison.ts';
import { isLowQuality } from './quality.ts';

/** The status of a picture whose faces have not been paired: that of its best face. */
export function bestFaceStatus(faces: readonly AnalysedFace[]): PictureStatus {
  return faces.every(isLowQuality) ? 'LowQuality' : 'Success';
}

/**
 * The faces of a picture that take part in the search for the best pair: those of sufficient quality, or all where none
 * is. A face of four pixels in the background looks like anybody's: among the 6,000 development pairs one of the four
 * highest scores of different people was of two such faces.
 */
export function comparableFaces(faces: readonly AnalysedFace[]): AnalysedFace[] {
  const fine = faces.filter((face) => !isLowQuality(face));
  return fine.length > 0 ? fine : [...faces];
}

/**
 * Once a pair is chosen, the quality of a picture is that of its face in the pair: a sharp bystander does not make a
 * blurred face reliable.
 *
 * @param chosen index into the faces, `undefined` without a pair
 */
export function withStatusOfChosen(analysis: PictureAnalysis, chosen: number | undefined): PictureAnalysis {
  if (chosen === undefined) return analysis;
  return { ...analysis, status: isLowQuality(analysis.faces[chosen]!) ? 'LowQuality' : 'Success' };
}
