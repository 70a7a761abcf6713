import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { auditItem } from '../../../lambda/compare/audit-item.ts';
import { decide, describe as describeComparison } from '../../../lambda/compare/decision.ts';
import type { AnalysedFace, FaceEngine, PictureAnalysis } from '../../../lambda/face/comparison.ts';
import { createFaceEngine } from '../../../lambda/face/engine.ts';
import { decodePicture } from '../../../lambda/face/picture/decode.ts';
import type { Picture } from '../../../lambda/face/picture/pixels/picture.ts';
import { MODELS_DIR } from '../../../layers/models/fetch.ts';
import { drawnFace } from '../../../lib/pictures/drawn-face.ts';
import { asSharp, encodeJpeg, encodePng } from '../../../lib/pictures/encode.ts';
import { canvas, paste } from '../../../lib/pictures/montage.ts';
import { describeUnless, noFaces, noModels, portrait } from '../../support/shared.ts';

let engine: FaceEngine;
const open = async () => {
  engine = await createFaceEngine({ modelsDir: MODELS_DIR });
};
const analysed = async (bytes: Uint8Array): Promise<PictureAnalysis> =>
  (await engine.compare(bytes, bytes)).pictures[0];
const onlyFace = async (bytes: Uint8Array): Promise<AnalysedFace> => {
  const { faces } = await analysed(bytes);
  expect(faces).toHaveLength(1);
  return faces[0]!;
};

describeUnless(noModels, 'the quality of drawn faces', () => {
  beforeAll(open);
  afterAll(() => engine.release());

  const NAMES = [
    'interEyeDistance',
    'headPoseYaw',
    'headPosePitch',
    'headPoseRoll',
    'sharpness',
    'directionalSharpness',
    'luminanceMean',
    'luminanceVariance',
    'underExposurePrevention',
    'overExposurePrevention',
    'dynamicRange',
    'illuminationUniformity',
    'eyesContrast',
    'leftwardCropOfTheFaceImage',
    'rightwardCropOfTheFaceImage',
    'marginAboveOfTheFaceImage',
    'marginBelowOfTheFaceImage',
    'singleFacePresent',
  ];

  test('is given by all measures, each a finite number', async () => {
    const { quality, measures } = await onlyFace(await encodePng(drawnFace({ seed: 2 })));
    expect(Object.keys(measures)).toEqual(NAMES);
    for (const [name, value] of Object.entries(measures)) expect(Number.isFinite(value), name).toBe(true);
    expect(quality).toBeGreaterThan(0.7);
    expect(measures.singleFacePresent).toBe(0);
    expect(Math.abs(measures.headPoseYaw!)).toBeLessThan(15);
    expect(Math.abs(measures.headPoseRoll!)).toBeLessThan(3);
  });

  test('says when another face is as large', async () => {
    const group = canvas(900, 420, [90, 120, 150]);
    paste(group, drawnFace({ seed: 4, size: 400 }), 20, 10);
    paste(group, drawnFace({ seed: 5, size: 400 }), 470, 10);
    const { faces } = await analysed(await encodePng(group));
    expect(faces).toHaveLength(2);
    for (const { measures } of faces) expect(measures.singleFacePresent).toBeGreaterThan(0.6);
  });

  test('keeps to itself what it was measured on: no crop is in a comparison, its details or its audit item', async () => {
    const bytes = await encodePng(drawnFace({ seed: 2 }));
    const comparison = await engine.compare(bytes, await encodeJpeg(drawnFace({ seed: 2 })));
    const record = { requestId: 'r', correlationId: null, arrivedAt: 0, durations: {} } as never;
    const decision = decide(comparison, 0.7);
    const item = auditItem(record, 'client', decision, comparison, engine.version, 0.7, null);
    const described = describeComparison(comparison, engine.version, { threshold: 0.7, similarityDecimals: null });
    for (const value of [comparison, described, item]) {
      expect(hasBytes(value)).toBe(false);
      expect(JSON.stringify(value).length).toBeLessThan(5000);
    }
  });
});

function hasBytes(value: unknown): boolean {
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return true;
  return typeof value === 'object' && value !== null && Object.values(value).some(hasBytes);
}

