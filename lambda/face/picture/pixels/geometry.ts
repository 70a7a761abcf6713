/** A place in an image, in pixels. */
export type Point = readonly [x: number, y: number];

/** The five landmarks of a face. Right and left are the subject's: in an upright face the right eye is image-left. */
export type Landmarks = readonly [rightEye: Point, leftEye: Point, nose: Point, rightMouth: Point, leftMouth: Point];

/** Returns the landmarks with each point moved by the same function. */
export function mapLandmarks(
  [rightEye, leftEye, nose, rightMouth, leftMouth]: Landmarks,
  move: (point: Point) => Point,
): Landmarks {
  return [move(rightEye), move(leftEye), move(nose), move(rightMouth), move(leftMouth)];
}

/** Returns the point halfway between two others. */
export function middle(a: Point, b: Point): Point {
  return [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
}
