import type { FaceLuma } from './face-luma.ts';

/** How the luma of some pixels of a face's crop changes from pixel to pixel. */
export interface FaceGradients {
  /** Pixels counted: those that lie in the image with their four neighbours. */
  readonly count: number;
  /** Sums over them of the squared slope along x, of that along y, and of the product of both; luma per pixel, squared. */
  readonly xx: number;
  readonly yy: number;
  readonly xy: number;
  /** Sum of the squared differences from the mean luma. */
  readonly spread: number;
}

/**
 * Sums up the slopes of a face's luma, by central differences.
 *
 * @param luma a 96-pixel LightQNet crop
 * @param pixels indices into it, none at its edge
 */
export function faceGradients({ data, inside, size }: FaceLuma, pixels: ArrayLike<number>): FaceGradients {
  let [count, sum, squares, xx, yy, xy] = [0, 0, 0, 0, 0, 0];
  for (let k = 0; k < pixels.length; k++) {
    const i = pixels[k]!;
    if ((inside[i]! & inside[i - 1]! & inside[i + 1]! & inside[i - size]! & inside[i + size]!) === 0) continue;
    const value = data[i]!;
    const across = (data[i + 1]! - data[i - 1]!) / 2;
    const down = (data[i + size]! - data[i - size]!) / 2;
    count++;
    sum += value;
    squares += value * value;
    xx += across * across;
    yy += down * down;
    xy += across * down;
  }
  return { count, xx, yy, xy, spread: count === 0 ? 0 : squares - (sum * sum) / count };
}
