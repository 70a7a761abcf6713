import { describe, expect, it } from 'vitest';
import { lightMeasures } from '../../../../lambda/face/quality/light.ts';
import { drawnFace } from '../../../../lib/pictures/drawn-face.ts';
import { cropped, lumaOf, recoloured } from '../../../support/crops/face-luma.ts';

const SEEDS = [1, 2, 3, 4, 5, 6];
const LIMITS = {
  luminanceMean: 1,
  luminanceVariance: 0.25,
  underExposurePrevention: 1,
  overExposurePrevention: 1,
  dynamicRange: 8,
  illuminationUniformity: 1,
};

describe('light measures', () => {
  it.each(SEEDS)('of drawn face %d lie in their ranges, however it is lit', (seed) => {
    const face = drawnFace({ seed });
    for (const change of [(v: number) => v, () => 0, () => 255, (v: number) => v / 20, (v: number) => 8 * v]) {
      for (const [name, value] of Object.entries(lightMeasures(lumaOf(recoloured(face, change))))) {
        expect(value, name).toBeGreaterThanOrEqual(0);
        expect(value, name).toBeLessThanOrEqual(LIMITS[name as keyof typeof LIMITS] + 1e-9);
      }
    }
  });

  it.each(SEEDS)(
    'of drawn face %d: darkness lowers the mean and the range, and raises the share of under-exposure',
    (seed) => {
      const face = drawnFace({ seed });
      const bright = lightMeasures(lumaOf(face));
      const dark = lightMeasures(lumaOf(recoloured(face, (value) => value / 12)));
      expect(dark.luminanceMean).toBeCloseTo(bright.luminanceMean / 12, 2);
      expect(dark.dynamicRange).toBeLessThan(bright.dynamicRange - 2);
      // Of a twelfth of the light the variance is a 144th, but for rounding.
      expect(bright.luminanceVariance / dark.luminanceVariance / 144).toBeCloseTo(1, 0);
      expect(dark.underExposurePrevention).toBe(1);
      expect(bright.underExposurePrevention).toBeLessThan(0.15);
      expect(dark.overExposurePrevention).toBe(0);
    },
  );

  it.each(SEEDS)('of drawn face %d: too much light raises the mean and the share of over-exposure', (seed) => {
    const face = drawnFace({ seed });
    const burnt = lightMeasures(lumaOf(recoloured(face, (value) => 9 * value)));
    expect(burnt.luminanceMean).toBeGreaterThan(0.9);
    expect(burnt.overExposurePrevention).toBeGreaterThan(0.75);
    expect(lightMeasures(lumaOf(face)).overExposurePrevention).toBeLessThan(0.1);
  });

  it.each(SEEDS)('of drawn face %d: a shadow on either half lowers uniformity', (seed) => {
    const face = drawnFace({ seed });
    const isLeft = (i: number) => Math.floor(i / 3) % face.width < face.width / 2;
    const shadowed = (left: boolean) =>
      lightMeasures(lumaOf(recoloured(face, (value, i) => (isLeft(i) === left ? 0.35 * value : value))));
    expect(shadowed(true).illuminationUniformity).toBeLessThan(0.05);
    expect(shadowed(false).illuminationUniformity).toBeLessThan(0.05);
    expect(lightMeasures(lumaOf(face)).illuminationUniformity).toBeGreaterThan(0.05);
  });

  it('an even grey has a range of 0 bits and the light of its level', () => {
    const grey = lightMeasures(lumaOf(recoloured(drawnFace(), () => 51)));
    expect(grey).toEqual({
      luminanceMean: 0.2,
      luminanceVariance: expect.closeTo(0, 12),
      underExposurePrevention: 0,
      overExposurePrevention: 0,
      dynamicRange: 0,
      illuminationUniformity: 1,
    });
  });

  it('what lies beyond the edge of the picture does not count as dark', () => {
    const face = drawnFace({ seed: 1 });
    const cut = cropped(face, 0, 0, 205, 400);
    const whole = lightMeasures(lumaOf(face));
    const half = lightMeasures(lumaOf(cut));
    expect(half.underExposurePrevention).toBeCloseTo(whole.underExposurePrevention, 1);
    expect(half.luminanceMean).toBeGreaterThan(0.8 * whole.luminanceMean);
    expect(half.illuminationUniformity).toBe(0);
  });
});
