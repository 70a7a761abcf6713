import { faceGradients } from './face-gradients.ts';
import type { FaceLuma } from './face-luma.ts';
import { FACE_PIXELS } from './face-mask.ts';

export interface SharpnessMeasures {
  /**
   * [0, 1]: root mean square of the luma's slope over its standard deviation. Blur and too few pixels take it away; noise
   * counts as sharp. Press photos 0.3 to 0.5, a face without any contrast 0.
   */
  readonly sharpness: number;
  /** [0, 1]: the same along the one direction in which it is least. Motion takes it away along its line. */
  readonly directionalSharpness: number;
}

/**
 * Returns how much of a face's contrast lies between neighbouring pixels of its crop. It has the aim of the sharpness of
 * ISO/IEC 29794-5, which is a random forest. Of the pixel measures tried, its error-versus-discard curve was the best.
 *
 * The least slope is the smaller eigenvalue of the structure tensor (Bigün, Granlund: "Optimal Orientation Detection of
 * Linear Symmetry", 1987).
 *
 * @param luma a 96-pixel LightQNet crop
 */
export function sharpnessMeasures(luma: FaceLuma): SharpnessMeasures {
  const { xx, yy, xy, spread } = faceGradients(luma, FACE_PIXELS);
  if (!(spread > 0)) return { sharpness: 0, directionalSharpness: 0 };
  const least = (xx + yy) / 2 - Math.hypot((xx - yy) / 2, xy);
  return {
    sharpness: Math.min(1, Math.sqrt((xx + yy) / spread)),
    directionalSharpness: Math.min(1, Math.sqrt(Math.max(0, least) / spread)),
  };
}
