import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ComparisonResult } from '../../../lambda/contract/envelope.ts';
import type { FaceEngine } from '../../../lambda/face/comparison.ts';
import { createFaceEngine } from '../../../lambda/face/engine.ts';
import { loadPack } from '../../../lambda/face/load-pack.ts';
import { rateOfPairs } from '../../../lambda/face/matching/best-pair.ts';
import { roundTo } from '../../../lambda/face/matching/rounded-similarity.ts';
import { decodePicture, resizePicture } from '../../../lambda/face/picture/decode.ts';
import type { Picture } from '../../../lambda/face/picture/pixels/picture.ts';
import { rotatePicture } from '../../../lambda/face/picture/pixels/rotate.ts';
import { MODELS_DIR } from '../../../layers/models/fetch.ts';
import { drawnFace } from '../../../lib/pictures/drawn-face.ts';
import { encodeJpeg, encodePng } from '../../../lib/pictures/encode.ts';
import { canvas, paste } from '../../../lib/pictures/montage.ts';
import { pictureParts } from '../../support/multipart.ts';
import { describeUnless, noFaces, noModels, portrait } from '../../support/shared.ts';
import { call, compareEvent, createHarness, SETTINGS } from '../compare/harness.ts';

describeUnless(noModels, 'the engine on drawn pictures', () => {
  let engine: FaceEngine;
  beforeAll(async () => {
    engine = await createFaceEngine({ modelsDir: MODELS_DIR });
  });
  afterAll(() => engine.release());

  test('says what it was built from', () => {
    expect(engine.version).toEqual({
      pack: 'retail-0095',
      models: ['yunet-n@104ee26c', 'retail-0095@6ebd70bf', 'lightqnet-dm100@5725a7cb'],
      calibration: expect.stringMatching(/./),
    });
  });

  test('the same picture twice has similarity exactly 1', async () => {
    const bytes = await encodePng(drawnFace({ seed: 2 }));
    const { pair, samePicture } = await engine.compare(bytes, bytes);
    expect(pair!.similarity).toBe(1);
    expect(pair!.cosine).toBe(1);
    expect(samePicture).toBe(true);
  });

  test('is symmetric to the last bit, several faces included', async () => {
    const group = canvas(900, 500, [90, 120, 150]);
    paste(group, drawnFace({ seed: 4, size: 300 }), 40, 60);
    paste(group, drawnFace({ seed: 5, size: 400 }), 420, 50);
    const [a, b] = [await encodeJpeg(group), await encodeJpeg(drawnFace({ seed: 5, size: 350 }))];
    const forth = await engine.compare(a, b);
    const back = await engine.compare(b, a);
    expect(forth.pictures[0].facesFound).toBe(2);
    expect(back.pictures).toEqual([forth.pictures[1], forth.pictures[0]]);
    const { faces, similarities } = forth.pair!;
    const transposed = [similarities.map(([value]) => value)];
    expect(back.pair).toEqual({ ...forth.pair, faces: [faces[1], faces[0]], similarities: transposed });
    expect(transposed[0]).toHaveLength(2);
    expect(transposed[0]![faces[0]]).toBe(forth.pair!.similarity);
    // The right face of the two: the larger one, drawn from the same seed.
    expect(forth.pair!.faces).toEqual([0, 0]);
    expect(forth.pair!.marginToSecond).toBeGreaterThan(0);
  });

  test('compares the largest face of each picture alone where it is told to', async () => {
    const [bystander, person] = [drawnFace({ seed: 4, size: 300 }), drawnFace({ seed: 5, size: 400 })];
    const group = canvas(900, 500, [90, 120, 150]);
    paste(group, bystander, 40, 60);
    paste(group, person, 420, 50);
    const both = await encodePng(group);
    const alone = await createFaceEngine({ modelsDir: MODELS_DIR, maxFaces: 1 });
    for (const face of [bystander, person]) {
      const single = await encodePng(face);
      const all = await engine.compare(both, single);
      const limited = await alone.compare(both, single);
      expect([all.pair!.pairs, limited.pair!.pairs]).toEqual([2, 1]);
      expect(limited.pair!.marginToSecond).toBeNull();
      expect(limited.pictures[0].facesFound).toBe(2);
      const { box } = limited.pictures[0].faces[limited.pair!.faces[0]]!;
      expect(box[0]).toBeGreaterThan(420);
      if (face === person) expect(limited.pair!.similarity).toBe(all.pair!.similarity);
      else expect(limited.pair!.similarity).toBeLessThan(all.pair!.similarity);
      const back = await alone.compare(single, both);
      const { faces, similarities } = limited.pair!;
      const transposed = [similarities.map(([value]) => value)];
      expect(back.pair).toEqual({ ...limited.pair, faces: faces.toReversed(), similarities: transposed });
      expect(transposed[0]!.filter((value) => value !== null)).toEqual([limited.pair!.similarity]);
    }
    await alone.release();
  });

  test('gives one rounded similarity to the response, its details and the audit item', async () => {
    const rounding = await createFaceEngine({ modelsDir: MODELS_DIR, similarityDecimals: 3 });
    const group = canvas(900, 500, [90, 120, 150]);
    paste(group, drawnFace({ seed: 6, size: 300 }), 40, 60);
    paste(group, drawnFace({ seed: 3, size: 400 }), 420, 50);
    const a = await encodePng(group);
    let b: Buffer = Buffer.alloc(0);
    let [exact, similarity] = [0, 0];
    // Rounded down to the threshold: what would be a match is none. Which face does so depends on the calibration.
    for (let seed = 1; seed <= 20 && exact <= similarity; seed++) {
      b = await encodePng(drawnFace({ seed, size: 400 }));
      exact = (await engine.compare(a, b)).pair!.similarity;
      similarity = roundTo(exact, 3);
    }
    expect(exact).toBeGreaterThan(similarity);
    const settings = { ...SETTINGS, threshold: similarity, similarityDecimals: 3 };
    const harness = createHarness({ settings, engine: async () => rounding });
    const event = compareEvent(pictureParts(a, b), { query: { details: 'true' } });
    const { envelope } = await call(harness, event);
    const { details, ...result } = envelope.result as unknown as ComparisonResult;
    expect(result).toEqual({ isFaceMatch: false, matchingSimilarity: similarity, status: 'Success' });
    expect(harness.items[0]).toMatchObject(result);
    expect(harness.lines[0]).toMatchObject({ nearMiss: true });
    const map = (await loadPack({ modelsDir: MODELS_DIR })).calibration;
    expect(details!.falseMatchRatePerPair).toBe(map.falseMatchRate(similarity));
    expect(details!.falseMatchRate).toBe(rateOfPairs(map.falseMatchRate(similarity), 2));
    expect(details!.randomPairFalseMatchRate).toBe(rateOfPairs(map.randomPairFalseMatchRate(similarity)!, 2));
    expect(details!.marginToSecond).toBe(roundTo(details!.marginToSecond!, 3));
    for (const [value] of details!.similarities) expect(value).toBe(roundTo(value!, 3));
    const faces = [...details!.livenessFace.faces, ...details!.faceFromDocument.faces];
    expect(faces).toHaveLength(3);
    const measures = faces.flatMap((face) => [face.quality, ...Object.values(face.measures)]);
    for (const measure of measures) expect(measure).toBe(roundTo(measure, 2));
    await rounding.release();
  });

  test.each([
    ['EmptyImage', async () => Buffer.alloc(0)],
    ['InvalidImage', async () => Buffer.from('not a picture')],
    ['NoFaceDetected', async () => encodePng(canvas(300, 300, [10, 200, 30]))],
    ['LowQuality', async () => encodePng(await resizePicture(drawnFace({ seed: 1, size: 400 }), 40, 40))],
  ] as const)('%s is the status of its picture, in either place', async (status, bytes) => {
    const [bad, fine] = [await bytes(), await encodePng(drawnFace({ seed: 1 }))];
    const forth = await engine.compare(bad, fine);
    const back = await engine.compare(fine, bad);
    expect(forth.pictures.map((picture) => picture?.status)).toEqual([status, 'Success']);
    expect(back.pictures.map((picture) => picture?.status)).toEqual(['Success', status]);
    if (status === 'LowQuality') expect(forth.pair!.similarity).toBeGreaterThan(0);
    else expect(forth.pair).toBeNull();
  });

  test.each([90, 180, 270])(
    'finds a face turned by %d degrees and gives its place in the picture as sent',
    async (degrees) => {
      const drawn = drawnFace({ seed: 3, size: 480 });
      const turned = rotatePicture(drawn, degrees / 90);
      const upright = await engine.compare(await encodePng(drawn), await encodePng(drawn));
      const { pictures, pair } = await engine.compare(await encodePng(turned), await encodePng(drawn));
      expect(pictures[0].facesFound).toBe(1);
      expect(pair!.similarity).toBeGreaterThan(0.9);
      const expected = upright.pictures[0].faces[0]!.landmarks.map(([x, y]) => turnedPoint(x, y, degrees, 480));
      for (const [i, [x, y]] of pictures[0].faces[0]!.landmarks.entries()) {
        expect(Math.hypot(x - expected[i]![0], y - expected[i]![1])).toBeLessThan(12);
      }
    },
  );

  test('compares at most 32 faces of a picture and reports how many there are', async () => {
    const crowd = canvas(1400, 1200, [120, 120, 120]);
    for (let i = 0; i < 42; i++) {
      paste(crowd, drawnFace({ seed: 1 + (i % 4), size: 190 }), 4 + (i % 7) * 198, 4 + Math.floor(i / 7) * 198);
    }
    const { pictures } = await engine.compare(await encodeJpeg(crowd), await encodeJpeg(drawnFace({ seed: 1 })));
    expect(pictures[0].facesFound).toBeGreaterThan(36);
    expect(pictures[0].facesFound).toBeLessThanOrEqual(42);
    expect(pictures[0].faces).toHaveLength(32);
  });
});

