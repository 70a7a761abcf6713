import { alignCrop, type Points, type SimilarityTransform, similarityTransform } from '../detection/alignment.ts';
import type { DetectedFace } from '../detection/detector.ts';
import { QUALITY_CROP_SIZE } from '../models/manifest.ts';
import { middle, type Point } from '../picture/pixels/geometry.ts';
import type { Picture } from '../picture/pixels/picture.ts';

/** Right eye, left eye and middle of the mouth in LightQNet's crop (model card: shares of the side). */
const TEMPLATE: Points = [
  [0.3419, 0.4616],
  [0.6565, 0.4598],
  [0.5012, 0.824],
].map(([x, y]) => [x! * QUALITY_CROP_SIZE, y! * QUALITY_CROP_SIZE] as const);

/** The crop that LightQNet sees. */
export function qualityCrop(picture: Picture, landmarks: DetectedFace['landmarks']): Picture {
  return alignCrop(picture, toQualityCrop(landmarks), QUALITY_CROP_SIZE);
}

/** From picture to the crop that LightQNet sees. */
export function toQualityCrop(landmarks: DetectedFace['landmarks']): SimilarityTransform {
  const [right, left, , rightMouth, leftMouth] = landmarks as [Point, Point, Point, Point, Point];
  return similarityTransform([right, left, middle(rightMouth, leftMouth)], TEMPLATE);
}
