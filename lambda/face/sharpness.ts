import type { FaceLuma } from './face-luma.ts';
import { FACE_PIXELS } from './light.ts';

/**
 * How much of a face's contrast lies between neighbouring pixels of its crop: the root mean square of the luma's gradient
 * over its standard deviation. Blur and too few pixels take it away; noise counts as sharp. Not the random forest of
 * ISO/IEC 29794-5, only the same aim; of the pixel measures tried its error-versus-discard curve was the best.
 *
 * @param luma a 96-pixel LightQNet crop
 * @returns [0, 1]: press photos 0.3 to 0.5, a face without any contrast 0
 */
export function sharpness(luma: FaceLuma): number {
  const { data, inside, size } = luma;
  let count = 0;
  let sum = 0;
  let squares = 0;
  let slopes = 0;
  for (const i of FACE_PIXELS) {
    if ((inside[i]! & inside[i - 1]! & inside[i + 1]! & inside[i - size]! & inside[i + size]!) === 0) continue;
    const value = data[i]!;
    const across = (data[i + 1]! - data[i - 1]!) / 2;
    const down = (data[i + size]! - data[i - size]!) / 2;
    count++;
    sum += value;
    squares += value * value;
    slopes += across * across + down * down;
  }
  const spread = squares - (sum * sum) / count;
  return spread > 0 ? Math.min(1, Math.sqrt(slopes / spread)) : 0;
}
