import type { Picture } from '../picture/pixels/picture.ts';
import type { ModelInput } from './manifest.ts';

/** The place of an image in the planes of a tensor, in pixels. */
export interface Placement {
  /** Size of the planes. */
  readonly width: number;
  readonly height: number;
  /** Place of the image's first pixel. */
  readonly left: number;
  readonly top: number;
}

/**
 * Writes an image into three planes of `(value - mean) * scale` in the model's channel order. The pixels around it are black.
 *
 * @param target three planes of `place.width` x `place.height`, filled with zeros
 */
export function writePlanes(picture: Picture, input: ModelInput, target: Float32Array, place: Placement): void {
  const { data, width, height } = picture;
  const { mean, scale } = input;
  const size = place.width * place.height;
  const black = -mean * scale;
  if (black !== 0 && (width < place.width || height < place.height)) target.fill(black);
  // Planes 0, 1, 2 of the target take red, green, blue, or the reverse.
  const red = target.subarray(input.channels === 'RGB' ? 0 : 2 * size);
  const green = target.subarray(size);
  const blue = target.subarray(input.channels === 'RGB' ? 2 * size : 0);
  for (let y = 0, p = 0; y < height; y++) {
    const start = (place.top + y) * place.width + place.left;
    for (let i = start; i < start + width; i++, p += 3) {
      red[i] = (data[p]! - mean) * scale;
      green[i] = (data[p + 1]! - mean) * scale;
      blue[i] = (data[p + 2]! - mean) * scale;
    }
  }
}

/**
 * Returns several images of one size as one batch.
 *
 * @returns float32 [N, 3, height, width]
 */
export function batchTensor(pictures: readonly Picture[], input: ModelInput): { data: Float32Array; dims: number[] } {
  const { width, height } = pictures[0]!;
  const length = 3 * width * height;
  const data = new Float32Array(pictures.length * length);
  const place = { width, height, left: 0, top: 0 };
  for (const [i, picture] of pictures.entries()) {
    writePlanes(picture, input, data.subarray(i * length, (i + 1) * length), place);
  }
  return { data, dims: [pictures.length, 3, height, width] };
}
