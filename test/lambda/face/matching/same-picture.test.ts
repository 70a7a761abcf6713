import { describe, expect, it } from 'vitest';
import { detailCorrelation, isSamePicture } from '../../../../lambda/face/matching/same-picture.ts';
import { mapLandmarks } from '../../../../lambda/face/picture/pixels/geometry.ts';
import type { FaceLuma } from '../../../../lambda/face/quality/face-luma.ts';
import { type DrawnFace, drawnFace } from '../../../../lib/pictures/drawn-face.ts';
import { seededRandom } from '../../../../lib/statistics/random.ts';
import { blurred, cropped, lumaOf, recoloured, recompressed, scaled } from '../../../support/crops/face-luma.ts';

const SEEDS = [1, 2, 3, 4, 5, 6];
/** Drawn once: most tests look at the same faces. */
const FACES = new Map(SEEDS.map((seed) => [seed, drawnFace({ seed })]));
const faceOf = (seed: number): DrawnFace => FACES.get(seed)!;

/** Landmarks as a detector finds them in a copy: not quite where they were. */
function found(face: DrawnFace, seed: number): DrawnFace {
  const random = seededRandom(seed);
  const error = 0.03 * Math.hypot(face.landmarks[1][0] - face.landmarks[0][0], 1);
  return {
    ...face,
    landmarks: mapLandmarks(face.landmarks, ([x, y]) => [
      x + random.between(-error, error),
      y + random.between(-error, error),
    ]),
  };
}

const COPIES: readonly (readonly [string, (face: DrawnFace) => DrawnFace | Promise<DrawnFace>])[] = [
  ['JPEG of quality 30', (face) => recompressed(face, 30)],
  ['JPEG of quality 95', (face) => recompressed(face, 95)],
  ['a third of the size', (face) => scaled(face, 0.3)],
  ['twice the size', (face) => scaled(face, 2)],
  ['a tight crop', (face) => cropped(face, 95, 75, 210, 255)],
  ['a crop that cuts the face', (face) => cropped(face, 150, 60, 240, 300)],
  ['20 % brighter', (face) => recoloured(face, (value) => 1.2 * value)],
  ['20 % darker', (face) => recoloured(face, (value) => 0.8 * value)],
  ['less contrast', (face) => recoloured(face, (value) => 40 + 0.7 * value)],
  ['slightly blurred', (face) => blurred(face, 1.5)],
];

describe('the same picture', () => {
  describe.each(COPIES)('%s', (_, copy) => {
    it.each(SEEDS)('of drawn face %d is recognised', async (seed) => {
      const face = faceOf(seed);
      expect(isSamePicture(lumaOf(face), lumaOf(found(await copy(face), seed)))).toBe(true);
    });
  });

  it('has a correlation of exactly 1 with itself', () => {
    expect(detailCorrelation(lumaOf(faceOf(1)), lumaOf(faceOf(1)))).toBe(1);
  });

  it('two different faces are not, nor one without contrast', () => {
    const lumas = SEEDS.map((seed) => lumaOf(faceOf(seed)));
    const grey = lumaOf(recoloured(faceOf(1), () => 128));
    for (const [i, a] of lumas.entries()) {
      for (const b of lumas.slice(i + 1)) expect(isSamePicture(a, b)).toBe(false);
      expect(isSamePicture(a, grey)).toBe(false);
    }
    expect(isSamePicture(grey, grey)).toBe(false);
  });

  it('is answered alike to the last bit in either order', async () => {
    for (const [, copy] of COPIES) {
      const face = faceOf(3);
      const [a, b] = [lumaOf(face), lumaOf(found(await copy(face), 9))];
      expect(detailCorrelation(a, b)).toBe(detailCorrelation(b, a));
    }
    // Equal where both hold something, but cut by the edge in different places.
    const whole = lumaOf(faceOf(3));
    const cut: FaceLuma = { ...whole, inside: whole.inside.map((value, i) => (i % 96 < 20 ? 0 : value)) };
    expect(detailCorrelation(whole, cut)).toBe(detailCorrelation(cut, whole));
    expect(isSamePicture(whole, cut)).toBe(true);
  });
});
