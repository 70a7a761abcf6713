import { describe, expect, it } from 'vitest';
import { type Landmarks, mapLandmarks, type Point } from '../../../../lambda/face/picture/pixels/geometry.ts';
import { frontalEyeDistance, headPose } from '../../../../lambda/face/quality/head-pose.ts';

/** A head of median proportions seen from afar: x to the right, y down, z towards the viewer; the eyes' middle at 0. */
const HEAD = [
  [-0.49, 0, 0],
  [0.49, 0, 0],
  [0, 0.597, 0.58],
  [-0.44, 1, 0],
  [0.44, 1, 0],
] as const;

/** Landmarks of that head, turned; degrees, 100 pixels from the eyes to the mouth. */
function turned(yaw: number, pitch: number, roll: number): Landmarks {
  const [a, b, c] = [yaw, pitch, roll].map((degrees) => (degrees * Math.PI) / 180) as [number, number, number];
  const seen = ([x, y, z]: readonly [number, number, number]): Point => {
    const y1 = y * Math.cos(b) + z * Math.sin(b);
    const z1 = z * Math.cos(b) - y * Math.sin(b);
    const x2 = x * Math.cos(a) + z1 * Math.sin(a);
    return [300 + 100 * (x2 * Math.cos(c) - y1 * Math.sin(c)), 300 + 100 * (x2 * Math.sin(c) + y1 * Math.cos(c))];
  };
  const [rightEye, leftEye, nose, rightMouth, leftMouth] = HEAD;
  return [seen(rightEye), seen(leftEye), seen(nose), seen(rightMouth), seen(leftMouth)];
}

describe('the pose of a head', () => {
  it.each([-60, -45, -20, 0, 20, 45, 60])('has the yaw that it was turned by: %d degrees', (yaw) => {
    const pose = headPose(turned(yaw, 0, 0));
    expect(pose.yaw).toBeCloseTo(yaw, 4);
    expect(pose.pitch).toBeCloseTo(0, 4);
    expect(pose.roll).toBeCloseTo(0, 4);
  });

  it.each([-70, -45, 0, 30, 60])(
    'does not change the distance between the eyes as seen from the front: %d degrees',
    (yaw) => {
      const landmarks = turned(yaw, 0, 20);
      expect(frontalEyeDistance(landmarks, headPose(landmarks).yaw)).toBeCloseTo(98, 4);
    },
  );

  it('of a profile makes that distance no larger than ten times what is seen', () => {
    const landmarks = turned(89, 0, 0);
    expect(frontalEyeDistance(landmarks, 89.9)).toBeCloseTo(10 * 98 * Math.cos((89 * Math.PI) / 180), 4);
  });

  it.each([-40, -20, 0, 20, 40])('has the pitch that it was turned by: %d degrees', (pitch) => {
    const pose = headPose(turned(0, pitch, 0));
    expect(pose.pitch).toBeCloseTo(pitch, 4);
    expect(pose.yaw).toBeCloseTo(0, 4);
  });

  it.each([-170, -90, -30, 0, 45, 90, 170])('has the roll that it leans by: %d degrees, and no other angle', (roll) => {
    const pose = headPose(turned(0, 0, roll));
    expect(pose.roll).toBeCloseTo(roll, 4);
    expect(pose.yaw).toBeCloseTo(0, 4);
    expect(pose.pitch).toBeCloseTo(0, 4);
  });

  it('of a mirrored face has the opposite yaw and roll', () => {
    const face = turned(30, 10, 15);
    const [rightEye, leftEye, nose, rightMouth, leftMouth] = mapLandmarks(face, ([x, y]) => [600 - x, y]);
    const mirrored: Landmarks = [leftEye, rightEye, nose, leftMouth, rightMouth];
    const [pose, mirror] = [headPose(face), headPose(mirrored)];
    expect(mirror.yaw).toBeCloseTo(-pose.yaw, 6);
    expect(mirror.roll).toBeCloseTo(-pose.roll, 6);
    expect(mirror.pitch).toBeCloseTo(pose.pitch, 6);
  });

  it.each([
    [25, 15],
    [-25, 15],
    [25, -15],
    [40, 20],
  ])('turned by %d and %d degrees at once, is found within 15', (yaw, pitch) => {
    const pose = headPose(turned(yaw, pitch, 5));
    expect(Math.abs(pose.yaw - yaw)).toBeLessThan(15);
    expect(Math.abs(pose.pitch - pitch)).toBeLessThan(15);
  });

  it('of a profile, whose eyes lie on each other, is finite and below 90 degrees', () => {
    const { yaw } = headPose([
      [100, 100],
      [100, 100],
      [130, 140],
      [108, 170],
      [110, 170],
    ]);
    expect(Number.isFinite(yaw)).toBe(true);
    expect(Math.abs(yaw)).toBeLessThanOrEqual(90);
  });
});
