import type { Picture } from './picture.ts';

/** Orientations that make images upright by 0 to 3 quarter turns clockwise. */
const QUARTER_TURNS = [1, 6, 3, 8] as const;

/**
 * Turns an image by quarter turns.
 *
 * @param quarterTurns clockwise, any integer; negative numbers turn anticlockwise
 * @returns a new image, or the same one for a whole turn
 * @throws RangeError when `quarterTurns` is not an integer
 */
export function rotatePicture(picture: Picture, quarterTurns: number): Picture {
  if (!Number.isInteger(quarterTurns)) {
    throw new RangeError(`Expected integer for quarterTurns but received ${quarterTurns}`);
  }
  return orientPicture(picture, QUARTER_TURNS[((quarterTurns % 4) + 4) % 4]!);
}

/**
 * Makes an image upright that was stored in one of the eight orientations of EXIF and TIFF (TIFF 6.0, tag 274).
 *
 * @param orientation 1 upright, 2 mirrored, 3 half turn, 4 upside down, 5 transposed, 6 needs a quarter turn
 *   clockwise, 7 transposed along the other diagonal, 8 needs a quarter turn anticlockwise; any other number is taken
 *   as 1, as viewers do with EXIF (a TIFF of such an orientation is rejected before: libtiff does not read it)
 * @returns a new image, or the same one for orientation 1
 */
export function orientPicture(picture: Picture, orientation: number): Picture {
  const { width, height } = picture;
  const right = 3;
  const down = 3 * width;
  const lastInRow = 3 * (width - 1);
  const lastRow = down * (height - 1);
  const end = lastRow + lastInRow;
  // By orientation: the upright image's size, where its first pixel is stored, and the way to its right and lower neighbours.
  const ways: Readonly<Record<number, Way>> = {
    2: [width, height, lastInRow, -right, down],
    3: [width, height, end, -right, -down],
    4: [width, height, lastRow, right, -down],
    5: [height, width, 0, down, right],
    6: [height, width, lastRow, -down, right],
    7: [height, width, end, -down, -right],
    8: [height, width, lastInRow, down, -right],
  };
  const way = ways[orientation];
  return way === undefined ? picture : walk(picture, way);
}

/** Side of the square that is moved at a time: 64 rows of 192 bytes stay in the first-level cache. */
const TILE = 64;

/** `start` is the byte of the first pixel; `toRight` and `toBelow` are bytes from a pixel to its neighbours, in the source. */
type Way = readonly [width: number, height: number, start: number, toRight: number, toBelow: number];

/** Copies pixels in the order in which the upright image needs them. */
function walk(picture: Picture, [width, height, start, toRight, toBelow]: Way): Picture {
  const source = picture.data;
  const data = new Uint8Array(3 * width * height);
  for (let top = 0; top < height; top += TILE) {
    const bottom = Math.min(top + TILE, height);
    for (let left = 0; left < width; left += TILE) {
      const right = Math.min(left + TILE, width);
      for (let y = top; y < bottom; y++) {
        let from = start + y * toBelow + left * toRight;
        let to = 3 * (y * width + left);
        for (let x = left; x < right; x++) {
          data[to] = source[from]!;
          data[to + 1] = source[from + 1]!;
          data[to + 2] = source[from + 2]!;
          to += 3;
          from += toRight;
        }
      }
    }
  }
  return { width, height, data };
}
