import { ARCFACE_SIZE, ARCFACE_TEMPLATE, similarityTransform } from '../../../lambda/face/detection/alignment.ts';
import type { Landmarks } from '../../../lambda/face/picture/pixels/geometry.ts';
import type { Picture } from '../../../lambda/face/picture/pixels/picture.ts';

/** An aligned 112 x 112 crop by plain bilinear sampling, then scaled to 128 x 128: how the reference values were made. */
export function referenceCrop(picture: Picture, landmarks: Landmarks): Picture {
  const { a, b, tx, ty } = similarityTransform(landmarks, ARCFACE_TEMPLATE);
  const d = a * a + b * b;
  const crop = sample(picture, ARCFACE_SIZE, (u, v) => [
    (a * (u - tx) + b * (v - ty)) / d,
    (a * (v - ty) - b * (u - tx)) / d,
  ]);
  const scale = ARCFACE_SIZE / 128;
  return sample(crop, 128, (u, v) => [(u + 0.5) * scale - 0.5, (v + 0.5) * scale - 0.5], 'replicate');
}

function sample(
  picture: Picture,
  size: number,
  from: (u: number, v: number) => [number, number],
  border: 'black' | 'replicate' = 'black',
): Picture {
  const pixel = (x: number, y: number, c: number): number => {
    if (border === 'replicate') {
      const [xx, yy] = [Math.min(picture.width - 1, Math.max(0, x)), Math.min(picture.height - 1, Math.max(0, y))];
      return picture.data[3 * (yy * picture.width + xx) + c]!;
    }
    if (x < 0 || y < 0 || x >= picture.width || y >= picture.height) return 0;
    return picture.data[3 * (y * picture.width + x) + c]!;
  };
  const data = new Uint8Array(3 * size * size);
  for (let v = 0; v < size; v++) {
    for (let u = 0; u < size; u++) {
      const [x, y] = from(u, v);
      const [x0, y0] = [Math.floor(x), Math.floor(y)];
      const [fx, fy] = [x - x0, y - y0];
      for (let c = 0; c < 3; c++) {
        const top = pixel(x0, y0, c) * (1 - fx) + pixel(x0 + 1, y0, c) * fx;
        const bottom = pixel(x0, y0 + 1, c) * (1 - fx) + pixel(x0 + 1, y0 + 1, c) * fx;
        data[3 * (v * size + u) + c] = Math.round(top * (1 - fy) + bottom * fy);
      }
    }
  }
  return { width: size, height: size, data };
}
