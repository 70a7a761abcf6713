import { describe, expect, it } from 'vitest';
import { type Landmarks, mapLandmarks } from '../../../../lambda/face/picture/pixels/geometry.ts';
import { faceMargins } from '../../../../lambda/face/quality/face-margins.ts';

/** Eyes 100 pixels apart at y 200, mouth at y 300, in the middle of 400 pixels. */
const FACE: Landmarks = [
  [150, 200],
  [250, 200],
  [200, 260],
  [160, 300],
  [240, 300],
];
const PICTURE = { width: 400, height: 520 };

describe('the margins of a face', () => {
  it('are in inter-eye distances to the sides and in distances from eyes to chin above and below', () => {
    expect(faceMargins(FACE, PICTURE)).toEqual({
      leftwardCropOfTheFaceImage: 1.5,
      rightwardCropOfTheFaceImage: 1.5,
      marginAboveOfTheFaceImage: 1.25,
      marginBelowOfTheFaceImage: 2,
    });
  });

  it.each([
    ['leftwardCropOfTheFaceImage', [-60, 0], 0.9],
    ['rightwardCropOfTheFaceImage', [60, 0], 0.9],
    ['marginAboveOfTheFaceImage', [0, -80], 0.75],
    ['marginBelowOfTheFaceImage', [0, 80], 1.5],
  ] as const)('%s shrinks as the face moves towards that edge', (name, [dx, dy], expected) => {
    const moved = mapLandmarks(FACE, ([x, y]) => [x + dx, y + dy]);
    expect(faceMargins(moved, PICTURE)[name]).toBeCloseTo(expected, 9);
  });

  it('do not depend on the size of the picture', () => {
    const small = mapLandmarks(FACE, ([x, y]) => [x / 10, y / 10]);
    const margins = faceMargins(small, { width: 40, height: 52 });
    for (const [name, value] of Object.entries(faceMargins(FACE, PICTURE))) {
      expect(margins[name as keyof typeof margins]).toBeCloseTo(value, 9);
    }
  });

  it('follow the face where it lies on its side', () => {
    // A quarter turn clockwise: what was above is to the right.
    const turned = mapLandmarks(FACE, ([x, y]) => [520 - y, x]);
    const margins = faceMargins(turned, { width: 520, height: 400 });
    expect(margins.marginAboveOfTheFaceImage).toBeCloseTo(1.25, 9);
    expect(margins.leftwardCropOfTheFaceImage).toBeCloseTo(1.5, 9);
  });

  it('are 0 towards everything for eyes outside of the picture, and never infinite', () => {
    const outside = mapLandmarks(FACE, ([x, y]) => [x, y - 230]);
    const margins = faceMargins(outside, PICTURE);
    expect(margins.marginAboveOfTheFaceImage).toBe(0);
    expect(margins.leftwardCropOfTheFaceImage).toBe(0);
    const tiny = faceMargins(
      mapLandmarks(FACE, ([x, y]) => [x / 1000, y / 1000]),
      { width: 40_000, height: 40_000 },
    );
    for (const value of Object.values(tiny)) expect(value).toBeLessThanOrEqual(100);
  });
});
