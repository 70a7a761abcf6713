import { interEyeDistance } from '../detection/landmarks.ts';
import { type Landmarks, middle, type Point } from '../picture/pixels/geometry.ts';
import type { Picture } from '../picture/pixels/picture.ts';

/**
 * How much of the image surrounds a face, after the measures of the same names in ISO/IEC 29794-5:2025, along the face's
 * own axes. 0 where the eyes lie at the edge or beyond it.
 */
export interface FaceMargins {
  /** From the right eye (image-left) to the left edge, in inter-eye distances; the whole head needs about 0.9. */
  readonly leftwardCropOfTheFaceImage: number;
  /** From the left eye (image-right) to the right edge, in inter-eye distances; the whole head needs about 0.9. */
  readonly rightwardCropOfTheFaceImage: number;
  /** From the eyes to the upper edge, in distances from the eyes to the chin; the whole head needs about 1.4. */
  readonly marginAboveOfTheFaceImage: number;
  /** From the eyes to the lower edge, in distances from the eyes to the chin; down to the shoulders takes about 1.8. */
  readonly marginBelowOfTheFaceImage: number;
}

/** The chin is not among the landmarks: this many times the distance from eyes to mouth below the eyes, roughly. */
export const CHIN = 1.6;
/** Far beyond what an image can hold, so that values stay finite for a tiny face in a large image. */
const MOST = 100;

/**
 * Measures the margins of a face in its image.
 *
 * @param landmarks in pixels of the image, plausible for a face
 * @param image width and height in pixels
 */
export function faceMargins(landmarks: Landmarks, picture: Pick<Picture, 'width' | 'height'>): FaceMargins {
  const [rightEye, leftEye, , rightMouth, leftMouth] = landmarks;
  const eyes = middle(rightEye, leftEye);
  const mouth = middle(rightMouth, leftMouth);
  const eyeDistance = interEyeDistance(landmarks);
  const toMouth: Point = [mouth[0] - eyes[0], mouth[1] - eyes[1]];
  const length = Math.hypot(...toMouth);
  const down: Point = [toMouth[0] / length, toMouth[1] / length];
  const right: Point = [down[1], -down[0]];
  const margin = (from: Point, towards: Point, unit: number): number =>
    Math.min(MOST, distanceToEdge(from, towards, picture) / unit);
  return {
    leftwardCropOfTheFaceImage: margin(rightEye, [-right[0], -right[1]], eyeDistance),
    rightwardCropOfTheFaceImage: margin(leftEye, right, eyeDistance),
    marginAboveOfTheFaceImage: margin(eyes, [-down[0], -down[1]], CHIN * length),
    marginBelowOfTheFaceImage: margin(eyes, down, CHIN * length),
  };
}

/** Pixels from a point along a direction of length 1 to the edge of the image; 0 for a point outside of it. */
function distanceToEdge([x, y]: Point, [dx, dy]: Point, { width, height }: Pick<Picture, 'width' | 'height'>): number {
  if (x < 0 || y < 0 || x > width || y > height) return 0;
  const alongX = dx > 0 ? (width - x) / dx : dx < 0 ? -x / dx : Number.POSITIVE_INFINITY;
  const alongY = dy > 0 ? (height - y) / dy : dy < 0 ? -y / dy : Number.POSITIVE_INFINITY;
  return Math.min(alongX, alongY);
}
