import { type SimilarityTransform, similarityTransform } from '../detection/alignment.ts';
import { QUALITY_CROP_SIZE } from '../models/manifest.ts';
import { type Landmarks, middle, type Point } from '../picture/pixels/geometry.ts';

/** Right eye, left eye and middle of the mouth in LightQNet's crop (model card: shares of the side). */
const TEMPLATE: readonly Point[] = [
  [0.3419, 0.4616],
  [0.6565, 0.4598],
  [0.5012, 0.824],
].map(([x, y]) => [x! * QUALITY_CROP_SIZE, y! * QUALITY_CROP_SIZE] as const);

/** Returns the transform from the image to the crop that LightQNet sees. */
export function toQualityCrop([right, left, , rightMouth, leftMouth]: Landmarks): SimilarityTransform {
  return similarityTransform([right, left, middle(rightMouth, leftMouth)], TEMPLATE);
}
