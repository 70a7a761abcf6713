import { kernels, SLACK, scratch, stripRows } from '../kernels/kernels.ts';
import type { Picture } from './picture.ts';

const halves = new WeakMap<Picture, Picture>();

/**
 * An image at half its size, each pixel the average of 2 x 2; at an odd edge of what is there. Made once per image: the
 * detector's view and all crops of a large face start from the same one.
 *
 * @returns ceil(width / 2) x ceil(height / 2)
 */
export function half(picture: Picture): Picture {
  const known = halves.get(picture);
  if (known !== undefined) return known;
  const made = averagePairs(picture);
  halves.set(picture, made);
  return made;
}

function averagePairs({ width, height, data: source }: Picture): Picture {
  const rowLength = 3 * width;
  const columns = Math.ceil(width / 2);
  const data = new Uint8Array(3 * columns * Math.ceil(height / 2));
  const strip = stripRows(rowLength);
  for (let y = 0, to = 0; y < height; y += strip) {
    const rows = Math.min(strip, height - y);
    const made = 3 * columns * Math.ceil(rows / 2);
    const target = rows * rowLength;
    const memory = scratch(target + made + SLACK);
    memory.set(source.subarray(y * rowLength, (y + rows) * rowLength));
    kernels.averagePairs(0, width, rows, target);
    data.set(memory.subarray(target, target + made), to);
    to += made;
  }
  return { width: columns, height: Math.ceil(height / 2), data };
}

/**
 * Scales an image down to exactly width x height; each pixel is the average of the area that it covers.
 *
 * @param width, height pixels, from 1 to those of the image
 * @returns a new image, or the same one when it has that size already
 */
export function shrinkPicture(picture: Picture, width: number, height: number): Picture {
  if (picture.width === width && picture.height === height) return picture;
  let from = picture;
  while (from.width >= 2 * width || from.height >= 2 * height) from = half(from);
  return averageAreas(from, width, height);
}

function averageAreas(picture: Picture, width: number, height: number): Picture {
  const { data: source } = picture;
  const rowLength = 3 * picture.width;
  const data = new Uint8Array(3 * width * height);
  const across = shares(picture.width, width);
  const down = shares(picture.height, height);
  // A row of the result takes at most two of the image, and a part of the next.
  const strip = stripRows(rowLength) / 2;
  for (let y = 0; y < height; y += strip) {
    const rows = Math.min(strip, height - y);
    const first = down.first[y]!;
    const taken = rowLength * Math.min(picture.height - first, down.first[y + rows - 1]! + TAPS - first);
    const made = 3 * width * rows;
    // Numbers first: arrays of them begin at multiples of four bytes.
    const downAt = 4 * (1 + TAPS) * width;
    const sumsAt = downAt + 4 * (1 + TAPS) * rows;
    const sourceAt = sumsAt + 4 * (rowLength + 3 + SLACK);
    const targetAt = sourceAt + taken + SLACK;
    const memory = scratch(targetAt + made + SLACK);
    const numbers = new Int32Array(memory.buffer, 0, sumsAt / 4);
    numbers.set(across.first);
    numbers.set(across.weights, width);
    numbers.set(
      down.first.subarray(y, y + rows).map((row) => row - first),
      downAt / 4,
    );
    numbers.set(down.weights.subarray(TAPS * y, TAPS * (y + rows)), downAt / 4 + rows);
    memory.set(source.subarray(first * rowLength, first * rowLength + taken), sourceAt);
    kernels.averageAreas(sourceAt, picture.width, targetAt, width, rows, 0, downAt, sumsAt);
    data.set(memory.subarray(targetAt, targetAt + made), 3 * width * y);
  }
  return { width, height, data };
}

/** A pixel at least half as large as before covers parts of at most three. */
const TAPS = 3;
/** Weights are integers that add up to 2^11 across and down: a pixel's sum stays below 2^31. */
const WEIGHTS = 2048;

/** Which of `from` pixels each of `to` pixels covers, and how much of each it consists of. */
function shares(from: number, to: number): { first: Int32Array; weights: Int32Array } {
  const first = new Int32Array(to);
  const weights = new Int32Array(TAPS * to);
  for (let i = 0; i < to; i++) {
    const start = (i * from) / to;
    const end = ((i + 1) * from) / to;
    first[i] = Math.floor(start);
    let left = WEIGHTS;
    for (let k = 0; k < TAPS; k++) {
      const covered = Math.max(0, Math.min(first[i]! + k + 1, end) - Math.max(first[i]! + k, start));
      const isLast = first[i]! + k + 1 >= end;
      weights[TAPS * i + k] = isLast ? left : Math.round((covered * WEIGHTS * to) / from);
      left -= weights[TAPS * i + k]!;
    }
  }
  return { first, weights };
}
