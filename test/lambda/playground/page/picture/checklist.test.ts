import { describe, expect, it } from 'vitest';
import type { FaceDetails } from '../../../../../lambda/contract/details.ts';
import { isLowQuality } from '../../../../../lambda/face/quality/quality-limits.ts';
import { checklist } from '../../../../../lambda/playground/page/picture/checklist.ts';

const GOOD = {
  interEyeDistance: 43,
  headPoseYaw: 3,
  headPosePitch: -2,
  headPoseRoll: 1,
  directionalSharpness: 0.23,
  overExposurePrevention: 0,
  underExposurePrevention: 0,
  eyesContrast: 0.47,
  marginAboveOfTheFaceImage: 1.6,
};
const face = (change: Partial<typeof GOOD>, quality = 1) =>
  ({ quality, measures: { ...GOOD, ...change } }) as unknown as FaceDetails;
const grades = (of: FaceDetails) => checklist(of).filter(({ grade }) => grade !== 'good');

describe('the checklist of a face', () => {
  it('finds nothing to change in a good one', () => {
    expect(checklist(face({})).map(({ name }) => name)).toEqual(['Size', 'Pose', 'Sharpness', 'Light', 'Cover']);
    expect(grades(face({}))).toEqual([]);
  });

  it.each([
    ['Size', { interEyeDistance: 9.4 }, /only 9 pixels between the eyes, 10 are the least\. Move closer/],
    ['Sharpness', { directionalSharpness: 0.11 }, /Hold the camera still/],
    ['Light', { overExposurePrevention: 0.8 }, /out of direct light/],
    ['Cover', { eyesContrast: 0.05 }, /Take off dark glasses/],
    ['Cover', { marginAboveOfTheFaceImage: 0.05 }, /Show the whole head/],
  ])('calls %s poor where the service says LowQuality: %j', (name, change, advice) => {
    expect(grades(face(change))).toEqual([{ name, grade: 'poor', advice: expect.stringMatching(advice) }]);
    expect(isLowQuality(face(change))).toBe(true);
  });

  it('says something where only the quality is low', () => {
    expect(grades(face({}, 0.69))).toEqual([
      { name: 'Sharpness', grade: 'poor', advice: expect.stringContaining('Capture again') },
    ]);
  });

  it.each([
    ['Pose', { headPoseYaw: -40 }, /turned by about 40°/],
    ['Pose', { headPosePitch: 20 }, /tilted down/],
    ['Pose', { headPoseRoll: 15 }, /leans by about 15°/],
    ['Light', { underExposurePrevention: 0.2 }, /are dark/],
  ])('hints at %s without calling it poor, as the service does not: %j', (name, change, advice) => {
    expect(grades(face(change))).toEqual([{ name, grade: 'hint', advice: expect.stringMatching(advice) }]);
    expect(isLowQuality(face(change))).toBe(false);
  });
});
