import { describe, expect, test } from 'vitest';
import type { Picture } from '../../../../../lambda/face/picture/pixels/picture.ts';
import { orientPicture, rotatePicture } from '../../../../../lambda/face/picture/pixels/rotate.ts';

/** Two rows of three pixels whose levels are 1 to 6 times ten. */
const picture: Picture = {
  width: 3,
  height: 2,
  data: Uint8Array.from([10, 20, 30, 40, 50, 60].flatMap((level) => [level, level + 1, level + 2])),
};

function rows({ width, data }: Picture): number[][] {
  const levels = [...data].filter((_, i) => i % 3 === 0);
  return Array.from({ length: levels.length / width }, (_, y) => levels.slice(y * width, (y + 1) * width));
}

describe('turning a picture', () => {
  test.each([1, 5, -3])('%i quarter turns go clockwise', (turns) => {
    expect(rows(rotatePicture(picture, turns))).toEqual([
      [40, 10],
      [50, 20],
      [60, 30],
    ]);
  });

  test.each([-1, 3])('%i quarter turns go anticlockwise', (turns) => {
    expect(rows(rotatePicture(picture, turns))).toEqual([
      [30, 60],
      [20, 50],
      [10, 40],
    ]);
  });

  test('a half turn', () => {
    expect(rows(rotatePicture(picture, 2))).toEqual([
      [60, 50, 40],
      [30, 20, 10],
    ]);
  });

  test('a whole turn is the same picture', () => {
    expect(rotatePicture(picture, 0)).toBe(picture);
    expect(rotatePicture(picture, -4)).toBe(picture);
    expect(orientPicture(picture, 1)).toBe(picture);
  });

  test('keeps the order of the channels', () => {
    for (let orientation = 1; orientation <= 8; orientation++) {
      const { data } = orientPicture(picture, orientation);
      for (let i = 0; i < data.length; i += 3) expect([data[i + 1], data[i + 2]]).toEqual([data[i]! + 1, data[i]! + 2]);
    }
  });

  test('parts of a turn are no turn', () => {
    expect(() => rotatePicture(picture, 0.5)).toThrow(RangeError);
  });

  test('there and back gives the same picture, also across the edges of tiles', () => {
    const width = 131;
    const height = 67;
    const large = { width, height, data: Uint8Array.from({ length: 3 * width * height }, (_, i) => (i * 7919) >> 3) };
    for (const [there, back] of [
      [2, 2],
      [3, 3],
      [4, 4],
      [5, 5],
      [6, 8],
      [7, 7],
      [8, 6],
    ] as const) {
      expect(orientPicture(orientPicture(large, there), back)).toEqual(large);
    }
  });
});
