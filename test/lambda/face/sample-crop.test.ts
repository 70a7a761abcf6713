import { describe, expect, it } from 'vitest';
import type { Picture } from '../../../lambda/face/picture.ts';
import { type CropToPicture, sampleCrop } from '../../../lambda/face/sample-crop.ts';
import { seededRandom } from '../../../lib/pictures/random.ts';

const random = seededRandom(8);

function noise(width: number, height: number): Picture {
  return { width, height, data: Uint8Array.from({ length: 3 * width * height }, () => random.below(256)) };
}

/** Red, green and blue at a place, interpolated; black outside. */
function colourAt({ width, height, data }: Picture, x: number, y: number): number[] {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  return [0, 1, 2].map((c) => {
    let sum = 0;
    for (const [i, j] of [
      [left, top],
      [left + 1, top],
      [left, top + 1],
      [left + 1, top + 1],
    ] as const) {
      if (i < 0 || j < 0 || i >= width || j >= height) continue;
      sum += (1 - Math.abs(x - i)) * (1 - Math.abs(y - j)) * data[3 * (j * width + i) + c]!;
    }
    return sum;
  });
}

/** The largest difference from what the definition says. */
function worst(picture: Picture, { right, down, origin }: CropToPicture, size: number, grid: 1 | 2): number {
  const { data } = sampleCrop(picture, { right, down, origin }, size, grid);
  const offsets = grid === 1 ? [0] : [-0.25, 0.25];
  let most = 0;
  for (let v = 0; v < size; v++) {
    for (let u = 0; u < size; u++) {
      const samples = offsets.flatMap((dv) =>
        offsets.map((du) => {
          const at = (axis: 0 | 1) => origin[axis] + (u + du) * right[axis] + (v + dv) * down[axis];
          return colourAt(picture, at(0), at(1));
        }),
      );
      for (let c = 0; c < 3; c++) {
        const mean = samples.reduce((sum, sample) => sum + sample[c]!, 0) / samples.length;
        most = Math.max(most, Math.abs(data[3 * (v * size + u) + c]! - mean));
      }
    }
  }
  return most;
}

/** Places are taken to 1/256 of a pixel: colours of noise differ by up to 255 from pixel to pixel, in each direction. */
const TOLERANCE = 0.5 + 2 * (255 / 256);

describe('a crop', () => {
  it.each([1, 2] as const)('has the colours that lie at its places, %i by %i samples a pixel', (grid) => {
    for (let i = 0; i < 200; i++) {
      const picture = noise(1 + random.below(60), 1 + random.below(60));
      const angle = 2 * Math.PI * random.next();
      const scale = 0.2 + 2 * random.next();
      const [a, b] = [scale * Math.cos(angle), scale * Math.sin(angle)];
      // Turned, or turned and mirrored.
      const down = i % 2 === 0 ? ([-b, a] as const) : ([b, -a] as const);
      const origin = [70 * random.next() - 5, 70 * random.next() - 5] as const;
      expect(worst(picture, { right: [a, b], down, origin }, 16, grid)).toBeLessThan(TOLERANCE);
    }
  });

  it('is black beside the picture, and where there is no place', () => {
    const picture = noise(9, 9);
    const straight = { right: [1, 0], down: [0, 1] } as const;
    for (const origin of [
      [-30, 0],
      [0, 40],
      [Number.NaN, 0],
      [1e15, 1e15],
    ] as const) {
      expect(sampleCrop(picture, { ...straight, origin }, 8, 1).data).toEqual(new Uint8Array(3 * 8 * 8));
    }
  });

  it('is cut out of a picture larger than the memory that the kernels begin with', () => {
    const picture = noise(1200, 900);
    const whole = { right: [6, 0], down: [0, 6], origin: [3, 3] } as const;
    expect(worst(picture, whole, 150, 1)).toBeLessThan(TOLERANCE);
  });
});
