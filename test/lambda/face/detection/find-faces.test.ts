import { afterAll, beforeAll, expect, test } from 'vitest';
import { findFaces } from '../../../../lambda/face/detection/find-faces.ts';
import { interEyeDistance, roll } from '../../../../lambda/face/detection/landmarks.ts';
import { secondLook } from '../../../../lambda/face/detection/second-look.ts';
import { type LoadedPack, loadPack } from '../../../../lambda/face/load-pack.ts';
import type { Picture } from '../../../../lambda/face/picture/pixels/picture.ts';
import { Stopwatch } from '../../../../lambda/face/stopwatch.ts';
import { MODELS_DIR } from '../../../../layers/models/fetch.ts';
import { lowContrast } from '../../../../lib/hard-pictures/kinds/light.ts';
import { sensorNoise } from '../../../../lib/hard-pictures/kinds/noise.ts';
import { rimColour } from '../../../../lib/hard-pictures/kinds/pixels.ts';
import { turn } from '../../../../lib/hard-pictures/kinds/warp.ts';
import { drawnFace } from '../../../../lib/pictures/drawn-face.ts';
import { canvas } from '../../../../lib/pictures/montage.ts';
import { seededRandom } from '../../../../lib/statistics/random.ts';
import { describeUnless, noModels } from '../../../support/shared.ts';

describeUnless(noModels, 'finding faces', () => {
  let pack: LoadedPack;
  beforeAll(async () => {
    pack = await loadPack({ modelsDir: MODELS_DIR });
  });
  afterAll(() => pack.release());
  const find = (picture: Picture) => {
    const { detector } = pack.analyser;
    return findFaces(detector, picture, secondLook(detector, picture, new Stopwatch()));
  };
  const face = drawnFace({ seed: 5, size: 300, share: 0.5 });

  test.each([0, 30, 45, 60, 90, 120, 135, 150, 180, 210, 225, 240, 270, 300, 315, 330])(
    'a face turned by %i degrees is found the right way up',
    async (degrees) => {
      const { faces } = await find(turn(face, degrees, rimColour(face)));
      expect(faces).toHaveLength(1);
      const error = ((roll(faces[0]!.landmarks) - degrees + 540) % 360) - 180;
      // The first look at a leaning face is off by up to 25 degrees; a wrong way would be off by 90 or more.
      expect(Math.abs(error)).toBeLessThan(30);
    },
  );

  test('a face in strong noise is found, where it is and as large as it is', async () => {
    const clean = (await find(face)).faces[0]!;
    const { faces } = await find(sensorNoise(face, 70, seededRandom(1)));
    expect(faces).toHaveLength(1);
    const eyes = interEyeDistance(clean.landmarks);
    expect(interEyeDistance(faces[0]!.landmarks) / eyes).toBeCloseTo(1, 0);
    for (const [i, [x, y]] of faces[0]!.landmarks.entries()) {
      expect(Math.hypot(x - clean.landmarks[i]![0], y - clean.landmarks[i]![1]) / eyes).toBeLessThan(0.25);
    }
  });

  test('a face of three percent of the contrast is found', async () => {
    expect((await find(lowContrast(face, 0.03))).faces).toHaveLength(1);
  });

  test('nothing is found where nothing is', async () => {
    expect(await find(canvas(300, 300, [128, 130, 126]))).toEqual({ faces: [], withoutLandmarks: false });
    expect(await find(sensorNoise(canvas(300, 300, [128, 128, 128]), 60, seededRandom(2)))).toEqual({
      faces: [],
      withoutLandmarks: false,
    });
  });
});
