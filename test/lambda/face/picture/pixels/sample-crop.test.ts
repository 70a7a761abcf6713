import { describe, expect, it } from 'vitest';
import type { Picture } from '../../../../../lambda/face/picture/pixels/picture.ts';
import { type CropToPicture, sampleCrop } from '../../../../../lambda/face/picture/pixels/sample-crop.ts';
import { seededRandom } from '../../../../../lib/statistics/random.ts';

const random = seededRandom(8);

function noise(width: number, height: number): Picture {
  return { width, height, data: Uint8Array.from({ length: 3 * width * height }, () => random.below(256)) };
}

/** 65536 times one colour at a place in 1/256 of a pixel; black outside. */
function colourAt({ width, height, data }: Picture, x: number, y: number, c: number): number {
  const [left, top, toRight, toBottom] = [x >> 8, y >> 8, x & 255, y & 255];
  let sum = 0;
  for (const [i, j, weight] of [
    [left, top, (256 - toRight) * (256 - toBottom)],
    [left + 1, top, toRight * (256 - toBottom)],
    [left, top + 1, (256 - toRight) * toBottom],
    [left + 1, top + 1, toRight * toBottom],
  ] as const) {
    if (i >= 0 && j >= 0 && i < width && j < height) sum += weight * data[3 * (j * width + i) + c]!;
  }
  return sum;
}

/** How many bytes of a crop differ from what the definition says. */
function different(picture: Picture, { right, down, origin }: CropToPicture, size: number, grid: 1 | 2): number {
  const { data } = sampleCrop(picture, { right, down, origin }, size, grid);
  const offsets = grid === 1 ? [0] : [-0.25, 0.25];
  const samples = grid * grid;
  return data.filter((value, i) => {
    const [c, u, v] = [i % 3, Math.floor(i / 3) % size, Math.floor(i / 3 / size)];
    let sum = 0;
    for (const dv of offsets) {
      for (const du of offsets) {
        const at = (axis: 0 | 1) => Math.floor(256 * (origin[axis] + (u + du) * right[axis] + (v + dv) * down[axis]));
        sum += colourAt(picture, at(0), at(1), c);
      }
    }
    return value !== Math.floor(sum / samples / 65536 + 0.5);
  }).length;
}

describe('a crop', () => {
  it.each([1, 2] as const)('has the colours that lie at its places, %i by %i samples a pixel', (grid) => {
    let bytes = 0;
    let wrong = 0;
    for (let i = 0; i < 300; i++) {
      const picture = noise(1 + random.below(60), 1 + random.below(60));
      const angle = 2 * Math.PI * random.next();
      const scale = i % 3 === 0 ? 12 * random.next() : 0.2 + 2 * random.next();
      const [a, b] = [scale * Math.cos(angle), scale * Math.sin(angle)];
      // Turned, or turned and mirrored.
      const down = i % 2 === 0 ? ([-b, a] as const) : ([b, -a] as const);
      const origin = [70 * random.next() - 5, 70 * random.next() - 5] as const;
      wrong += different(picture, { right: [a, b], down, origin }, 16, grid);
      bytes += 3 * 16 * 16;
    }
    // Added up in 64-bit integers, a place may round otherwise where it lies at 1/256 of a pixel.
    expect(wrong / bytes).toBeLessThan(1e-5);
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
    expect(different(picture, whole, 150, 1)).toBe(0);
  });
});
