import { type Landmarks, middle, type Point } from '../picture/pixels/geometry.ts';
import type { DetectedFace } from './detector.ts';

/** Returns the distance between the two eyes in pixels. */
export function interEyeDistance([right, left]: Landmarks): number {
  return Math.hypot(left[0] - right[0], left[1] - right[1]);
}

/** Returns the roll in degrees, (-180, 180]: 0 upright, positive when the head leans clockwise in the image. */
export function roll([right, left]: Landmarks): number {
  return (Math.atan2(left[1] - right[1], left[0] - right[0]) * 180) / Math.PI;
}

/**
 * Returns whether landmarks can be those of a face: they are finite and not outside of its box, and in the face's own upright
 * frame the eyes are apart, the mouth lies below the eyes, and the nose lies between eyes and mouth. Profiles, whose eyes are
 * close together, pass. A chin taken for a mouth or an ear taken for an eye does not.
 */
export function plausibleLandmarks(face: DetectedFace): boolean {
  const { box, landmarks } = face;
  if (landmarks.some(([x, y]) => !Number.isFinite(x) || !Number.isFinite(y))) return false;
  // A tenth of the box beyond its edge: YuNet's box ends at the brows and the landmarks of profiles touch its side.
  const [marginX, marginY] = [0.1 * box[2], 0.1 * box[3]];
  const outside = landmarks.some(
    ([x, y]) =>
      x < box[0] - marginX || x > box[0] + box[2] + marginX || y < box[1] - marginY || y > box[1] + box[3] + marginY,
  );
  if (outside) return false;

  const [rightEye, leftEye, nose, rightMouth, leftMouth] = landmarks;
  const eyes = middle(rightEye, leftEye);
  const mouth = middle(rightMouth, leftMouth);
  const down: Point = [mouth[0] - eyes[0], mouth[1] - eyes[1]];
  const length = Math.hypot(...down);
  const size = Math.max(length, interEyeDistance(landmarks));
  // The eyes' midpoint and the mouth's lie at least 15 % of the face's diagonal apart.
  if (length < 0.15 * Math.hypot(box[2], box[3])) return false;
  // Across is a quarter turn anticlockwise from down: it points from the subject's right to the left in an upright face.
  const across: Point = [down[1] / length, -down[0] / length];
  const along = (from: Point, to: Point, axis: Point): number =>
    (to[0] - from[0]) * axis[0] + (to[1] - from[1]) * axis[1];
  if (along(rightEye, leftEye, across) < 0.1 * size) return false;
  if (along(rightMouth, leftMouth, across) < 0.05 * size) return false;
  const noseDepth = along(eyes, nose, [down[0] / length, down[1] / length]) / length;
  return noseDepth > 0.05 && noseDepth < 0.98;
}
