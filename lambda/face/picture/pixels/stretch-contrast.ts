import type { Picture } from './picture.ts';

/** Share of the pixels that may become black, and white. */
const CLIPPED = 0.01;
/** Values of luma between dark and bright below which there is only noise to stretch. */
const SMALLEST_RANGE = 4;

/**
 * Stretches the values of an image so that its luma (BT.601) fills 0 to 255, all channels alike.
 *
 * @returns a new image of the same size
 */
export function stretchContrast(picture: Picture): Picture {
  const { width, height, data } = picture;
  const histogram = new Uint32Array(256);
  for (let p = 0; p < data.length; p += 3) {
    histogram[Math.round(0.299 * data[p]! + 0.587 * data[p + 1]! + 0.114 * data[p + 2]!)]!++;
  }
  const clipped = CLIPPED * width * height;
  let dark = 0;
  for (let count = histogram[0]!; count < clipped; count += histogram[dark]!) dark++;
  let bright = 255;
  for (let count = histogram[255]!; count < clipped; count += histogram[bright]!) bright--;
  const gain = 255 / Math.max(SMALLEST_RANGE, bright - dark);
  const table = Uint8Array.from({ length: 256 }, (_, value) => Math.max(0, Math.min(255, (value - dark) * gain)));
  return { width, height, data: data.map((value) => table[value]!) };
}
