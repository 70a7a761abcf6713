import { describe, expect, it } from 'vitest';
import type { AnalysedFace } from '../../../../lambda/face/comparison.ts';
import { ARCFACE_TEMPLATE } from '../../../../lambda/face/detection/alignment.ts';
import { isLowQuality } from '../../../../lambda/face/quality/quality-limits.ts';
import { bestFaceStatus, comparableFaces, withStatusOfChosen } from '../../../../lambda/face/status.ts';

const FINE = {
  interEyeDistance: 40,
  overExposurePrevention: 0,
  eyesContrast: 0.3,
  directionalSharpness: 0.2,
  marginAboveOfTheFaceImage: 1.5,
};

function face(quality: number, interEyeDistance = 40, measures: Partial<typeof FINE> = {}): AnalysedFace {
  return {
    box: [0, 0, 2.5 * interEyeDistance, 3 * interEyeDistance],
    landmarks: ARCFACE_TEMPLATE,
    score: 0.9,
    quality,
    measures: { ...FINE, ...measures, interEyeDistance },
  };
}

describe('a face is of low quality', () => {
  it.each([
    [0.7, 10, {}, false],
    [1, 400, { overExposurePrevention: 0.7 }, false],
    [1, 400, { eyesContrast: 0.085, directionalSharpness: 0.12, marginAboveOfTheFaceImage: 0.1 }, false],
    [0.699, 400, {}, true],
    [0, 400, {}, true],
    [1, 9.99, {}, true],
    [1, 400, { overExposurePrevention: 0.71 }, true],
    [1, 400, { eyesContrast: 0.084 }, true],
    [1, 400, { directionalSharpness: 0.119 }, true],
    [1, 400, { marginAboveOfTheFaceImage: 0.09 }, true],
  ])('quality %d, %d pixels between the eyes, %o: %s', (quality, distance, measures, low) => {
    expect(isLowQuality(face(quality, distance, measures))).toBe(low);
  });

  it('where a value is no number or missing', () => {
    const fine = face(0.9);
    expect(isLowQuality({ ...fine, quality: Number.NaN })).toBe(true);
    for (const name of Object.keys(FINE)) {
      const { [name]: _, ...others } = fine.measures;
      expect(isLowQuality({ quality: 0.9, measures: others }), `without ${name}`).toBe(true);
      expect(isLowQuality({ quality: 0.9, measures: { ...others, [name]: Number.NaN } }), `${name} NaN`).toBe(true);
    }
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

  it('include one turned away, whose eyes lie closer together than those of a smaller face behind it', () => {
    const turned: AnalysedFace = { ...face(0.95, 60, { eyesContrast: 0.05 }), box: [0, 0, 400, 400] };
    const bystander: AnalysedFace = { ...face(0.95, 65), box: [500, 0, 150, 150] };
    expect(comparableFaces([turned, bystander])).toEqual([turned, bystander]);
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
