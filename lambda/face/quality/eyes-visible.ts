import { QUALITY_CROP_SIZE } from '../models/manifest.ts';
import { faceGradients } from './face-gradients.ts';
import type { FaceLuma } from './face-luma.ts';
import { FACE_PIXELS } from './light.ts';

/** Where eyes and lids lie in a 96-pixel LightQNet crop: right eye, left eye (image-left first). Pixels. */
const EYES = [
  { x: 32.8, y: 42 },
  { x: 63, y: 42 },
] as const;
const WIDTH = 18;
const HEIGHT = 9;
/** Of about 170 of an eye. */
const MIN_PIXELS = 8;

/**
 * How much there is to see where the eyes should be: the root mean square of the luma's slope there, at the eye that shows
 * less, over the standard deviation of the face's luma. Dark glasses, glare, a cap's shadow, and the edge of the picture take
 * it away. The aim of "eyes visible" in ISO/IEC 29794-5, which measures it by segmentation; ours also takes a profile's far
 * eye for hidden.
 *
 * @param luma a 96-pixel LightQNet crop
 * @returns 0 and above: press photos 0.16 to 0.87, dark glasses below 0.09, a face without contrast 0
 */
export function eyesVisible(luma: FaceLuma): number {
  const face = faceGradients(luma, FACE_PIXELS);
  if (!(face.spread > 0)) return 0;
  const slopes = EYE_PIXELS.map((pixels) => {
    const { count, xx, yy } = faceGradients(luma, pixels);
    // An eye of which next to nothing lies in the picture is not visible; one that is cut off is judged by what is left.
    return count < MIN_PIXELS ? 0 : (xx + yy) / count;
  });
  return Math.sqrt(Math.min(...slopes) / (face.spread / face.count));
}

const EYE_PIXELS = EYES.map(({ x, y }) => {
  const pixels: number[] = [];
  for (let v = Math.ceil(y - HEIGHT / 2); v <= y + HEIGHT / 2; v++) {
    for (let u = Math.ceil(x - WIDTH / 2); u <= x + WIDTH / 2; u++) pixels.push(QUALITY_CROP_SIZE * v + u);
  }
  return Uint16Array.from(pixels);
});
