import { describe, expect, it } from 'vitest';
import { alignCrop } from '../../../../lambda/face/detection/alignment.ts';
import { QUALITY_CROP_SIZE } from '../../../../lambda/face/models/manifest.ts';
import { decodePicture } from '../../../../lambda/face/picture/decode.ts';
import { mapLandmarks } from '../../../../lambda/face/picture/pixels/geometry.ts';
import type { Picture } from '../../../../lambda/face/picture/pixels/picture.ts';
import { toQualityCrop } from '../../../../lambda/face/quality/quality-crop.ts';
import { looksRecaptured } from '../../../../lambda/face/quality/recaptured.ts';
import { sensorNoise } from '../../../../lib/hard-pictures/kinds/noise.ts';
import { halftone, moire } from '../../../../lib/hard-pictures/kinds/print.ts';
import { type DrawnFace, drawnFace } from '../../../../lib/pictures/drawn-face.ts';
import { encodeJpeg } from '../../../../lib/pictures/encode.ts';
import { seededRandom } from '../../../../lib/statistics/random.ts';

const SEEDS = [1, 2, 3, 4];
const subjectOf = (face: DrawnFace) => ({ picture: face, box: [0, 0, 1, 1] as const, landmarks: face.landmarks });

/** The hint of an image in which a drawn face is where it was drawn, but for the image's size. */
function hint(picture: Picture, face: DrawnFace): boolean {
  const scale = picture.width / face.width;
  const landmarks = mapLandmarks(face.landmarks, ([x, y]) => [x * scale, y * scale]);
  return looksRecaptured(alignCrop(picture, toQualityCrop(landmarks), QUALITY_CROP_SIZE), picture, landmarks);
}

describe('a picture looks recaptured', () => {
  it.each(SEEDS)('where drawn face %d is printed in dots', async (seed) => {
    const face = drawnFace({ seed });
    for (const lines of [50, 30, 20, 14])
      expect(hint(await halftone(subjectOf(face), lines), face), `${lines}`).toBe(true);
  });

  it.each(SEEDS)('where drawn face %d has fringes', (seed) => {
    const face = drawnFace({ seed });
    for (const amplitude of [0.4, 0.8]) {
      expect(hint(moire(subjectOf(face), amplitude, seededRandom(seed)), face), `${amplitude}`).toBe(true);
    }
  });

  it.each(SEEDS)('not as drawn face %d is drawn, compressed or with noise', async (seed) => {
    const face = drawnFace({ seed });
    expect(hint(face, face)).toBe(false);
    for (const quality of [90, 30])
      expect(hint(await decodePicture(await encodeJpeg(face, quality)), face)).toBe(false);
    expect(hint(sensorNoise(face, 20, seededRandom(seed)), face)).toBe(false);
  });

  it('not where it has no colours, and not where it is too small to show dots', () => {
    const face = drawnFace({ seed: 1 });
    expect(hint({ ...face, data: new Uint8Array(face.data.length).fill(90) }, face)).toBe(false);
    const small = drawnFace({ seed: 1, size: 50 });
    expect(hint(small, small)).toBe(false);
  });
});
