import type { Picture } from '../../../../lambda/face/picture/pixels/picture.ts';
import type { Subject } from '../../../../lib/hard-pictures/kinds/subject.ts';
import { drawnFace } from '../../../../lib/pictures/drawn-face.ts';

/** A drawn face as a subject; its box reaches from the brows to the chin, as a detector's does. */
export function drawnSubject(seed = 1, size = 200): Subject {
  const { width, height, data, landmarks } = drawnFace({ seed, size, share: 0.5 });
  const [right, left, , mouth] = landmarks;
  const eyes = left[0] - right[0];
  const top = right[1] - 0.7 * eyes;
  const picture = { width, height, data };
  return { picture, landmarks, box: [right[0] - 0.6 * eyes, top, 2.2 * eyes, mouth[1] + 0.6 * eyes - top] };
}

export function mean(picture: Picture): number {
  return picture.data.reduce((sum, value) => sum + value, 0) / picture.data.length;
}

/** Standard deviation of all values. */
export function deviation(picture: Picture): number {
  const middle = mean(picture);
  return Math.sqrt(picture.data.reduce((sum, value) => sum + (value - middle) ** 2, 0) / picture.data.length);
}

/** Mean difference of neighbours: along rows, and along columns. */
export function detail(picture: Picture): [number, number] {
  const { width, height, data } = picture;
  const sums: [number, number] = [0, 0];
  for (let y = 1; y < height; y++) {
    for (let x = 1; x < width; x++) {
      const p = 3 * (y * width + x);
      sums[0] += Math.abs(data[p]! - data[p - 3]!);
      sums[1] += Math.abs(data[p]! - data[p - 3 * width]!);
    }
  }
  const count = (width - 1) * (height - 1);
  return [sums[0] / count, sums[1] / count];
}

/** Mean absolute difference of two images of one size. */
export function difference(a: Picture, b: Picture): number {
  if (a.width !== b.width || a.height !== b.height) throw new Error('The pictures differ in size');
  return a.data.reduce((sum, value, i) => sum + Math.abs(value - b.data[i]!), 0) / a.data.length;
}

export function pixel(picture: Picture, x: number, y: number): number[] {
  const p = 3 * (Math.round(y) * picture.width + Math.round(x));
  return [...picture.data.subarray(p, p + 3)];
}
