import { type Landmarks, middle } from '../../../lambda/face/picture/pixels/geometry.ts';
import { CHIN } from '../../../lambda/face/quality/face-margins.ts';

/** The best share (OFIQ 1.0, HeadSize). */
const BEST = 0.45;

/**
 * Returns how far the size of the head in its image is from the best one, after the measure of the same name in ISO/IEC 29794-5:2025: the
 * distance from the eyes to the chin as a share of the image's height, less 0.45.
 *
 * @param landmarks in pixels of the image
 * @param height of the image in pixels
 * @returns 0 and above; 0 is best
 */
export function headSize([rightEye, leftEye, , rightMouth, leftMouth]: Landmarks, height: number): number {
  const [eyes, mouth] = [middle(rightEye, leftEye), middle(rightMouth, leftMouth)];
  return Math.abs((CHIN * Math.hypot(mouth[0] - eyes[0], mouth[1] - eyes[1])) / height - BEST);
}
