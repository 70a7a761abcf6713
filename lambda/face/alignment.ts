import type { Picture } from './picture.ts';

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
 * Cuts an aligned crop out of a picture. Where the picture is larger than the crop, it is first averaged over blocks of
 * whole pixels and then, where more than a fifth is left to shrink, sampled at 2 x 2 points per pixel, so that no detail
 * finer than the crop turns into aliasing.
 * What lies outside of the picture is black.
 *
 * @param transform from picture to crop coordinates (pixel centres at whole numbers, as OpenCV has it)
 * @param size width and height of the crop in pixels
 */
export function alignCrop(picture: Picture, transform: SimilarityTransform, size: number): Picture {
  const scale = Math.hypot(transform.a, transform.b);
  const inverse = invert(transform);
  const block = Math.max(1, Math.floor(1 / scale));
  // What is left to shrink after whole blocks, between 1 and 2 times.
  const grid = scale * block < SINGLE_SAMPLE_SCALE ? 2 : 1;
  if (block === 1) return sampleCrop(picture, inverse, size, grid);
  const region = cropRegion(picture, inverse, size, block);
  const reduced = averageBlocks(picture, region, block);
  // A block's centre lies at block * i + (block - 1) / 2 of the picture.
  const shift = (block - 1) / 2;
  const toReduced: SimilarityTransform = {
    a: inverse.a / block,
    b: inverse.b / block,
    tx: (inverse.tx - region.x - shift) / block,
    ty: (inverse.ty - region.y - shift) / block,
  };
  return sampleCrop(reduced, toReduced, size, grid);
}

/** The inverse transform: from crop back to picture. */
export function invert({ a, b, tx, ty }: SimilarityTransform): SimilarityTransform {
  const d = a * a + b * b;
  return { a: a / d, b: -b / d, tx: -(a * tx + b * ty) / d, ty: (b * tx - a * ty) / d };
}

interface Region {
  readonly x: number;
  readonly y: number;
  /** In blocks. */
  readonly columns: number;
  readonly rows: number;
}

/** The part of the picture that the crop looks at, in whole blocks; it may reach beyond the picture's edge by part of one. */
function cropRegion(picture: Picture, inverse: SimilarityTransform, size: number, block: number): Region {
  const corners = [
    [-1, -1],
    [size, -1],
    [-1, size],
    [size, size],
  ].map(([u, v]) => [inverse.a * u! - inverse.b * v! + inverse.tx, inverse.b * u! + inverse.a * v! + inverse.ty]) as [
    number,
    number,
  ][];
  const xs = corners.map((corner) => corner[0]);
  const ys = corners.map((corner) => corner[1]);
  const x = Math.max(0, Math.floor(Math.min(...xs)) - block);
  const y = Math.max(0, Math.floor(Math.min(...ys)) - block);
  const right = Math.min(picture.width, Math.ceil(Math.max(...xs)) + block);
  const bottom = Math.min(picture.height, Math.ceil(Math.max(...ys)) + block);
  return {
    x,
    y,
    columns: Math.max(1, Math.ceil((right - x) / block)),
    rows: Math.max(1, Math.ceil((bottom - y) / block)),
  };
}

/** Averages block x block pixels into one; a block cut by the picture's edge is the average of what is there. */
function averageBlocks(picture: Picture, region: Region, block: number): Picture {
  const { columns, rows } = region;
  const data = new Uint8Array(3 * columns * rows);
  const sums = new Uint32Array(3 * columns);
  for (let row = 0; row < rows; row++) {
    sums.fill(0);
    const top = region.y + row * block;
    const bottom = Math.min(picture.height, top + block);
    for (let y = top; y < bottom; y++) {
      for (let column = 0; column < columns; column++) {
        const left = region.x + column * block;
        const right = Math.min(picture.width, left + block);
        let red = 0;
        let green = 0;
        let blue = 0;
        for (let p = 3 * (y * picture.width + left); p < 3 * (y * picture.width + right); p += 3) {
          red += picture.data[p]!;
          green += picture.data[p + 1]!;
          blue += picture.data[p + 2]!;
        }
        sums[3 * column]! += red;
        sums[3 * column + 1]! += green;
        sums[3 * column + 2]! += blue;
      }
    }
    for (let column = 0; column < columns; column++) {
      const width = Math.min(picture.width, region.x + (column + 1) * block) - (region.x + column * block);
      const count = Math.max(1, width * (bottom - top));
      for (let c = 0; c < 3; c++) data[3 * (row * columns + column) + c] = Math.round(sums[3 * column + c]! / count);
    }
  }
  return { width: columns, height: rows, data };
}

/** Samples bilinearly at `grid` x `grid` points per pixel of the crop and averages them. */
function sampleCrop(picture: Picture, inverse: SimilarityTransform, size: number, grid: number): Picture {
  const { width, height, data: source } = picture;
  const data = new Uint8Array(3 * size * size);
  const samples = grid * grid;
  const row = 3 * width;
  for (let v = 0, p = 0; v < size; v++) {
    for (let u = 0; u < size; u++, p += 3) {
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let k = 0; k < samples; k++) {
        const du = u + ((k % grid) + 0.5) / grid - 0.5;
        const dv = v + (Math.floor(k / grid) + 0.5) / grid - 0.5;
        const x = inverse.a * du - inverse.b * dv + inverse.tx;
        const y = inverse.b * du + inverse.a * dv + inverse.ty;
        const x0 = Math.floor(x);
        const y0 = Math.floor(y);
        if (x0 < -1 || y0 < -1 || x0 >= width || y0 >= height) continue;
        // Weights of the four neighbours; those outside of the picture are black, so they weigh nothing.
        const right = x0 + 1 < width ? x - x0 : 0;
        const left = x0 >= 0 ? 1 - (x - x0) : 0;
        const bottom = y0 + 1 < height ? y - y0 : 0;
        const top = y0 >= 0 ? 1 - (y - y0) : 0;
        const q = 3 * (y0 * width + x0);
        if (top > 0) {
          if (left > 0) {
            red += top * left * source[q]!;
            green += top * left * source[q + 1]!;
            blue += top * left * source[q + 2]!;
          }
          if (right > 0) {
            red += top * right * source[q + 3]!;
            green += top * right * source[q + 4]!;
            blue += top * right * source[q + 5]!;
          }
        }
        if (bottom > 0) {
          if (left > 0) {
            red += bottom * left * source[q + row]!;
            green += bottom * left * source[q + row + 1]!;
            blue += bottom * left * source[q + row + 2]!;
          }
          if (right > 0) {
            red += bottom * right * source[q + row + 3]!;
            green += bottom * right * source[q + row + 4]!;
            blue += bottom * right * source[q + row + 5]!;
          }
        }
      }
      data[p] = Math.round(red / samples);
      data[p + 1] = Math.round(green / samples);
      data[p + 2] = Math.round(blue / samples);
    }
  }
  return { width: size, height: size, data };
}
