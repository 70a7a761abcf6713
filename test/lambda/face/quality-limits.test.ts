import { describe, expect, it } from 'vitest';
import type { AnalysedFace } from '../../../lambda/face/comparison.ts';
import { isLowQuality } from '../../../lambda/face/quality-limits.ts';
import { bestFaceStatus, comparableFaces, withStatusOfChosen } from '../../../lambda/face/status.ts';

function face(quality: number, interEyeDistance: number, overExposurePrevention = 1): AnalysedFace {
  const measures = { interEyeDistance, overExposurePrevention };
  return { box: [0, 0, 1, 1], landmarks: [], score: 0.9, quality, measures };
}

describe('a face is of low quality', () => {
  it.each([
    [0.7, 10, 0.3, false],
    [1, 10, 1, false],
    [0.7, 400, 1, false],
    [0.699, 400, 1, true],
    [1, 9.99, 1, true],
    [1, 400, 0.29, true],
    [0, 400, 1, true],
  ])('quality %d, %d pixels between the eyes, over-exposure prevention %d: %s', (quality, distance, exposure, low) => {
    expect(isLowQuality(face(quality, distance, exposure))).toBe(low);
  });
});

describe('the faces of a picture that are compared', () => {
  const [fine, smallFine, small, blurredLarge] = [face(0.9, 40), face(0.9, 20), face(0.9, 4), face(0.3, 80)];

  it('are those of sufficient quality', () => {
    expect(comparableFaces([fine, smallFine, small])).toEqual([fine, smallFine]);
  });

  it('are all where none is sufficient', () => {
    expect(comparableFaces([small, blurredLarge])).toEqual([small, blurredLarge]);
  });

  it('include one of low quality that is larger than every fine one, so that no bystander takes its place', () => {
    expect(comparableFaces([blurredLarge, fine, small])).toEqual([blurredLarge, fine]);
    expect(comparableFaces([face(0.3, 30), fine])).toEqual([fine]);
  });

  it('decide the status: of the best face without a pair, of the chosen one with a pair', () => {
    expect(bestFaceStatus([blurredLarge, fine])).toBe('Success');
    expect(bestFaceStatus([blurredLarge, small])).toBe('LowQuality');
    const analysis = { status: 'Success', width: 9, height: 9, facesFound: 2, faces: [blurredLarge, fine] } as const;
    expect(withStatusOfChosen(analysis, 0).status).toBe('LowQuality');
    expect(withStatusOfChosen(analysis, 1).status).toBe('Success');
    expect(withStatusOfChosen(analysis, undefined).status).toBe('Success');
  });
});
