import type { Picture } from '../../../lambda/face/picture/pixels/picture.ts';
import type { Colour } from '../../pictures/drawing.ts';

/**
 * A new image with each value replaced.
 *
 * @param map from a value [0, 255] and its place in the data (3 * pixel + channel) to a new value; clamped and rounded
 */
export function mapValues(picture: Picture, map: (value: number, index: number) => number): Picture {
  const data = new Uint8Array(picture.data.length);
  for (let i = 0; i < data.length; i++) data[i] = toByte(map(picture.data[i]!, i));
  return { width: picture.width, height: picture.height, data };
}

/**
 * A new image with each pixel's colour replaced.
 *
 * @param map from a colour and the pixel's place to a new colour; clamped and rounded
 */
export function mapColours(picture: Picture, map: (colour: Colour, x: number, y: number) => Colour): Picture {
  const { width, height, data: source } = picture;
  const data = new Uint8Array(source.length);
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++, p += 3) {
      const colour = map([source[p]!, source[p + 1]!, source[p + 2]!], x, y);
      data[p] = toByte(colour[0]);
      data[p + 1] = toByte(colour[1]);
      data[p + 2] = toByte(colour[2]);
    }
  }
  return { width, height, data };
}

export function toByte(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value)));
}

/** Luma of BT.601, 0 to 255. */
export function luma(colour: Colour): number {
  return 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2];
}

/** Light, [0, 1], of each of the 256 values of an sRGB image (IEC 61966-2-1). */
export const LIGHT: readonly number[] = Array.from({ length: 256 }, (_, value) => {
  const share = value / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
});

/** The sRGB value, [0, 255] and not rounded, of light; what is above 1 is clipped. */
export function fromLight(light: number): number {
  const clipped = Math.max(0, Math.min(1, light));
  return 255 * (clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055);
}

/** Mean colour of the pixels at an image's rim, for what lies around it. */
export function rimColour(picture: Picture): Colour {
  const sums = [0, 0, 0];
  let count = 0;
  for (let y = 0; y < picture.height; y++) {
    const step = y === 0 || y === picture.height - 1 ? 1 : Math.max(1, picture.width - 1);
    for (let x = 0; x < picture.width; x += step, count++) {
      for (let c = 0; c < 3; c++) sums[c]! += picture.data[3 * (y * picture.width + x) + c]!;
    }
  }
  return [sums[0]! / count, sums[1]! / count, sums[2]! / count];
}
