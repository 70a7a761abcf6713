import type { Picture } from '../../../lambda/face/picture/pixels/picture.ts';
import { type Colour, mix } from '../../pictures/drawing.ts';
import type { Random } from '../../statistics/random.ts';

/** Strokes of made-up letters on a grid of 3 x 5: the segments of a digital clock, of which each letter has some. */
const STROKES = [
  [0, 0, 2, 0],
  [0, 2, 2, 2],
  [0, 4, 2, 4],
  [0, 0, 0, 2],
  [2, 0, 2, 2],
  [0, 2, 0, 4],
  [2, 2, 2, 4],
] as const;

/**
 * Draws a line of made-up letters into an image.
 *
 * @param x, y upper left corner, `size` height of a letter in pixels, `width` of the whole line
 */
export function drawTextLine(
  picture: Picture,
  { x, y, size, width }: { x: number; y: number; size: number; width: number },
  colour: Colour,
  random: Random,
): void {
  const unit = size / 5;
  const thick = Math.max(1, Math.round(unit * 0.8));
  for (let left = x; left + 3 * unit <= x + width; left += 4.2 * unit) {
    if (random.next() < 0.15) continue;
    for (const [x0, y0, x1, y1] of STROKES) {
      if (random.next() < 0.45) continue;
      fill(
        picture,
        Math.round(left + x0 * unit),
        Math.round(y + y0 * unit),
        Math.round((x1 - x0) * unit) + thick,
        Math.round((y1 - y0) * unit) + thick,
        colour,
      );
    }
  }
}

function fill(picture: Picture, left: number, top: number, width: number, height: number, colour: Colour): void {
  for (let y = Math.max(0, top); y < Math.min(picture.height, top + height); y++) {
    for (let x = Math.max(0, left); x < Math.min(picture.width, left + width); x++) {
      const p = 3 * (y * picture.width + x);
      const under: Colour = [picture.data[p]!, picture.data[p + 1]!, picture.data[p + 2]!];
      picture.data.set(mix(under, colour, 0.85).map(Math.round), p);
    }
  }
}