describeUnless(noFaces, 'the quality of real photos', () => {
  beforeAll(open);
  afterAll(() => engine.release());

  const change = async (name: string, how: (picture: Picture) => Promise<Buffer>): Promise<PictureAnalysis> =>
    analysed(await how(await decodePicture(portrait(name))));
  const blur = (sigma: number) => (picture: Picture) => asSharp(picture).blur(sigma).jpeg().toBuffer();
  const light = (gain: number) => (picture: Picture) => asSharp(picture).linear(gain, 0).png().toBuffer();

  test.each(['obama.jpg', 'obama2.jpg', 'obama3.jpg', 'biden.jpg', 'biden2.jpg', 'astronaut.png'])(
    '%s is fine',
    async (name) => {
      const { status, faces } = await analysed(portrait(name));
      expect(status).toBe('Success');
      expect(faces[0]!.quality).toBeGreaterThan(0.9);
    },
  );

  describe.each(['obama2.jpg', 'biden2.jpg'])('%s', (name) => {
    test('blurred beyond recognition is LowQuality, and less sharp', async () => {
      const sharp = await analysed(portrait(name));
      const blurred = await change(name, blur(0.2 * sharp.faces[0]!.measures.interEyeDistance!));
      expect(blurred.status).toBe('LowQuality');
      expect(blurred.faces[0]!.quality).toBeLessThan(0.7);
      expect(blurred.faces[0]!.measures.sharpness).toBeLessThan(0.7 * sharp.faces[0]!.measures.sharpness!);
    });

    test('burnt out is LowQuality, and brighter', async () => {
      const burnt = await change(name, light(4));
      expect(burnt.status).toBe('LowQuality');
      expect(burnt.faces[0]!.measures.luminanceMean).toBeGreaterThan(0.8);
    });

    test('half as bright is fine, and darker', async () => {
      const [before, dark] = [await analysed(portrait(name)), await change(name, light(0.5))];
      expect(dark.status).toBe('Success');
      const ratio = dark.faces[0]!.measures.luminanceMean! / before.faces[0]!.measures.luminanceMean!;
      expect(ratio).toBeCloseTo(0.5, 1);
    });
  });
});

describeUnless(noFaces, 'the same picture among real photos', () => {
  beforeAll(open);
  afterAll(() => engine.release());

  test.each([
    ['JPEG of quality 30', (photo: Buffer) => decodePicture(photo).then((p) => encodeJpeg(p, 30))],
    ['PNG', (photo: Buffer) => decodePicture(photo).then(encodePng)],
    ['half the size', async (photo: Buffer) => resized(await decodePicture(photo), 0.5)],
    ['1.7 times the size', async (photo: Buffer) => resized(await decodePicture(photo), 1.7)],
    [
      '20 % brighter',
      async (photo: Buffer) =>
        asSharp(await decodePicture(photo))
          .linear(1.2, 0)
          .jpeg()
          .toBuffer(),
    ],
    ['a crop', async (photo: Buffer) => central(await decodePicture(photo))],
  ])('%s is recognised', async (_, copy) => {
    for (const name of ['obama.jpg', 'biden.jpg', 'astronaut.png']) {
      const photo = portrait(name);
      expect((await engine.compare(photo, await copy(photo))).samePicture, name).toBe(true);
    }
  });

  test.each([
    ['obama.jpg', 'obama2.jpg'],
    ['obama.jpg', 'obama3.jpg'],
    ['obama2.jpg', 'obama3.jpg'],
    ['biden.jpg', 'biden2.jpg'],
    ['obama.jpg', 'biden.jpg'],
    ['astronaut.png', 'obama3.jpg'],
  ])('%s and %s are two photos', async (a, b) => {
    expect((await engine.compare(portrait(a), portrait(b))).samePicture).toBe(false);
  });
});

async function resized(picture: Picture, factor: number): Promise<Buffer> {
  return asSharp(picture)
    .resize(Math.round(factor * picture.width))
    .jpeg({ quality: 90 })
    .toBuffer();
}

/** The image without a tenth at each edge. */
function central(picture: Picture): Promise<Buffer> {
  const [left, top] = [Math.round(0.1 * picture.width), Math.round(0.1 * picture.height)];
  return asSharp(picture)
    .extract({ left, top, width: picture.width - 2 * left, height: picture.height - 2 * top })
    .jpeg({ quality: 90 })
    .toBuffer();
}
