import type { ModelInput } from './manifest.ts';
import type { Picture } from './picture.ts';

/**
 * Writes a picture as three planes of `(value - mean) * scale` in the model's channel order.
 *
 * @param target at least `offset + 3 * width * height` long
 * @param offset where the first plane starts, in elements
 */
export function writePlanes(picture: Picture, input: ModelInput, target: Float32Array, offset = 0): void {
  const { data } = picture;
  const { mean, scale } = input;
  const size = picture.width * picture.height;
  // Planes 0, 1, 2 of the target take red, green, blue, or the reverse.
  const red = offset + (input.channels === 'RGB' ? 0 : 2 * size);
  const green = offset + size;
  const blue = offset + (input.channels === 'RGB' ? 2 * size : 0);
  for (let i = 0, p = 0; i < size; i++, p += 3) {
    target[red + i] = (data[p]! - mean) * scale;
    target[green + i] = (data[p + 1]! - mean) * scale;
    target[blue + i] = (data[p + 2]! - mean) * scale;
  }
}

/**
 * Several pictures of one size as one batch.
 *
 * @returns float32 [N, 3, height, width]
 */
export function batchTensor(pictures: readonly Picture[], input: ModelInput): { data: Float32Array; dims: number[] } {
  const { width, height } = pictures[0]!;
  const data = new Float32Array(pictures.length * 3 * width * height);
  for (const [i, picture] of pictures.entries()) {
    writePlanes(picture, input, data, i * 3 * width * height);
  }
  return { data, dims: [pictures.length, 3, height, width] };
}
