import { QUALITY_CROP_SIZE } from '../models/manifest.ts';

/*
 * The parts of a face in a 96-pixel LightQNet crop. A character stands for 3 x 4 pixels: f face, e eyes, c cheeks. Eyes and
 * cheeks are parts of the face too. The rows above are empty.
 *
 *   .............ffffff.............
 *   ...........ffffffffff...........
 *   ..........ffffffffffff..........
 *   ........eeeeeeffffeeeeee........
 *   ........eeeeeeffffeeeeee........
 *   .......feeeeeeffffeeeeeef.......
 *   .......ffffffffffffffffff.......
 *   .......ffffffffffffffffff.......
 *   .......ffcccccfffffcccccf.......
 *   .......ffcccccfffffcccccf.......
 *   .......ffcccccfffffcccccf.......
 *   .......ffffffffffffffffff.......
 *   ........ffffffffffffffff........
 *   ........ffffffffffffffff........
 *   .........ffffffffffffff.........
 *   ...........ffffffffff...........
 *   ............ffffffff............
 *   ................................
 */

/** An ellipse from the hairline to the chin and between the cheeks. Pixels. */
const FACE = { x: 47.5, y: 58, radiusX: 28, radiusY: 34 } as const;
/** Middles of the eyes with their lids, right eye first (image-left). Pixels. */
const EYES = [
  { x: 32.8, y: 42 },
  { x: 63, y: 42 },
] as const;
const EYE_WIDTH = 18;
const EYE_HEIGHT = 9;
/** Middles of the cheeks, below the eyes and halfway to the mouth: squares of half the inter-eye distance. Pixels. */
const CHEEKS = [
  { x: 32.8, y: 61.7 },
  { x: 63, y: 61.7 },
] as const;
const CHEEK_SIDE = 15;

/** Indices into the crop's pixels, row by row. */
export const FACE_PIXELS = pixelsWithin(FACE, 2 * FACE.radiusX, 2 * FACE.radiusY, (x, y) => {
  return ((x - FACE.x) / FACE.radiusX) ** 2 + ((y - FACE.y) / FACE.radiusY) ** 2 <= 1;
});
/** The same for each eye, right eye first. */
export const EYE_PIXELS = EYES.map((eye) => pixelsWithin(eye, EYE_WIDTH, EYE_HEIGHT));
/** The same for each cheek, right cheek first. */
export const CHEEK_PIXELS = CHEEKS.map((cheek) => pixelsWithin(cheek, CHEEK_SIDE, CHEEK_SIDE));

/** Returns the pixels of a rectangle that belong to a part of the face, by default all. */
function pixelsWithin(
  middle: { readonly x: number; readonly y: number },
  width: number,
  height: number,
  belongs = (_x: number, _y: number): boolean => true,
): Uint16Array {
  const pixels: number[] = [];
  for (let y = Math.ceil(middle.y - height / 2); y <= middle.y + height / 2; y++) {
    for (let x = Math.ceil(middle.x - width / 2); x <= middle.x + width / 2; x++) {
      if (belongs(x, y)) pixels.push(QUALITY_CROP_SIZE * y + x);
    }
  }
  return Uint16Array.from(pixels);
}
