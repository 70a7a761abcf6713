import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ARCFACE_TEMPLATE } from '../../../../lambda/face/detection/alignment.ts';
import { type DetectedFace, overlap, suppress } from '../../../../lambda/face/detection/detector.ts';
import { type LoadedPack, loadPack } from '../../../../lambda/face/load-pack.ts';
import { MODELS_DIR } from '../../../../layers/models/fetch.ts';
import { drawnFace } from '../../../../lib/pictures/drawn-face.ts';
import { describeUnless, noModels } from '../../../support/shared.ts';

const face = (box: DetectedFace['box'], score: number): DetectedFace => ({ box, landmarks: ARCFACE_TEMPLATE, score });

describe('non-maximum suppression', () => {
  test('keeps the better of two boxes that overlap and both that do not', () => {
    const kept = suppress([face([0, 0, 10, 10], 0.7), face([1, 1, 10, 10], 0.9), face([30, 0, 10, 10], 0.8)]);
    expect(kept.map(({ score }) => score)).toEqual([0.9, 0.8]);
  });

  test('the overlap is intersection over union', () => {
    expect(overlap([0, 0, 10, 10], [5, 0, 10, 10])).toBeCloseTo(50 / 150, 12);
    expect(overlap([0, 0, 10, 10], [10, 0, 10, 10])).toBe(0);
    expect(overlap([0, 0, 10, 10], [0, 0, 10, 10])).toBe(1);
  });
});

describeUnless(noModels, 'the detector', () => {
  let pack: LoadedPack;
  beforeAll(async () => {
    pack = await loadPack({ modelsDir: MODELS_DIR });
  });
  afterAll(() => pack.release());

  test.each([160, 161, 175, 191, 192])('finds a drawn face at its place in a picture of %d pixels', async (size) => {
    const drawn = drawnFace({ seed: 1, size });
    const faces = await pack.analyser.detector.detect(drawn);
    expect(faces).toHaveLength(1);
    const [x, y, w, h] = faces[0]!.box;
    for (const [px, py] of drawn.landmarks) {
      expect(px).toBeGreaterThan(x);
      expect(px).toBeLessThan(x + w);
      expect(py).toBeGreaterThan(y);
      expect(py).toBeLessThan(y + h);
    }
    // Image-left first: the subject's right eye.
    const [rightEye, leftEye, nose, rightMouth] = faces[0]!.landmarks;
    expect(rightEye[0]).toBeLessThan(leftEye[0]);
    expect(rightMouth[1]).toBeGreaterThan(nose[1]);
  });

  test('finds nothing in an empty picture, however small', async () => {
    for (const size of [1, 31, 100]) {
      const data = new Uint8Array(3 * size * size).fill(128);
      expect(await pack.analyser.detector.detect({ width: size, height: size, data })).toEqual([]);
    }
  });
});
