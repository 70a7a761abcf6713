import { kernels, SLACK, scratch } from '../kernels/kernels.ts';
import type { Point } from './geometry.ts';
import type { Picture } from './picture.ts';

/** From pixels of a crop to places in the image, pixel centres at whole numbers: origin + u right + v down. */
export interface CropToPicture {
  readonly right: Point;
  readonly down: Point;
  readonly origin: Point;
}

/**
 * Cuts a crop out of an image: samples bilinearly at `grid` x `grid` points per pixel and averages them. Places are taken
 * to 1/256 of a pixel, so that weights and sums are integers. What lies outside of the image is black.
 *
 * @param size width and height of the crop in pixels
 * @param grid 1, or 2 where a pixel of the crop covers more than one of the image
 */
export function sampleCrop(picture: Picture, toPicture: CropToPicture, size: number, grid: 1 | 2): Picture {
  const { right, down, origin } = toPicture;
  const [x, width] = covered([right[0], down[0], origin[0]], size, picture.width);
  const [y, height] = covered([right[1], down[1], origin[1]], size, picture.height);
  if (width === 0 || height === 0) return { width: size, height: size, data: new Uint8Array(3 * size * size) };
  const rowLength = 3 * width;
  const target = rowLength * height + SLACK;
  const length = 3 * size * size;
  const memory = scratch(target + length + SLACK);
  for (let row = 0; row < height; row++) {
    const start = 3 * ((y + row) * picture.width + x);
    memory.set(picture.data.subarray(start, start + rowLength), row * rowLength);
  }
  const shifted = [origin[0] - x, origin[1] - y] as const;
  kernels.sampleCrop(0, width, height, target, size, grid, ...right, ...down, ...shifted);
  return { width: size, height: size, data: memory.slice(target, target + length) };
}

/** Pixels beyond the outermost samples, which take one and the next: what lies beyond the last counts as the image's edge. */
const MARGIN = 2;

/**
 * What of the image a crop shows, along one direction.
 *
 * @returns the first pixel and how many; none where the crop lies next to the image
 */
function covered([right, down, origin]: readonly [number, number, number], size: number, length: number) {
  // Samples lie up to a quarter of a pixel around the centres of the crop's pixels.
  const [low, high] = [-0.25, size - 0.75];
  const ends = [low, high].flatMap((u) => [low, high].map((v) => origin + u * right + v * down));
  const first = Math.max(0, Math.floor(Math.min(...ends)) - MARGIN);
  const last = Math.min(length - 1, Math.ceil(Math.max(...ends)) + MARGIN);
  return first <= last ? ([first, last - first + 1] as const) : ([0, 0] as const);
}
