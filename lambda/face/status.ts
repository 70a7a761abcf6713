import type { AnalysedFace, PictureAnalysis, PictureStatus } from './comparison.ts';
import { isLowQuality } from './quality.ts';

/** The status of a picture whose faces have not been paired: that of its best face. */
export function bestFaceStatus(faces: readonly AnalysedFace[]): PictureStatus {
  return faces.every(isLowQuality) ? 'LowQuality' : 'Success';
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
