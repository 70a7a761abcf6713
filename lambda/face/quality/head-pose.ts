import { interEyeDistance, roll } from '../detection/landmarks.ts';
import { type Landmarks, middle, type Point } from '../picture/pixels/geometry.ts';

/** Angles of the head in degrees; all 0 for a face that looks straight into the camera. */
export interface HeadPose {
  /** (-90, 90): positive when the nose points to the right of the image. */
  readonly yaw: number;
  /** (-90, 90): positive when the nose points down. */
  readonly pitch: number;
  /** (-180, 180]: positive when the head leans clockwise in the image. */
  readonly roll: number;
}

/**
 * Proportions of a head that YuNet's landmarks have on 4,037 press photos, in distances from the eyes' middle to the mouth's:
 * between the eyes of frontal faces; from the line of eyes and mouth forward to the tip of the nose, by which the nose moves
 * aside while the eyes close up when a head turns; and down to the tip of the nose.
 */
const EYE_DISTANCE = 0.98;
const NOSE_DEPTH = 0.58;
const NOSE_HEIGHT = 0.597;

/**
 * Estimates the pose of the head from the tip of the nose against eyes and mouth, seen from afar.
 *
 * Rough: heads differ, landmarks lie some percent off, and noses differ in length. Good for telling frontal faces from
 * turned ones; expect errors of 5 degrees for frontal faces and of 15 beyond 45 degrees, where yaw and pitch mix.
 *
 * @param landmarks plausible for a face
 */
export function headPose(landmarks: Landmarks): HeadPose {
  const [rightEye, leftEye, nose, rightMouth, leftMouth] = landmarks;
  const eyes = middle(rightEye, leftEye);
  const mouth = middle(rightMouth, leftMouth);
  const down: Point = [mouth[0] - eyes[0], mouth[1] - eyes[1]];
  const squared = down[0] ** 2 + down[1] ** 2;
  // In distances from eyes to mouth, along the face's own axes.
  const across = (from: Point, to: Point): number =>
    ((to[0] - from[0]) * down[1] - (to[1] - from[1]) * down[0]) / squared;
  const along = (from: Point, to: Point): number =>
    ((to[0] - from[0]) * down[0] + (to[1] - from[1]) * down[1]) / squared;
  const yaw = Math.atan2(across(eyes, nose) / NOSE_DEPTH, Math.max(0, across(rightEye, leftEye)) / EYE_DISTANCE);
  const pitch = Math.atan((along(eyes, nose) - NOSE_HEIGHT) / NOSE_DEPTH);
  return { yaw: degrees(yaw), pitch: degrees(pitch), roll: roll(landmarks) };
}

/** Beyond 84 degrees the yaw of a profile is a guess. */
const LEAST_COSINE = 0.1;

/**
 * Returns the distance between the eyes in pixels as if the face were seen from the front: a head that turns brings them closer
 * together in the image. ISO/IEC 29794-5 divides by the cosine of the yaw, too.
 *
 * @param yaw in degrees
 */
export function frontalEyeDistance(landmarks: Landmarks, yaw: number): number {
  return interEyeDistance(landmarks) / Math.max(LEAST_COSINE, Math.cos((yaw * Math.PI) / 180));
}

function degrees(radians: number): number {
  return (radians * 180) / Math.PI;
}
