import { describe, expect, it } from 'vitest';
import type { FaceLuma } from '../../../../lambda/face/quality/face-luma.ts';
import { sharpnessMeasures } from '../../../../lambda/face/quality/sharpness.ts';
import { motionBlur } from '../../../../lib/hard-pictures/kinds/blur.ts';
import { drawnFace } from '../../../../lib/pictures/drawn-face.ts';
import { seededRandom } from '../../../../lib/statistics/random.ts';
import { blurred, lumaOf, recoloured, redrawn, scaled } from '../../../support/crops/face-luma.ts';

const SEEDS = [1, 2, 3, 4, 5, 6];
const sharpness = (luma: FaceLuma) => sharpnessMeasures(luma).sharpness;
const directional = (luma: FaceLuma) => sharpnessMeasures(luma).directionalSharpness;

describe('sharpness', () => {
  it.each(SEEDS)('of drawn face %d falls with every step of blur', async (seed) => {
    const face = drawnFace({ seed });
    let last = sharpness(lumaOf(face));
    expect(last).toBeLessThanOrEqual(1);
    for (const sigma of [4, 8, 16]) {
      const value = sharpness(lumaOf(await blurred(face, sigma)));
      expect(value).toBeLessThan(0.95 * last);
      last = value;
    }
    expect(last).toBeGreaterThan(0);
  });

  it.each(SEEDS)('of drawn face %d falls when it has fewer pixels than the crop', async (seed) => {
    const face = drawnFace({ seed });
    expect(sharpness(lumaOf(await scaled(face, 0.1)))).toBeLessThan(0.9 * sharpness(lumaOf(face)));
  });

  it.each(SEEDS)('of drawn face %d does not depend on brightness and contrast', (seed) => {
    const face = drawnFace({ seed });
    const flat = recoloured(face, (value) => 90 + 0.3 * value);
    expect(sharpness(lumaOf(flat))).toBeCloseTo(sharpness(lumaOf(face)), 1);
  });

  it('is 0 without contrast and at most 1 for noise', () => {
    expect(sharpness(lumaOf(recoloured(drawnFace(), () => 128)))).toBe(0);
    const random = seededRandom(5);
    const noise = sharpness(lumaOf(recoloured(drawnFace({ size: 200 }), () => random.between(0, 255))));
    expect(noise).toBeGreaterThan(0.5);
    expect(noise).toBeLessThanOrEqual(1);
  });
});

describe('directional sharpness', () => {
  it.each(SEEDS)('of drawn face %d is at most as much as in all directions, and falls with motion in any', (seed) => {
    const face = drawnFace({ seed });
    const still = directional(lumaOf(face));
    expect(still).toBeGreaterThan(0);
    expect(still).toBeLessThanOrEqual(sharpness(lumaOf(face)) / Math.SQRT2);
    for (const degrees of [0, 45, 90, 135]) {
      const moved = lumaOf(redrawn(face, motionBlur(face, 30, degrees).data));
      expect(directional(moved), `${degrees} degrees`).toBeLessThan(0.9 * still);
    }
  });

  it('tells motion from blur: of two faces as sharp over all directions the moved one has less', () => {
    const across = (u: number, v: number) => 128 + 60 * Math.sin(u / 3) + 20 * Math.sin(v / 3);
    const even = (u: number, v: number) => 128 + 45 * Math.sin(u / 3) + 45 * Math.sin(v / 3);
    expect(directional(pattern(across))).toBeLessThan(0.5 * directional(pattern(even)));
    expect(sharpness(pattern(across))).toBeCloseTo(sharpness(pattern(even)), 1);
  });

  it('is 0 where all edges run one way, whichever', () => {
    for (const angle of [0, 0.4, 1, 2]) {
      const stripes = pattern((u, v) => 128 + 100 * Math.sin((u * Math.cos(angle) + v * Math.sin(angle)) / 4));
      expect(directional(stripes)).toBeLessThan(0.02);
      expect(sharpness(stripes)).toBeGreaterThan(0.2);
    }
    expect(directional(pattern(() => 128))).toBe(0);
  });
});

function pattern(value: (u: number, v: number) => number): FaceLuma {
  const data = Uint8Array.from({ length: 96 * 96 }, (_, i) => Math.round(value(i % 96, Math.floor(i / 96))));
  return { size: 96, data, inside: new Uint8Array(96 * 96).fill(1) };
}
