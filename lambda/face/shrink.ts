import type { Picture } from './picture.ts';

const halves = new WeakMap<Picture, Picture>();

/**
 * A picture at half its size, each pixel the average of 2 x 2; at an odd edge of what is there. Made once per picture: the
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
  const columns = Math.ceil(width / 2);
  const rows = Math.ceil(height / 2);
  const data = new Uint8Array(3 * columns * rows);
  for (let y = 0, to = 0; y < rows; y++) {
    const upper = 3 * width * 2 * y;
    const lower = 2 * y + 1 < height ? upper + 3 * width : upper;
    for (let x = 0; x < columns; x++, to += 3) {
      const left = 6 * x;
      const right = 2 * x + 1 < width ? left + 3 : left;
      for (let c = 0; c < 3; c++) {
        const sum =
          source[upper + left + c]! +
          source[upper + right + c]! +
          source[lower + left + c]! +
          source[lower + right + c]!;
        data[to + c] = (sum + 2) >> 2;
      }
    }
  }
  return { width: columns, height: rows, data };
}

/**
 * Scales a picture down to exactly width x height; each pixel is the average of the area that it covers.
 *
 * @param width, height pixels, from 1 to those of the picture
 * @returns a new picture, or the same one when it has that size already
 */
export function shrinkPicture(picture: Picture, width: number, height: number): Picture {
  if (picture.width === width && picture.height === height) return picture;
  let from = picture;
  while (from.width >= 2 * width || from.height >= 2 * height) from = half(from);
  return averageAreas(from, width, height);
}

function averageAreas(picture: Picture, width: number, height: number): Picture {
  const { data: source } = picture;
  const data = new Uint8Array(3 * width * height);
  const across = shares(picture.width, width);
  const down = shares(picture.height, height);
  const rowLength = 3 * picture.width;
  const sums = new Int32Array(rowLength);
  for (let y = 0, to = 0; y < height; y++) {
    sums.fill(0);
    for (let k = 0; k < TAPS; k++) {
      const weight = down.weights[TAPS * y + k]!;
      if (weight === 0) continue;
      const start = (down.first[y]! + k) * rowLength;
      for (let i = 0; i < rowLength; i++) sums[i]! += weight * source[start + i]!;
    }
    for (let x = 0; x < width; x++, to += 3) {
      let red = ROUND;
      let green = ROUND;
      let blue = ROUND;
      for (let k = 0, i = 3 * across.first[x]!; k < TAPS; k++, i += 3) {
        const weight = across.weights[TAPS * x + k]!;
        if (weight === 0) continue;
        red += weight * sums[i]!;
        green += weight * sums[i + 1]!;
        blue += weight * sums[i + 2]!;
      }
      data[to] = red >> SHIFT;
      data[to + 1] = green >> SHIFT;
      data[to + 2] = blue >> SHIFT;
    }
  }
  return { width, height, data };
}

/** A pixel at least half as large as before covers parts of at most three. */
const TAPS = 3;
/** Weights are integers that add up to 2^11 across and down: a pixel's sum stays below 2^31. */
const WEIGHTS = 2048;
const SHIFT = 22;
const ROUND = 1 << (SHIFT - 1);

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
