import { describe, expect, test } from 'vitest';
import { ARCFACE_TEMPLATE, alignCrop, similarityTransform } from '../../../../lambda/face/detection/alignment.ts';
import type { Picture } from '../../../../lambda/face/picture/pixels/picture.ts';
import { drawnFace } from '../../../../lib/pictures/drawn-face.ts';

function grey(width: number, height: number, value: (x: number, y: number) => number): Picture {
  const data = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.fill(value(x, y), 3 * (y * width + x), 3 * (y * width + x) + 3);
  }
  return { width, height, data };
}

describe('the similarity transform', () => {
  test('recovers rotation, scale and shift', () => {
    const angle = 0.7;
    const [a, b] = [2.5 * Math.cos(angle), 2.5 * Math.sin(angle)];
    const moved = ARCFACE_TEMPLATE.map(([x, y]) => [a * x - b * y + 11, b * x + a * y - 7] as const);
    const found = similarityTransform(ARCFACE_TEMPLATE, moved);
    expect(found.a).toBeCloseTo(a, 10);
    expect(found.b).toBeCloseTo(b, 10);
    expect(found.tx).toBeCloseTo(11, 8);
    expect(found.ty).toBeCloseTo(-7, 8);
  });

  test('does not mirror: it is the best rotation where the points are mirrored', () => {
    const mirrored = ARCFACE_TEMPLATE.map(([x, y]) => [112 - x, y] as const);
    const { a, b } = similarityTransform(ARCFACE_TEMPLATE, mirrored);
    expect(a * a + b * b).toBeLessThan(0.9);
  });
});

describe('the aligned crop', () => {
  test('copies pixels where the transform is a shift by whole pixels', () => {
    const picture = grey(40, 40, (x, y) => (x * 7 + y * 13) % 256);
    const crop = alignCrop(picture, { a: 1, b: 0, tx: -5, ty: -9 }, 20);
    for (let y = 0; y < 20; y++) {
      for (let x = 0; x < 20; x++) {
        expect(crop.data[3 * (y * 20 + x)]).toBe(((x + 5) * 7 + (y + 9) * 13) % 256);
      }
    }
  });

  test('is black outside of the picture', () => {
    const crop = alignCrop(
      grey(10, 10, () => 200),
      { a: 1, b: 0, tx: 5, ty: 5 },
      20,
    );
    expect(crop.data[0]).toBe(0);
    expect(crop.data[3 * (10 * 20 + 10)]).toBe(200);
    expect(crop.data[3 * (19 * 20 + 19)]).toBe(0);
  });

  test.each([1.5, 2.3, 4, 7.7, 20])('has no aliasing when it shrinks %s times', (factor) => {
    // A fine checkerboard is grey from afar; without a low-pass filter the crop would show black, white and moiré.
    const size = Math.ceil(40 * factor) + 20;
    const board = grey(size, size, (x, y) => ((x + y) % 2 === 0 ? 255 : 0));
    const angle = 0.3;
    const scale = 1 / factor;
    const [a, b] = [scale * Math.cos(angle), scale * Math.sin(angle)];
    const centre = (size - 1) / 2;
    const transform = { a, b, tx: 10 - (a * centre - b * centre), ty: 10 - (b * centre + a * centre) };
    const { data } = alignCrop(board, transform, 20);
    expect(Math.min(...data)).toBeGreaterThan(factor < 2 ? 70 : 110);
    expect(Math.max(...data)).toBeLessThan(factor < 2 ? 185 : 145);
  });

  test('shows the same face in the same place whatever the size of the picture', () => {
    const size = 112;
    const crops = [400, 1600].map((side) => {
      const face = drawnFace({ seed: 3, size: side });
      return alignCrop(face, similarityTransform(face.landmarks, ARCFACE_TEMPLATE), size);
    });
    const difference = crops[0]!.data.reduce((sum, value, i) => sum + Math.abs(value - crops[1]!.data[i]!), 0);
    expect(difference / crops[0]!.data.length).toBeLessThan(2);
  });
});
