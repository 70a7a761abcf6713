import type { Picture } from '../../../lambda/face/picture/pixels/picture.ts';
import { toByte } from './pixels.ts';

/**
 * Blurs by a Gaussian, as a lens out of focus roughly does.
 *
 * @param sigma standard deviation in pixels; 0 leaves the image as it is
 */
export function gaussianBlur(picture: Picture, sigma: number): Picture {
  if (sigma <= 0) return picture;
  const radius = Math.ceil(3 * sigma);
  const weights = Array.from({ length: 2 * radius + 1 }, (_, i) => Math.exp(-((i - radius) ** 2) / (2 * sigma ** 2)));
  const sum = weights.reduce((a, b) => a + b, 0);
  const kernel = weights.map((weight) => weight / sum);
  const { width, height } = picture;
  const along = convolve(Float32Array.from(picture.data), width, height, kernel, 'x');
  const both = convolve(along, width, height, kernel, 'y');
  return { width, height, data: Uint8Array.from(both, toByte) };
}

function convolve(
  source: Float32Array,
  width: number,
  height: number,
  kernel: readonly number[],
  axis: 'x' | 'y',
): Float32Array {
  const radius = (kernel.length - 1) / 2;
  const [length, stride] = axis === 'x' ? [width, 3] : [height, 3 * width];
  const result = new Float32Array(source.length);
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = axis === 'x' ? x : y;
      for (let c = 0; c < 3; c++, p++) {
        let value = 0;
        for (let k = -radius; k <= radius; k++) {
          // The rim is repeated outwards.
          const neighbour = Math.max(0, Math.min(length - 1, at + k));
          value += kernel[k + radius]! * source[p + (neighbour - at) * stride]!;
        }
        result[p] = value;
      }
    }
  }
  return result;
}

/**
 * Blurs along a straight line, as a hand that moves during the exposure does.
 *
 * @param length of the way in pixels; 0 leaves the image as it is
 * @param degrees direction, clockwise from the x axis
 */
export function motionBlur(picture: Picture, length: number, degrees: number): Picture {
  if (length <= 0) return picture;
  const { width, height, data: source } = picture;
  const steps = Math.max(2, Math.ceil(length) + 1);
  const angle = (degrees * Math.PI) / 180;
  const shifts = Array.from({ length: steps }, (_, i) => {
    const way = length * (i / (steps - 1) - 0.5);
    return [Math.round(way * Math.cos(angle)), Math.round(way * Math.sin(angle))] as const;
  });
  const data = new Uint8Array(source.length);
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++, p += 3) {
      let [red, green, blue] = [0, 0, 0];
      for (const [dx, dy] of shifts) {
        const u = Math.max(0, Math.min(width - 1, x + dx));
        const v = Math.max(0, Math.min(height - 1, y + dy));
        const q = 3 * (v * width + u);
        red += source[q]!;
        green += source[q + 1]!;
        blue += source[q + 2]!;
      }
      data[p] = Math.round(red / steps);
      data[p + 1] = Math.round(green / steps);
      data[p + 2] = Math.round(blue / steps);
    }
  }
  return { width, height, data };
}
