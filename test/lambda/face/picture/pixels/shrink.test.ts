import { describe, expect, test } from 'vitest';
import type { Picture } from '../../../../../lambda/face/picture/pixels/picture.ts';
import { half, shrinkPicture } from '../../../../../lambda/face/picture/pixels/shrink.ts';
import { seededRandom } from '../../../../../lib/statistics/random.ts';

function noise(width: number, height: number, seed = 1): Picture {
  const random = seededRandom(seed);
  return { width, height, data: Uint8Array.from({ length: 3 * width * height }, () => random.below(256)) };
}

/** The average of the area that each pixel covers, straight from the definition. */
function averaged({ width, height, data }: Picture, columns: number, rows: number): number[] {
  const [sx, sy] = [width / columns, height / rows];
  const share = (pixel: number, from: number, to: number): number =>
    Math.max(0, Math.min(pixel + 1, to) - Math.max(pixel, from));
  return Array.from({ length: 3 * columns * rows }, (_, i) => {
    const [c, u, v] = [i % 3, Math.floor(i / 3) % columns, Math.floor(i / 3 / columns)];
    let sum = 0;
    for (let y = Math.floor(v * sy); y < Math.min(height, (v + 1) * sy); y++) {
      const down = share(y, v * sy, (v + 1) * sy);
      for (let x = Math.floor(u * sx); x < Math.min(width, (u + 1) * sx); x++)
        sum += down * share(x, u * sx, (u + 1) * sx) * data[3 * (y * width + x) + c]!;
    }
    return sum / (sx * sy);
  });
}

const worst = (picture: Picture, expected: readonly number[]): number =>
  picture.data.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0);

describe('half a picture', () => {
  test.each([
    [8, 6],
    [2, 2],
    [64, 2],
    [36, 10],
    // Longer than what is worked on at a time.
    [40, 6000],
    [90_000, 4],
  ])('of %i x %i is the average of two by two pixels', (width, height) => {
    const picture = noise(width, height);
    expect([...half(picture).data]).toEqual(averaged(picture, width / 2, height / 2).map(Math.round));
  });

  test('keeps what stands alone at an odd edge', () => {
    const picture: Picture = { width: 3, height: 1, data: Uint8Array.of(10, 20, 30, 30, 40, 50, 200, 100, 0) };
    expect(half(picture)).toEqual({ width: 2, height: 1, data: Uint8Array.of(20, 30, 40, 200, 100, 0) });
  });

  test('is made once', () => {
    const picture = noise(6, 6);
    expect(half(picture)).toBe(half(picture));
  });
});

describe('a shrunk picture', () => {
  test.each([
    [40, 30, 32, 24],
    [40, 30, 39, 30],
    [33, 47, 17, 24],
    [20, 20, 20, 11],
    [40, 6000, 30, 3500],
    [30_000, 7, 17_000, 5],
  ])('of %i x %i to %i x %i is the average of the areas covered', (width, height, columns, rows) => {
    const picture = noise(width, height);
    expect(worst(shrinkPicture(picture, columns, rows), averaged(picture, columns, rows))).toBeLessThanOrEqual(1);
  });

  test.each([
    [640, 480, 256, 192],
    [1024, 768, 256, 192],
    [333, 1000, 85, 256],
    [3, 1000, 1, 256],
    [1, 4000, 1, 256],
    [1001, 7, 256, 2],
  ])('of %i x %i to %i x %i keeps one colour as it is', (width, height, columns, rows) => {
    const data = new Uint8Array(3 * width * height).map((_, i) => [255, 17, 0][i % 3]!);
    const shrunk = shrinkPicture({ width, height, data }, columns, rows);
    expect([shrunk.width, shrunk.height]).toEqual([columns, rows]);
    expect(shrunk.data.every((value, i) => value === [255, 17, 0][i % 3])).toBe(true);
  });

  test('of the size it has is the same one', () => {
    const picture = noise(5, 4);
    expect(shrinkPicture(picture, 5, 4)).toBe(picture);
  });
});
