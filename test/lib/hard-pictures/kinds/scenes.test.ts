import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findFaces } from '../../../../lambda/face/detection/find-faces.ts';
import { interEyeDistance } from '../../../../lambda/face/detection/landmarks.ts';
import { secondLook } from '../../../../lambda/face/detection/second-look.ts';
import { type LoadedPack, loadPack } from '../../../../lambda/face/load-pack.ts';
import type { Picture } from '../../../../lambda/face/picture/pixels/picture.ts';
import { Stopwatch } from '../../../../lambda/face/stopwatch.ts';
import { MODELS_DIR } from '../../../../layers/models/fetch.ts';
import { ANIMALS, drawAnimal } from '../../../../lib/hard-pictures/kinds/animals.ts';
import { backOfHead, faceCovered } from '../../../../lib/hard-pictures/kinds/faceless.ts';
import { groupPicture } from '../../../../lib/hard-pictures/kinds/group-photo.ts';
import { photographedCard } from '../../../../lib/hard-pictures/kinds/id-card.ts';
import { masked, withSunglasses } from '../../../../lib/hard-pictures/kinds/occlusion.ts';
import { drawTexture, TEXTURES } from '../../../../lib/hard-pictures/kinds/textures.ts';
import { seededRandom } from '../../../../lib/statistics/random.ts';
import { describeUnless, noModels } from '../../../support/shared.ts';
import { deviation, difference, drawnSubject, pixel } from './measures.ts';

const subject = drawnSubject(5, 300);
const [rightEye, leftEye, , mouth] = subject.landmarks;

describe('occlusion', () => {
  test('a mask covers the mouth and leaves the eyes', () => {
    const picture = masked(subject, 0.7, seededRandom(1));
    const at = (point: readonly [number, number]) => [pixel(picture, ...point), pixel(subject.picture, ...point)];
    expect(at(mouth!)[0]).not.toEqual(at(mouth!)[1]);
    expect(at(rightEye!)[0]).toEqual(at(rightEye!)[1]);
  });

  test('it reaches higher with its severity', () => {
    const changed = (share: number) => difference(masked(subject, share, seededRandom(1)), subject.picture);
    expect(changed(0.8)).toBeGreaterThan(1.3 * changed(0.4));
  });

  test('sunglasses darken both eyes by their opacity; none changes nothing', () => {
    expect(withSunglasses(subject, 0)).toEqual(subject.picture);
    for (const eye of [rightEye!, leftEye!]) {
      expect(Math.max(...pixel(withSunglasses(subject, 1), ...eye))).toBeLessThan(30);
    }
  });
});

describe('drawn scenes without a face', () => {
  const scenes: [string, (seed: number) => Picture][] = [
    ...TEXTURES.map((name): [string, (seed: number) => Picture] => [name, (s) => drawTexture(name, seededRandom(s))]),
    ...ANIMALS.map((name): [string, (seed: number) => Picture] => [name, (s) => drawAnimal(name, seededRandom(s))]),
    ['back of a head', (s) => backOfHead(seededRandom(s))],
  ];
  test.each(scenes)('%s: something to see, other with another seed, the same with the same', (name, draw) => {
    const [one, two] = [draw(1), draw(2)];
    expect(deviation(one)).toBeGreaterThan(name === 'plain' ? 1 : 8);
    expect(difference(one, two)).toBeGreaterThan(3);
    expect(draw(1)).toEqual(one);
  });
});

describeUnless(noModels, 'scenes as the detector sees them', () => {
  let pack: LoadedPack;
  beforeAll(async () => {
    pack = await loadPack({ modelsDir: MODELS_DIR });
  });
  afterAll(() => pack.release());
  const find = async (picture: Picture) => {
    const { detector } = pack.analyser;
    return (await findFaces(detector, picture, secondLook(detector, picture, new Stopwatch()))).faces;
  };

  test('the portrait of a photographed card has the pixels between the eyes that were asked for', async () => {
    const faces = await find(await photographedCard(subject, 40, seededRandom(3)));
    expect(faces.length).toBeGreaterThanOrEqual(1);
    const eyes = interEyeDistance(faces[0]!.landmarks);
    expect(eyes).toBeGreaterThan(32);
    expect(eyes).toBeLessThan(50);
  });

  test('everybody of a group is found', async () => {
    const people = [2, 3, 5, 8, 12].map((seed) => drawnSubject(seed, 300));
    expect(await find(await groupPicture(people, seededRandom(1)))).toHaveLength(5);
  });

  test('a covered face is not', async () => {
    expect(await find(faceCovered(subject))).toHaveLength(0);
  });
});
