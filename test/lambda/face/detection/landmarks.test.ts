import { describe, expect, test } from 'vitest';
import { ARCFACE_TEMPLATE } from '../../../../lambda/face/detection/alignment.ts';
import type { DetectedFace } from '../../../../lambda/face/detection/detector.ts';
import { interEyeDistance, plausibleLandmarks, roll } from '../../../../lambda/face/detection/landmarks.ts';
import { type Landmarks, mapLandmarks } from '../../../../lambda/face/picture/pixels/geometry.ts';

const face = (landmarks: Landmarks, box: DetectedFace['box'] = [15, 10, 82, 100]): DetectedFace => ({
  box,
  landmarks,
  score: 0.9,
});
const [rightEye, leftEye, nose, rightMouth, leftMouth] = ARCFACE_TEMPLATE;

describe('plausible landmarks', () => {
  test('are those of an upright face', () => {
    expect(plausibleLandmarks(face(ARCFACE_TEMPLATE))).toBe(true);
  });

  test.each([30, 90, 180, -90, -135])('are those of a face turned by %d degrees', (degrees) => {
    const [sin, cos] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)];
    const turned = mapLandmarks(ARCFACE_TEMPLATE, ([x, y]) => [cos * x - sin * y, sin * x + cos * y]);
    const xs = turned.map(([x]) => x);
    const ys = turned.map(([, y]) => y);
    const [left, top] = [Math.min(...xs) - 15, Math.min(...ys) - 15];
    const box = [left, top, Math.max(...xs) + 15 - left, Math.max(...ys) + 15 - top] as const;
    expect(plausibleLandmarks(face(turned, box))).toBe(true);
    expect(roll(turned)).toBeCloseTo(degrees, 0);
  });

  test('are those of a profile: eyes close together', () => {
    const profile: Landmarks = [
      [48, 50],
      [60, 50],
      [42, 70],
      [48, 92],
      [56, 92],
    ];
    expect(plausibleLandmarks(face(profile))).toBe(true);
  });

  test.each<[string, Landmarks]>([
    ['one that is not a number', [rightEye, leftEye, [Number.NaN, 70], rightMouth, leftMouth]],
    ['an infinite one', [rightEye, leftEye, [Number.POSITIVE_INFINITY, 70], rightMouth, leftMouth]],
    ['one far outside of the face', [rightEye, leftEye, [200, 70], rightMouth, leftMouth]],
    ['all in one point', [nose, nose, nose, nose, nose]],
    ['eyes exchanged', [leftEye, rightEye, nose, rightMouth, leftMouth]],
    ['mouth corners exchanged', [rightEye, leftEye, nose, leftMouth, rightMouth]],
    ['the mouth beside the eyes', [rightEye, leftEye, nose, [40, 54], [70, 54]]],
    ['the nose above the eyes', [rightEye, leftEye, [56, 30], rightMouth, leftMouth]],
    ['the nose below the mouth', [rightEye, leftEye, [56, 100], rightMouth, leftMouth]],
  ])('are not: %s', (_, landmarks) => {
    expect(plausibleLandmarks(face(landmarks))).toBe(false);
  });
});

test('the inter-eye distance is in pixels', () => {
  expect(interEyeDistance(ARCFACE_TEMPLATE)).toBeCloseTo(35.24, 2);
});
