import {
  ARCFACE_TEMPLATE,
  alignCrop,
  invert,
  type Points,
  type SimilarityTransform,
  similarityTransform,
} from './alignment.ts';
import type { DetectedFace, Detector } from './detector.ts';
import { resizePicture } from './image.ts';
import { interEyeDistance, plausibleLandmarks } from './landmarks.ts';
import type { Picture } from './picture.ts';

/** Side of the upright crop in pixels that a face is looked at again in, and the distance between its eyes there. */
const CROP = 320;
const EYE_DISTANCE = 84;
/** The same crop is looked at once more at this side. */
const SMALLER_CROP = 256;
/** Landmarks further from where they were than this share of the inter-eye distance belong to another face. */
const MAX_SHIFT = 0.5;

/** Where the landmarks are expected in the crop: the ArcFace template, scaled, its face in the middle. */
const EXPECTED: Points = ARCFACE_TEMPLATE.map(([x, y]) => {
  const scale = EYE_DISTANCE / 35.24;
  return [(x - 56) * scale + CROP / 2, (y - 72) * scale + CROP / 2] as const;
});

/**
 * Finds the landmarks of a face again, in an upright crop of one size, at two scales, and takes the mean.
 *
 * YuNet's landmarks move by about 6 % of the inter-eye distance with the size of the face in its input, and the embedding
 * moves with them. Seen at the same size, upright and centred, two photos of one person get the same bias, whatever the
 * pictures' sizes. `npm run calibrate` shows what it is worth; docs/decisions tells what was tried.
 *
 * @param face as found in the whole picture
 * @returns the face with better landmarks, in pixels of the picture; the same one where the second look finds none
 */
export async function refineLandmarks(detector: Detector, picture: Picture, face: DetectedFace): Promise<DetectedFace> {
  const toCrop = similarityTransform(face.landmarks, EXPECTED);
  const crop = alignCrop(picture, toCrop, CROP);
  const looks = [
    await lookAgain(detector, crop, 1),
    await lookAgain(detector, await resizePicture(crop, SMALLER_CROP, SMALLER_CROP), CROP / SMALLER_CROP),
  ].filter((landmarks) => landmarks !== null);
  if (looks.length === 0) return face;
  const fromCrop = invert(toCrop);
  const landmarks = EXPECTED.map((_, k) => {
    const x = looks.reduce((sum, look) => sum + look[k]![0], 0) / looks.length;
    const y = looks.reduce((sum, look) => sum + look[k]![1], 0) / looks.length;
    return apply(fromCrop, x, y);
  });
  return { ...face, landmarks };
}

/** @returns the landmarks of the face in the middle, in pixels of the crop of side `CROP`; `null` where there is none */
async function lookAgain(detector: Detector, crop: Picture, scale: number): Promise<Points | null> {
  let best: Points | null = null;
  let shortest = MAX_SHIFT;
  for (const face of await detector.detect(crop)) {
    // Pixel centres lie at whole numbers.
    const landmarks = face.landmarks.map(([x, y]) => [(x + 0.5) * scale - 0.5, (y + 0.5) * scale - 0.5] as const);
    const shift = meanDistance(landmarks, EXPECTED) / interEyeDistance(EXPECTED);
    if (shift < shortest && plausibleLandmarks(face)) {
      best = landmarks;
      shortest = shift;
    }
  }
  return best;
}

function apply({ a, b, tx, ty }: SimilarityTransform, x: number, y: number): readonly [number, number] {
  return [a * x - b * y + tx, b * x + a * y + ty];
}

function meanDistance(from: Points, to: Points): number {
  return from.reduce((sum, [x, y], i) => sum + Math.hypot(x - to[i]![0], y - to[i]![1]), 0) / from.length;
}
