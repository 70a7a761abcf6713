import { describe, expect, it } from 'vitest';
import { eyesContrast } from '../../../../lambda/face/quality/eyes-contrast.ts';
import { MIN_EYES_CONTRAST } from '../../../../lambda/face/quality/quality-limits.ts';
import { withSunglasses } from '../../../../lib/hard-pictures/kinds/occlusion.ts';
import { type DrawnFace, drawnFace } from '../../../../lib/pictures/drawn-face.ts';
import { cropped, lumaOf, recoloured, redrawn } from '../../../support/crops/face-luma.ts';

const SEEDS = [1, 2, 3, 4, 5, 6];

/** The face with a plain patch over one eye; 0 is the right one. */
function patched(face: DrawnFace, eye: 0 | 1): DrawnFace {
  const [[ax, ay], [bx]] = face.landmarks;
  const [centre, unit] = [eye === 0 ? ax : bx, bx - ax];
  return recoloured(face, (value, i) => {
    const [x, y] = [Math.floor(i / 3) % face.width, Math.floor(i / 3 / face.width)];
    return Math.abs(x - centre) < 0.45 * unit && Math.abs(y - ay) < 0.4 * unit ? 90 : value;
  });
}

describe('contrast of the eyes', () => {
  it.each(SEEDS)('of drawn face %d is far above the limit, and below it behind dark glasses', (seed) => {
    const face = drawnFace({ seed });
    const subject = { picture: face, landmarks: face.landmarks, box: [0, 0, 1, 1] as const };
    expect(eyesContrast(lumaOf(face))).toBeGreaterThan(2 * MIN_EYES_CONTRAST);
    expect(eyesContrast(lumaOf(redrawn(face, withSunglasses(subject, 1).data)))).toBeLessThan(MIN_EYES_CONTRAST);
  });

  it.each(SEEDS)('of drawn face %d is that of the eye that shows less, whichever it is', (seed) => {
    const face = drawnFace({ seed });
    for (const eye of [0, 1] as const) {
      expect(eyesContrast(lumaOf(patched(face, eye)))).toBeLessThan(0.5 * eyesContrast(lumaOf(face)));
    }
  });

  it.each(SEEDS)('of drawn face %d does not depend on brightness and contrast', (seed) => {
    const face = drawnFace({ seed });
    const flat = recoloured(face, (value) => 90 + 0.3 * value);
    expect(eyesContrast(lumaOf(flat)) / eyesContrast(lumaOf(face))).toBeCloseTo(1, 1);
  });

  it('is 0 where the edge of the picture cuts off an eye, and without any contrast', () => {
    const face = drawnFace({ seed: 3 });
    const [[ax, ay], [bx, by]] = face.landmarks;
    const unit = bx - ax;
    const right = Math.round(bx - 0.3 * unit);
    expect(eyesContrast(lumaOf(cropped(face, 0, 0, right, face.height)))).toBe(0);
    const top = Math.round(Math.max(ay, by) + 0.1 * unit);
    expect(eyesContrast(lumaOf(cropped(face, 0, top, face.width, face.height - top)))).toBe(0);
    expect(eyesContrast(lumaOf(recoloured(face, () => 128)))).toBe(0);
  });
});
