import { type Landmarks, mapLandmarks } from '../picture/pixels/geometry.ts';
import type { Picture } from '../picture/pixels/picture.ts';
import { ARCFACE_TEMPLATE, alignCrop, applyTransform, invert, similarityTransform } from './alignment.ts';
import type { DetectedFace, Detector } from './detector.ts';
import { interEyeDistance, plausibleLandmarks } from './landmarks.ts';

/**
 * Side of the upright crop in pixels that a face is looked at again in, and the distance between its eyes there. Of the
 * sizes tried the most accurate is among the cheapest: docs/decisions/landmarks.md.
 */
export const SECOND_LOOK_SIDE = 224;
const SECOND_LOOK_EYE_DISTANCE = 68;
/** Landmarks that moved by more than this share of the inter-eye distance belong to another face. */
const MAX_SHIFT = 0.5;

/** The landmarks that are expected in the crop: the ArcFace template, scaled, its face in the middle. */
const EXPECTED = mapLandmarks(ARCFACE_TEMPLATE, ([x, y]) => {
  const scale = SECOND_LOOK_EYE_DISTANCE / 35.24;
  return [(x - 56) * scale + SECOND_LOOK_SIDE / 2, (y - 72) * scale + SECOND_LOOK_SIDE / 2];
});

/**
 * Looks at a face again, alone, turned upright by its own landmarks and at the size the detector is best at.
 *
 * YuNet's landmarks move by about 6 % of the inter-eye distance with the size of the face in its input, and the embedding
 * moves with them. At the same size, upright and centred, two photos of one person get the same bias, whatever the sizes of
 * the images. The score says how much the crop looks like a face the right way up, whatever the lean it was found with.
 *
 * @param face as found in the whole image
 * @returns the face with score and landmarks of the second look, in pixels of the image; `null` where the detector finds no such face
 */
export type SecondLook = (face: DetectedFace) => Promise<DetectedFace | null>;

/** Runs a step and takes its time, as a Stopwatch does. */
interface StepTimer {
  time<T>(step: string, run: () => Promise<T>): Promise<T>;
}

/**
 * Returns the second look at the faces of an image. It looks at each face once, however often it is asked for.
 *
 * @param timer takes the time of the step `secondLook`
 */
export function secondLook(detector: Detector, picture: Picture, timer: StepTimer): SecondLook {
  const seen = new Map<DetectedFace, Promise<DetectedFace | null>>();
  return (face) => {
    const known = seen.get(face) ?? timer.time('secondLook', () => lookAgain(detector, picture, face));
    seen.set(face, known);
    return known;
  };
}

async function lookAgain(detector: Detector, picture: Picture, face: DetectedFace): Promise<DetectedFace | null> {
  const toCrop = similarityTransform(face.landmarks, EXPECTED);
  const seen = nearest(await detector.detect(alignCrop(picture, toCrop, SECOND_LOOK_SIDE)));
  if (seen === null) return null;
  const fromCrop = invert(toCrop);
  return {
    ...face,
    score: seen.score,
    landmarks: mapLandmarks(seen.landmarks, ([x, y]) => applyTransform(fromCrop, x, y)),
  };
}

/** Returns the face in the middle of the crop; `null` where none there has plausible landmarks. */
function nearest(faces: readonly DetectedFace[]): DetectedFace | null {
  let best: DetectedFace | null = null;
  let shortest = MAX_SHIFT;
  for (const face of faces) {
    const shift = meanDistance(face.landmarks, EXPECTED) / interEyeDistance(EXPECTED);
    if (shift < shortest && plausibleLandmarks(face)) {
      best = face;
      shortest = shift;
    }
  }
  return best;
}

function meanDistance(from: Landmarks, to: Landmarks): number {
  return from.reduce((sum, [x, y], i) => sum + Math.hypot(x - to[i]![0], y - to[i]![1]), 0) / from.length;
}
