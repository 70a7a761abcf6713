import { describe, expect, it } from 'vitest';
import { ARCFACE_TEMPLATE } from '../../../../lambda/face/detection/alignment.ts';
import type { Landmarks } from '../../../../lambda/face/picture/pixels/geometry.ts';
import type { Picture } from '../../../../lambda/face/picture/pixels/picture.ts';
import { blockiness } from '../../../../lib/hard-pictures/tried/blockiness.ts';
import { headSize } from '../../../../lib/hard-pictures/tried/head-size.ts';
import { naturalColour } from '../../../../lib/hard-pictures/tried/natural-colour.ts';
import { triedMeasures } from '../../../../lib/hard-pictures/tried/tried-measures.ts';

type Colour = readonly [number, number, number];

function painted(size: number, colour: (x: number, y: number) => Colour): Picture {
  const data = new Uint8Array(3 * size * size);
  for (let i = 0; i < size * size; i++) data.set(colour(i % size, Math.floor(i / size)), 3 * i);
  return { width: size, height: size, data };
}

describe('natural colour', () => {
  const of = (colour: Colour): number => naturalColour(painted(96, () => colour));

  it('is 0 for skin, light and dark', () => {
    expect(of([224, 172, 145])).toBe(0);
    expect(of([120, 80, 60])).toBe(0);
  });

  it('is the distance to natural skin for other colours, and 100 for cold ones', () => {
    // Grey has a* and b* of 0, and natural skin begins at 5 of both.
    expect(of([128, 128, 128])).toBeCloseTo(Math.hypot(5, 5), 1);
    // CIELAB of pure red: a* 80.1, b* 67.2.
    expect(of([255, 0, 0])).toBeCloseTo(Math.hypot(80.1 - 25, 67.2 - 35), 0);
    expect(of([60, 90, 200])).toBe(100);
  });
});

describe('head size', () => {
  const landmarks: Landmarks = [
    [40, 40],
    [60, 40],
    [50, 50],
    [42, 60],
    [58, 60],
  ];

  it('is 0 where eyes and chin are 0.45 of the height apart', () => {
    expect(headSize(landmarks, 32 / 0.45)).toBeCloseTo(0, 12);
    expect(headSize(landmarks, 320)).toBeCloseTo(0.35, 12);
    expect(headSize(landmarks, 40)).toBeCloseTo(0.35, 12);
  });
});

describe('compression', () => {
  const box = [0, 0, 64, 64] as const;
  const level = (value: number): Colour => [value, value, value];

  it('is 1 without blocks and high with blocks, wherever their grid lies', () => {
    expect(
      blockiness(
        painted(64, (x, y) => level(2 * x + y)),
        box,
      ),
    ).toBeCloseTo(1, 6);
    const slope = (x: number, y: number): number => x + y;
    for (const offset of [0, 3]) {
      const blocks = painted(64, (x, y) =>
        level(slope(x, y) + 6 * (Math.floor((x + offset) / 8) + Math.floor((y + offset) / 8))),
      );
      expect(blockiness(blocks, box)).toBeCloseTo(7, 6);
    }
  });

  it('is 1 for one colour', () => {
    expect(
      blockiness(
        painted(64, () => level(90)),
        box,
      ),
    ).toBe(1);
  });
});

describe('periodic pattern', () => {
  const face = { box: [0, 0, 112, 112], landmarks: ARCFACE_TEMPLATE, score: 1, quality: 1, measures: {} } as const;
  const noise = (x: number, y: number): number => ((x * 7919 + y * 104_729 + x * y * 31) % 17) - 8;
  const pattern = (strength: number): number =>
    triedMeasures(
      painted(112, (x, y) => [150 + noise(x, y) + strength * Math.sin(1.2 * x), 120 + noise(y, x), 100]),
      face,
    ).periodicPattern;

  it('is higher, the stronger stripes of colour are', () => {
    expect(pattern(12)).toBeGreaterThan(3 * pattern(0));
    expect(pattern(30)).toBeGreaterThan(pattern(12));
  });
});
