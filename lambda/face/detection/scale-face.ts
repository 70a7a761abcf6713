import { mapLandmarks } from '../picture/pixels/geometry.ts';
import type { DecodedPicture } from '../picture/pixels/picture.ts';
import type { DetectedFace } from './detector.ts';

/**
 * A face in pixels of the same image at another size.
 *
 * @param scaleX, scaleY pixels of that image per pixel of this one
 */
export function scaleFace({ box, landmarks, score }: DetectedFace, scaleX: number, scaleY: number): DetectedFace {
  return {
    box: [box[0] * scaleX, box[1] * scaleY, box[2] * scaleX, box[3] * scaleY],
    // Pixel centres lie at whole numbers: half a pixel of one image is half a pixel times the scale of the other.
    landmarks: mapLandmarks(landmarks, ([x, y]) => [(x + 0.5) * scaleX - 0.5, (y + 0.5) * scaleY - 0.5]),
    score,
  };
}

/** A face in pixels of the file's image, found in one that was shrunk while it was decoded. */
export function inFile(face: DetectedFace, { width, height, fileWidth, fileHeight }: DecodedPicture): DetectedFace {
  return scaleFace(face, fileWidth / width, fileHeight / height);
}
