import type { Picture } from './picture.ts';

/**
 * Turns a picture by quarter turns.
 *
 * @param quarterTurns clockwise, any integer; negative numbers turn anticlockwise
 * @returns a new picture, or the same one for a whole turn
 * @throws RangeError when `quarterTurns` is not an integer
 */
export function rotatePicture(picture: Picture, quarterTurns: number): Picture {
  if (!Number.isInteger(quarterTurns)) {
    throw new RangeError(`Expected integer for quarterTurns but received ${quarterTurns}`);
  }
  switch (((quarterTurns % 4) + 4) % 4) {
    case 1:
      return orientPicture(picture, 6);
    case 2:
      return orientPicture(picture, 3);
    case 3:
      return orientPicture(picture, 8);
    default:
      return picture;
  }
}

/**
 * Makes a picture upright that was stored in one of the eight orientations of EXIF and TIFF (TIFF 6.0, tag 274).
 *
 * @param orientation 1 upright, 2 mirrored, 3 half turn, 4 upside down, 5 transposed, 6 needs a quarter turn
 *   clockwise, 7 transposed along the other diagonal, 8 needs a quarter turn anticlockwise; any other number is taken
 *   as 1, as viewers do with EXIF (a TIFF of such an orientation is refused before: libtiff does not read it)
 * @returns a new picture, or the same one for orientation 1
 */
export function orientPicture(picture: Picture, orientation: number): Picture {
  const { width, height } = picture;
  const right = 3;
  const down = 3 * width;
  const lastInRow = 3 * (width - 1);
  const lastRow = down * (height - 1);
  // Where the upright picture's first pixel is stored, and the way to its right and lower neighbours.
  switch (orientation) {
    case 2:
      return walk(picture, width, height, lastInRow, -right, down);
    case 3:
      return walk(picture, width, height, lastRow + lastInRow, -right, -down);
    case 4:
      return walk(picture, width, height, lastRow, right, -down);
    case 5:
      return walk(picture, height, width, 0, down, right);
    case 6:
      return walk(picture, height, width, lastRow, -down, right);
    case 7:
      return walk(picture, height, width, lastRow + lastInRow, -down, -right);
    case 8:
      return walk(picture, height, width, lastInRow, down, -right);
    default:
      return picture;
  }
}

/** Side of the square that is moved at a time: 64 rows of 192 bytes stay in the first-level cache. */
const TILE = 64;

/**
 * Copies pixels in the order in which the upright picture needs them.
 *
 * @param start byte offset of the first pixel; `toRight`, `toBelow` bytes from a pixel to its neighbours, in the source
 */
function walk(
  picture: Picture,
  width: number,
  height: number,
  start: number,
  toRight: number,
  toBelow: number,
): Picture {
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
