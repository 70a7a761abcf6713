import type { Landmarks, Point } from '../picture/pixels/geometry.ts';
import type { Picture } from '../picture/pixels/picture.ts';
import { sampleCrop } from '../picture/pixels/sample-crop.ts';
import { half } from '../picture/pixels/shrink.ts';

/** (x, y) -> (a x - b y + tx, b x + a y + ty): rotation, uniform scale and shift. */
export interface SimilarityTransform {
  readonly a: number;
  readonly b: number;
  readonly tx: number;
  readonly ty: number;
}

/** The positions of the five landmarks in a 112 x 112 crop that ArcFace (Deng et al., 2019) and its successors train on. */
export const ARCFACE_TEMPLATE: Landmarks = [
  [38.2946, 51.6963],
  [73.5318, 51.5014],
  [56.0252, 71.7366],
  [41.5493, 92.3655],
  [70.7299, 92.2041],
];
export const ARCFACE_SIZE = 112;

/**
 * Returns the similarity transform that maps `from` onto `to` with the least sum of squared distances
 * (Umeyama, "Least-squares estimation of transformation parameters between two point patterns", 1991; without reflection).
 *
 * @param from, to the same number of points, at least two different ones in `from`
 */
export function similarityTransform(from: readonly Point[], to: readonly Point[]): SimilarityTransform {
  const n = from.length;
  const mean = (points: readonly Point[], axis: 0 | 1): number =>
    points.reduce((sum, point) => sum + point[axis], 0) / n;
  const [fx, fy, gx, gy] = [mean(from, 0), mean(from, 1), mean(to, 0), mean(to, 1)];
  let dot = 0;
  let cross = 0;
  let norm = 0;
  for (let i = 0; i < n; i++) {
    const [x, y] = [from[i]![0] - fx, from[i]![1] - fy];
    const [u, v] = [to[i]![0] - gx, to[i]![1] - gy];
    dot += x * u + y * v;
    cross += x * v - y * u;
    norm += x * x + y * y;
  }
  const a = dot / norm;
  const b = cross / norm;
  return { a, b, tx: gx - (a * fx - b * fy), ty: gy - (b * fx + a * fy) };
}

/** Where a crop keeps at least this share of the scale, bilinear sampling at one point per pixel averages every pixel. */
const SINGLE_SAMPLE_SCALE = 0.8;

/**
 * Returns an aligned crop of an image. An image that is larger than the crop is first halved as often as it can be. Where
 * more than a fifth is left to shrink, it is then sampled at 2 x 2 points per pixel. So no detail finer than the crop turns
 * into aliasing. What lies outside of the image is black.
 *
 * @param transform from image to crop coordinates (pixel centres at whole numbers, as OpenCV has it)
 * @param size width and height of the crop in pixels
 */
export function alignCrop(picture: Picture, transform: SimilarityTransform, size: number): Picture {
  let scale = Math.hypot(transform.a, transform.b);
  let from = picture;
  let inverse = invert(transform);
  for (; scale <= 0.5 && Math.max(from.width, from.height) > 1; scale *= 2) {
    from = half(from);
    // The middle of two pixels, 2 i + 0.5, is where pixel i of the half is.
    inverse = { a: inverse.a / 2, b: inverse.b / 2, tx: (inverse.tx - 0.5) / 2, ty: (inverse.ty - 0.5) / 2 };
  }
  const { a, b, tx, ty } = inverse;
  const toPicture = { right: [a, b], down: [-b, a], origin: [tx, ty] } as const;
  return sampleCrop(from, toPicture, size, scale < SINGLE_SAMPLE_SCALE ? 2 : 1);
}

/** Returns the point (x, y) after the transform. */
export function applyTransform({ a, b, tx, ty }: SimilarityTransform, x: number, y: number): Point {
  return [a * x - b * y + tx, b * x + a * y + ty];
}

/** Returns the inverse transform: from crop back to image. */
export function invert({ a, b, tx, ty }: SimilarityTransform): SimilarityTransform {
  const d = a * a + b * b;
  return { a: a / d, b: -b / d, tx: -(a * tx + b * ty) / d, ty: (b * tx - a * ty) / d };
}
