import type { Picture } from '../../../lambda/face/picture/pixels/picture.ts';

/** How far two images are apart: the most levels of a sample, and the mean of all. */
interface Difference {
  readonly most: number;
  readonly mean: number;
}

/** Compares two images of the same size, sample by sample. Throws where their sizes differ. */
export function differenceOf(a: Picture, b: Picture): Difference {
  if (a.width !== b.width || a.height !== b.height || a.data.length !== b.data.length) {
    throw new Error(`Expected pictures of one size, got ${a.width} x ${a.height} and ${b.width} x ${b.height}.`);
  }
  let most = 0;
  let sum = 0;
  for (let i = 0; i < a.data.length; i++) {
    const off = Math.abs(a.data[i]! - b.data[i]!);
    most = Math.max(most, off);
    sum += off;
  }
  return { most, mean: sum / a.data.length };
}
