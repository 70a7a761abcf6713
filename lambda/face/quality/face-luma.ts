import { invert, type SimilarityTransform } from '../detection/alignment.ts';
import type { Picture } from '../picture/pixels/picture.ts';

/** Brightness of an aligned face crop. */
export interface FaceLuma {
  /** Width and height in pixels. */
  readonly size: number;
  /** Row-major, 0 to 255: 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601). */
  readonly data: Uint8Array;
  /** 1 where the crop shows the image, 0 where it reaches beyond its edge. */
  readonly inside: Uint8Array;
}

/**
 * Returns the brightness of an aligned crop and marks which of its pixels lie in the image.
 *
 * @param crop cut by `transform`, square
 * @param transform from image to crop coordinates
 * @param image width and height of the image that the crop was cut from, in pixels
 */
export function faceLuma(
  crop: Picture,
  transform: SimilarityTransform,
  picture: Pick<Picture, 'width' | 'height'>,
): FaceLuma {
  const size = crop.width;
  const data = new Uint8Array(size * size);
  const inside = new Uint8Array(size * size);
  const { a, b, tx, ty } = invert(transform);
  const right = picture.width - 1;
  const bottom = picture.height - 1;
  for (let v = 0, i = 0; v < size; v++) {
    for (let u = 0; u < size; u++, i++) {
      // Sixteen bits of fraction; the weights add up to exactly one.
      data[i] =
        (19595 * crop.data[3 * i]! + 38470 * crop.data[3 * i + 1]! + 7471 * crop.data[3 * i + 2]! + 32768) >> 16;
      // applyTransform, written out: the first comparisons, before it is compiled, would wait for 9,216 calls.
      const x = a * u - b * v + tx;
      const y = b * u + a * v + ty;
      inside[i] = x >= 0 && y >= 0 && x <= right && y <= bottom ? 1 : 0;
    }
  }
  return { size, data, inside };
}