function turnedPoint(x: number, y: number, degrees: number, size: number): [number, number] {
  if (degrees === 90) return [size - 1 - y, x];
  if (degrees === 180) return [size - 1 - x, size - 1 - y];
  return [y, size - 1 - x];
}

describeUnless(noFaces, 'the engine on real photos', () => {
  let engine: FaceEngine;
  beforeAll(async () => {
    engine = await createFaceEngine({ modelsDir: MODELS_DIR });
  });
  afterAll(() => engine.release());

  test.each([
    ['obama.jpg', 'obama2.jpg', true],
    ['obama.jpg', 'obama3.jpg', true],
    ['biden.jpg', 'biden2.jpg', true],
    ['obama.jpg', 'biden.jpg', false],
    ['astronaut.png', 'obama3.jpg', false],
  ])('%s and %s: the same person? %s', async (a, b, same) => {
    const { pair, pictures } = await engine.compare(portrait(a), portrait(b));
    expect(pictures.map((picture) => picture?.status)).toEqual(['Success', 'Success']);
    expect(pair!.similarity > 0.7).toBe(same);
  });

  const cut = async (name: string, [left, top, right, bottom]: number[]): Promise<Picture> => {
    const { pictures } = await engine.compare(portrait(name), portrait(name));
    const [x, y, w, h] = pictures[0].faces[0]!.box;
    const whole = await decodePicture(portrait(name));
    const part = canvas(Math.round(w * (1 + left! + right!)), Math.round(h * (1 + top! + bottom!)), [0, 0, 0]);
    paste(part, whole, -Math.round(x - w * left!), -Math.round(y - h * top!));
    return part;
  };

  test.each([
    ['as tight as the detector box', [0, 0, 0, 0]],
    ['with a narrow margin', [0.1, 0.1, 0.1, 0.1]],
    ['cut by the upper edge', [0.2, -0.1, 0.2, 0.2]],
  ] as const)('a document crop %s is found and matched', async (_, margins) => {
    const crop = await encodeJpeg(await cut('obama.jpg', [...margins]));
    const { pair, pictures } = await engine.compare(crop, portrait('obama2.jpg'));
    expect(pictures[0].status).toBe('Success');
    expect(pair!.similarity).toBeGreaterThan(0.7);
  });

  test.each([4000, 1000, 300, 120])('a face crop scaled to %d pixels is found and matched', async (height) => {
    const crop = await cut('obama.jpg', [0.3, 0.3, 0.3, 0.3]);
    const scaled = await resizePicture(crop, Math.round((crop.width * height) / crop.height), height);
    const { pair, pictures } = await engine.compare(await encodeJpeg(scaled), portrait('obama2.jpg'));
    expect(pictures[0].facesFound).toBe(1);
    expect(pair!.similarity).toBeGreaterThan(0.7);
  });

  test.each([0.25, 0.1, 0.05, 0.03, 0.02])(
    'a face of %s of the width of a 12-megapixel photo is found',
    async (share) => {
      const crop = await cut('obama.jpg', [0.4, 0.4, 0.4, 0.4]);
      const width = Math.round(4000 * share * 1.8);
      const small = await resizePicture(crop, width, Math.round((crop.height * width) / crop.width));
      const photo = canvas(4000, 3000, [96, 110, 90]);
      paste(photo, small, 2500, 900);
      const { pictures, pair } = await engine.compare(await encodeJpeg(photo), portrait('obama2.jpg'));
      expect(pictures[0].facesFound).toBe(1);
      expect(pair!.similarity).toBeGreaterThan(0.7);
    },
  );
});
