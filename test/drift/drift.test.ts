import { afterAll, beforeAll, expect, test } from 'vitest';
import { interEyeDistance } from '../../lambda/face/detection/landmarks.ts';
import { type LoadedPack, loadPack } from '../../lambda/face/load-pack.ts';
import { type Landmarks, mapLandmarks } from '../../lambda/face/picture/pixels/geometry.ts';
import type { Picture } from '../../lambda/face/picture/pixels/picture.ts';
import { MODELS_DIR } from '../../layers/models/fetch.ts';
import { asSharp } from '../../lib/pictures/encode.ts';
import { seededRandom } from '../../lib/statistics/random.ts';
import { describeUnless, noFaces, noModels } from '../support/shared.ts';
import { FACES } from './drawn-inputs.ts';
import { findDrift, type Step } from './find-drift.ts';
import { measure, readLandmarks } from './measure.ts';
import { measurePhotos, PHOTO_BOUNDS } from './photos.ts';
import { type Pipeline, realPipeline } from './pipeline.ts';
import { RENEW, readRecord, renewRecord } from './record.ts';

/** What to do when this fails stands in CONTRIBUTING.md. */
describeUnless(noModels, 'the pipeline does not drift', () => {
  let pack: LoadedPack;
  let real: Pipeline;
  beforeAll(async () => {
    pack = await loadPack({ modelsDir: MODELS_DIR });
    real = realPipeline(pack);
    if (RENEW) renewRecord({ drawn: await measure(real, null) });
  });
  afterAll(() => pack.release());

  /** Landmarks on record, with which the crops were cut. */
  const onRecord = (): Record<string, Landmarks> =>
    Object.fromEntries(
      Object.entries(readRecord().drawn.detect).map(([name, face]) => [name, readLandmarks(face.landmarks)]),
    );
  const driftOf = async (pipeline: Pipeline) =>
    findDrift(readRecord().drawn, await measure(pipeline, onRecord())).map(({ message }) => message);
  const movedSteps = async (pipeline: Pipeline): Promise<Step[]> => [
    ...new Set(findDrift(readRecord().drawn, await measure(pipeline, onRecord())).map(({ step }) => step)),
  ];

  test('every step gives on drawn faces what is on record', async () => {
    expect(await driftOf(real)).toEqual([]);
  });

  test('every face of the record was found', () => {
    const { detect } = readRecord().drawn;
    expect(Object.keys(detect)).toEqual(Object.keys(FACES));
    for (const face of Object.values(detect)) expect(readLandmarks(face.landmarks)).toHaveLength(5);
  });

  // Processors differ by far less than a grey level here and there; see BOUNDS.
  test('one grey level of noise in the decoded pictures stays within the bounds', async () => {
    const random = seededRandom(1);
    const noisy = (picture: Picture): Picture => ({
      ...picture,
      data: picture.data.map((value) => Math.max(0, Math.min(255, value + random.below(3) - 1))),
    });
    const pipeline: Pipeline = {
      ...real,
      decode: async (bytes) => {
        const picture = await real.decode(bytes);
        return { ...picture, data: picture.data.map((value, i) => (i % 50 === 0 ? value ^ 1 : value)) };
      },
      detect: (picture) => real.detect(noisy(picture)),
    };
    expect(await driftOf(pipeline)).toEqual([]);
  });

  test.each<[string, Step, (pipeline: Pipeline) => Partial<Pipeline>]>([
    [
      'red and blue are swapped on decoding',
      'decode',
      ({ decode }) => ({ decode: async (b) => swapped(await decode(b)) }),
    ],
    [
      'colours come out three levels brighter',
      'decode',
      ({ decode }) => ({ decode: async (b) => brighter(await decode(b)) }),
    ],
    ['the detector sees pictures scaled by another kernel', 'detect', () => ({ scale: scaleByNearest })],
    ['the detector sees pictures scaled by Lanczos', 'detect', () => ({ scale: scaleByLanczos })],
    [
      'landmarks shift by 3 % of the inter-eye distance',
      'detect',
      ({ detect }) => ({ detect: shiftedBy(0.03, detect) }),
    ],
    ['the detector sees red as blue', 'detect', ({ detect }) => ({ detect: (picture) => detect(swapped(picture)) })],
    ['the detector finds nothing', 'detect', () => ({ detect: async () => null })],
    [
      'crops are swapped in red and blue',
      'align',
      ({ align }) => ({ align: (p, l) => mapCrops(align(p, l), swapped) }),
    ],
    ['crops are shifted by a pixel', 'align', ({ align }) => ({ align: (p, l) => mapCrops(align(p, l), shifted) })],
    ['crops lose their finest detail', 'align', ({ align }) => ({ align: (p, l) => mapCrops(align(p, l), softened) })],
    ['the embedder sees red as blue', 'embed', ({ embed }) => ({ embed: (crop) => embed(swapped(crop)) })],
    ['the embedder sees the crop mirrored', 'embed', ({ embed }) => ({ embed: (crop) => embed(mirrored(crop)) })],
    ['the quality model sees red as blue', 'embed', ({ quality }) => ({ quality: (crop) => quality(swapped(crop)) })],
    [
      'the knots of the calibration move by 0.002',
      'calibrate',
      ({ calibrate }) => ({ calibrate: (cosine) => calibrate(cosine - 0.002) }),
    ],
  ])('when %s, the gate names %s', async (_, step, change) => {
    expect(await movedSteps({ ...real, ...change(real) })).toEqual([step]);
  });
});

