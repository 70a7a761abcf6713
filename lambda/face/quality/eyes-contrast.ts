import { faceGradients } from './face-gradients.ts';
import type { FaceLuma } from './face-luma.ts';
import { EYE_PIXELS, FACE_PIXELS } from './face-mask.ts';

/** The fewest pixels of an eye that are enough to judge it; a whole eye has 162. */
const MIN_PIXELS = 8;

/**
 * Returns how much there is to see where the eyes should be: the root mean square of the luma's slope there, at the eye that
 * shows less, over the standard deviation of the face's luma. Dark glasses, glare, a cap's shadow and the edge of the image
 * lower it. It is not a measure of ISO/IEC 29794-5, whose "eyes visible" has the same aim and measures occlusion by
 * segmentation. This measure also treats a profile's far eye as hidden.
 *
 * @param luma a 96-pixel LightQNet crop
 * @returns 0 and above: press photos 0.16 to 0.87, dark glasses below 0.09, a face without contrast 0
 */
export function eyesContrast(luma: FaceLuma): number {
  const face = faceGradients(luma, FACE_PIXELS);
  if (!(face.spread > 0)) return 0;
  const slopes = EYE_PIXELS.map((pixels) => {
    const { count, xx, yy } = faceGradients(luma, pixels);
    // An eye that lies almost completely outside of the image is not visible. An eye that is cut off is judged by the rest.
    return count < MIN_PIXELS ? 0 : (xx + yy) / count;
  });
  return Math.sqrt(Math.min(...slopes) / (face.spread / face.count));
}
