import {
  ARCFACE_TEMPLATE,
  type SimilarityTransform,
  similarityTransform,
} from '../../../lambda/face/detection/alignment.ts';
import { interEyeDistance } from '../../../lambda/face/detection/landmarks.ts';
import type { Landmarks } from '../../../lambda/face/picture/pixels/geometry.ts';
import type { Picture } from '../../../lambda/face/picture/pixels/picture.ts';

/** A clean photo of one person, and where its face is. */
export interface Subject {
  readonly picture: Picture;
  /** x, y, width, height of the face in pixels: brows to chin, as the detector draws it. */
  readonly box: readonly [number, number, number, number];
  readonly landmarks: Landmarks;
}

/** Pixels between the eyes. */
export function eyeDistance(subject: Subject): number {
  return interEyeDistance(subject.landmarks);
}

/**
 * From pixels of the photo to the face's own upright frame, in which the eyes lie at (38, 52) and (74, 52), the nose tip
 * at (56, 72) and the mouth at y = 92: the 112 x 112 template of ArcFace (Deng et al., 2019).
 */
export function toFaceFrame(subject: Subject): SimilarityTransform {
  return similarityTransform(subject.landmarks, ARCFACE_TEMPLATE);
}