describeUnless(noFaces, 'the pipeline keeps its distance to the reference values of real photos', () => {
  test('landmarks, crops, embeddings and quality are as far from them as on record', async () => {
    const pack = await loadPack({ modelsDir: MODELS_DIR });
    const measured = await measurePhotos(realPipeline(pack), pack.analyser.detector);
    await pack.release();
    if (RENEW) renewRecord({ photos: Object.fromEntries(measured.entries()) });
    const expected = Object.values(readRecord().photos);
    expect(measured.length).toBe(expected.length);
    for (const step of ['detect', 'embed', 'align', 'quality'] as const) {
      const moved = measured.map((photo, i) => Math.abs(photo[step] - expected[i]![step]));
      expect(Math.max(...moved), `${step} moved on photo ${moved.indexOf(Math.max(...moved))}`).toBeLessThanOrEqual(
        PHOTO_BOUNDS[step],
      );
    }
  });
});

function mapData(picture: Picture, value: (data: Uint8Array, i: number) => number): Picture {
  return { ...picture, data: picture.data.map((_, i) => Math.max(0, Math.min(255, value(picture.data, i)))) };
}

function swapped(picture: Picture): Picture {
  return mapData(picture, (data, i) => data[i + [2, 0, -2][i % 3]!]!);
}

function brighter(picture: Picture): Picture {
  return mapData(picture, (data, i) => data[i]! + 3);
}

function shifted(picture: Picture): Picture {
  return mapData(picture, (data, i) => data[Math.max(i % 3, i - 3)]!);
}

function softened(picture: Picture): Picture {
  return mapData(picture, (data, i) => 0.75 * data[i]! + 0.25 * (data[i + 3] ?? data[i]!));
}

function mirrored(picture: Picture): Picture {
  const row = 3 * picture.width;
  return mapData(picture, (data, i) => data[i - (i % row) + (row - 3 - ((i % row) - (i % 3))) + (i % 3)]!);
}

function mapCrops(crops: { embedder: Picture; quality: Picture }, map: (crop: Picture) => Picture) {
  return { embedder: map(crops.embedder), quality: map(crops.quality) };
}

function shiftedBy(share: number, detect: Pipeline['detect']): Pipeline['detect'] {
  return async (picture) => {
    const face = await detect(picture);
    if (face === null) return null;
    const shift = share * interEyeDistance(face.landmarks);
    return { ...face, landmarks: mapLandmarks(face.landmarks, ([x, y]) => [x + shift, y]) };
  };
}

async function scaledBy(kernel: 'nearest' | 'lanczos3', picture: Picture, width: number, height: number) {
  const data = await asSharp(picture).resize(width, height, { fit: 'fill', kernel }).raw().toBuffer();
  return { width, height, data };
}

function scaleByNearest(picture: Picture, width: number, height: number): Promise<Picture> {
  return scaledBy('nearest', picture, width, height);
}

function scaleByLanczos(picture: Picture, width: number, height: number): Promise<Picture> {
  return scaledBy('lanczos3', picture, width, height);
}
