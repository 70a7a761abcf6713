import { describe, expect, it } from 'vitest';
import { sharpness } from '../../../lambda/face/sharpness.ts';
import { drawnFace } from '../../../lib/pictures/drawn-face.ts';
import { seededRandom } from '../../../lib/pictures/random.ts';
import { blurred, lumaOf, recoloured, scaled } from '../../support/face-luma.ts';

const SEEDS = [1, 2, 3, 4, 5, 6];

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
