import type { Picture } from './picture.ts';
import { half } from './shrink.ts';

export type Points = readonly (readonly [number, number])[];

/** (x, y) -> (a x - b y + tx, b x + a y + ty): rotation, uniform scale and shift. */
export interface SimilarityTransform {
  readonly a: number;
  readonly b: number;
  readonly tx: number;
  readonly ty: number;
}

/** The positions of the five landmarks in a 112 x 112 crop that ArcFace (Deng et al., 2019) and its successors train on. */
export const ARCFACE_TEMPLATE: Points = [
  [38.2946, 51.6963],
  [73.5318, 51.5014],
  [56.0252, 71.7366],
  [41.5493, 92.3655],
  [70.7299, 92.2041],
];
export const ARCFACE_SIZE = 112;

/**
 * The similarity transform that maps `from` onto `to` with the least sum of squared distances
 * (Umeyama, "Least-squares estimation of transformation parameters between two point patterns", 1991; without reflection).
 *
 * @param from, to the same number of points, at least two different ones in `from`
 */
export function similarityTransform(from: Points, to: Points): SimilarityTransform {
  const n = from.length;
  const mean = (points: Points, axis: 0 | 1): number => points.reduce((sum, point) => sum + point[axis], 0) / n;
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

/** Shrinking by less than this, bilinear sampling at one point per pixel already averages what it skips. */
const SINGLE_SAMPLE_SCALE = 0.8;

/**
 * Cuts an aligned crop out of a picture. Where the picture is larger than the crop, it is first halved as often as it can
 * be and then, where more than a fifth is left to shrink, sampled at 2 x 2 points per pixel, so that no detail finer than
 * the crop turns into aliasing.
 * What lies outside of the picture is black.
 *
 * @param transform from picture to crop coordinates (pixel centres at whole numbers, as OpenCV has it)
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
  return sampleCrop(from, inverse, size, scale < SINGLE_SAMPLE_SCALE ? 2 : 1);
}

/** The inverse transform: from crop back to picture. */
export function invert({ a, b, tx, ty }: SimilarityTransform): SimilarityTransform {
  const d = a * a + b * b;
  return { a: a / d, b: -b / d, tx: -(a * tx + b * ty) / d, ty: (b * tx - a * ty) / d };
}

/**
 * Samples bilinearly at `grid` x `grid` points per pixel of the crop, 1 or 2, and averages them. Positions are rounded to
 * 1/256 of a pixel, so that weights and sums are integers.
 */
function sampleCrop(picture: Picture, inverse: SimilarityTransform, size: number, grid: 1 | 2): Picture {
  const { width, height, data: source } = picture;
  const { a, b, tx, ty } = inverse;
  const data = new Uint8Array(3 * size * size);
  const samples = grid * grid;
  const shift = grid === 1 ? 16 : 18;
  const round = 1 << (shift - 1);
  const row = 3 * width;
  const edge = new Int32Array(3);
  for (let v = 0, p = 0; v < size; v++) {
    for (let u = 0; u < size; u++, p += 3) {
      let red = round;
      let green = round;
      let blue = round;
      for (let k = 0; k < samples; k++) {
        const du = grid === 1 ? u : u + (k & 1) / 2 - 0.25;
        const dv = grid === 1 ? v : v + (k >> 1) / 2 - 0.25;
        const x = Math.floor(256 * (a * du - b * dv + tx));
        const y = Math.floor(256 * (b * du + a * dv + ty));
        const x0 = x >> 8;
        const y0 = y >> 8;
        const right = x & 255;
        const bottom = y & 255;
        if (x0 >= 0 && y0 >= 0 && x0 < width - 1 && y0 < height - 1) {
          const q = 3 * (y0 * width + x0);
          const r = q + row;
          const bottomRight = right * bottom;
          const bottomLeft = (bottom << 8) - bottomRight;
          const topRight = (right << 8) - bottomRight;
          const topLeft = 65536 - topRight - bottomLeft - bottomRight;
          red +=
            topLeft * source[q]! + topRight * source[q + 3]! + bottomLeft * source[r]! + bottomRight * source[r + 3]!;
          green +=
            topLeft * source[q + 1]! +
            topRight * source[q + 4]! +
            bottomLeft * source[r + 1]! +
            bottomRight * source[r + 4]!;
          blue +=
            topLeft * source[q + 2]! +
            topRight * source[q + 5]! +
            bottomLeft * source[r + 2]! +
            bottomRight * source[r + 5]!;
        } else if (x0 >= -1 && y0 >= -1 && x0 < width && y0 < height) {
          sampleEdge(picture, x0, y0, right, bottom, edge);
          red += edge[0]!;
          green += edge[1]!;
          blue += edge[2]!;
        }
      }
      data[p] = red >> shift;
      data[p + 1] = green >> shift;
      data[p + 2] = blue >> shift;
    }
  }
  return { width: size, height: size, data };
}

/** One sample at the picture's edge, 65536 times its value; neighbours outside of the picture are black. */
function sampleEdge(
  { width, height, data }: Picture,
  x0: number,
  y0: number,
  right: number,
  bottom: number,
  sums: Int32Array,
): void {
  sums.fill(0);
  for (let j = 0; j < 2; j++) {
    for (let i = 0; i < 2; i++) {
      const [x, y] = [x0 + i, y0 + j];
      if (x < 0 || y < 0 || x >= width || y >= height) continue;
      const weight = (i === 0 ? 256 - right : right) * (j === 0 ? 256 - bottom : bottom);
      for (let c = 0; c < 3; c++) sums[c]! += weight * data[3 * (y * width + x) + c]!;
    }
  }
}
