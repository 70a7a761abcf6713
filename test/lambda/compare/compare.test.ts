import { describe, expect, it } from 'vitest';
import { ADVICE, STATUSES } from '../../../lambda/contract/status.ts';
import type { PictureStatus } from '../../../lambda/face/comparison.ts';
import { call, compareEvent, comparison, createHarness, SETTINGS } from './harness.ts';

describe('a comparison', () => {
  it('answers with the envelope of the contract and exactly three fields', async () => {
    const harness = createHarness();
    const { statusCode, headers, envelope } = await call(harness, compareEvent());
    expect(statusCode).toBe(200);
    expect(envelope).toEqual({
      version: null,
      statusCode: 200,
      messages: ['Processed successfully'],
      result: { isFaceMatch: true, matchingSimilarity: 0.96, status: 'Success' },
    });
    expect(headers).toEqual({
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'x-request-id': '6f2e1c70-8f0a-4a52-9f7e-0d1f5a3c9b11',
    });
  });

  it.each([
    [0.71, true],
    [0.7, false],
    [0.69, false],
  ])('with similarity %d and threshold 0.7 is a match: %s', async (similarity, isFaceMatch) => {
    const harness = createHarness();
    harness.engine.outcome = comparison(similarity);
    expect((await call(harness, compareEvent())).envelope.result).toMatchObject({ isFaceMatch });
  });

  it.each<[PictureStatus, PictureStatus, PictureStatus]>([
    ['Success', 'InvalidImage', 'InvalidImage'],
    ['NoFaceDetected', 'InvalidImage', 'InvalidImage'],
    ['EmptyImage', 'InvalidImage', 'EmptyImage'],
    ['LandmarksNotDetected', 'NoFaceDetected', 'NoFaceDetected'],
    ['LandmarksNotDetected', 'Success', 'LandmarksNotDetected'],
  ])('of %s and %s has status %s, no match and an audit item', async (first, second, status) => {
    const harness = createHarness();
    harness.engine.outcome = comparison(null, [first, second]);
    const { statusCode, envelope } = await call(harness, compareEvent());
    expect(statusCode).toBe(200);
    expect(envelope.result).toEqual({ isFaceMatch: false, matchingSimilarity: 0, status });
    const lines = [
      ['LivenessFace', first],
      ['FaceFromDocument', second],
    ].flatMap(([field, of]) => (of === 'Success' ? [] : [`${field}: ${ADVICE[of as keyof typeof ADVICE]}`]));
    expect(envelope.messages).toEqual(lines);
    expect(harness.items).toHaveLength(1);
    expect(harness.items[0]).toMatchObject({
      status,
      livenessFace: { status: first },
      faceFromDocument: { status: second },
    });
  });

  it('of one picture of low quality keeps its similarity and decision', async () => {
    const harness = createHarness();
    harness.engine.outcome = comparison(0.8, ['Success', 'LowQuality']);
    const { envelope } = await call(harness, compareEvent());
    expect(envelope.result).toEqual({ isFaceMatch: true, matchingSimilarity: 0.8, status: 'LowQuality' });
    expect(envelope.messages).toEqual([`FaceFromDocument: ${ADVICE.LowQuality}`]);
  });

  it('of two pictures of low quality keeps its similarity and is no match, however high', async () => {
    const harness = createHarness();
    harness.engine.outcome = comparison(0.95, ['LowQuality', 'LowQuality']);
    const { envelope } = await call(harness, compareEvent());
    expect(envelope.result).toEqual({ isFaceMatch: false, matchingSimilarity: 0.95, status: 'LowQuality' });
    expect(envelope.messages).toEqual([`LivenessFace: ${ADVICE.LowQuality}`, `FaceFromDocument: ${ADVICE.LowQuality}`]);
    expect(harness.items[0]).toMatchObject({ isFaceMatch: false, matchingSimilarity: 0.95, status: 'LowQuality' });
  });

  it.each([
    ['throws', new TypeError('secret pixels 4711')],
    ['returns a similarity that is no number', comparison(Number.NaN)],
    ['returns a similarity above 1', comparison(1.5)],
  ])('has status Error, audited, when the engine %s', async (_, outcome) => {
    const harness = createHarness();
    harness.engine.outcome = outcome;
    const { statusCode, envelope } = await call(harness, compareEvent(undefined, { query: { details: 'true' } }));
    expect(statusCode).toBe(200);
    expect(envelope.result).toMatchObject({ isFaceMatch: false, matchingSimilarity: 0, status: 'Error' });
    expect(envelope.messages).toEqual([`LivenessFace: ${ADVICE.Error}`, `FaceFromDocument: ${ADVICE.Error}`]);
    expect(harness.items[0]).toMatchObject({ status: 'Error', livenessFace: { status: 'Error', facesFound: 0 } });
    expect(harness.lines[0]).toMatchObject({ level: 'ERROR', statusCode: 200, reason: 'inference' });
    expect(JSON.stringify([harness.lines, envelope, harness.items])).not.toMatch(/4711|stack/);
  });

  it.each([
    ['true', true],
    ['True', true],
    ['1', true],
    ['FALSE', false],
    ['0', false],
  ])('takes details=%s', async (details, wanted) => {
    const { envelope } = await call(createHarness(), compareEvent(undefined, { query: { details } }));
    expect('details' in (envelope.result ?? {})).toBe(wanted);
  });

  it('adds details on request only', async () => {
    const harness = createHarness();
    const { envelope } = await call(harness, compareEvent(undefined, { query: { details: 'true' } }));
    const shown = {
      width: 640,
      height: 480,
      facesFound: 1,
      chosen: 0,
      reason: null,
      recaptured: null,
      faces: [
        {
          box: [10, 20, 100, 120],
          landmarks: [
            [40, 60],
            [80, 60],
            [60, 85],
            [45, 110],
            [75, 110],
          ],
          quality: 0.8,
          measures: { sharpness: 0.5 },
        },
      ],
    };
    expect(envelope.result?.details).toEqual({
      threshold: 0.7,
      falseMatchRate: 1e-5,
      falseMatchRatePerPair: 1e-5,
      randomPairFalseMatchRate: 1e-7,
      pairs: 1,
      pack: 'retail-0095',
      calibrationVersion: 'provisional-1',
      samePicture: false,
      marginToSecond: null,
      similarities: [[0.96]],
      livenessFace: shown,
      faceFromDocument: shown,
    });
    const other = await call(harness, compareEvent(undefined, { query: { details: 'false' } }));
    expect(Object.keys(other.envelope.result ?? {})).toEqual(['isFaceMatch', 'matchingSimilarity', 'status']);
  });

  it('says in its details how many pairs of faces were compared, and what that does to the rate', async () => {
    const harness = createHarness();
    const outcome = comparison(0.8);
    const many = { pairs: 32, falseMatchRatePerPair: 1e-5, falseMatchRate: 3.2e-4 };
    harness.engine.outcome = { ...outcome, pair: { ...outcome.pair!, ...many } };
    const { envelope } = await call(harness, compareEvent(undefined, { query: { details: 'true' } }));
    expect(envelope.result?.details).toMatchObject(many);
    harness.engine.outcome = comparison(null, ['Success', 'NoFaceDetected']);
    const none = await call(harness, compareEvent(undefined, { query: { details: 'true' } }));
    expect(none.envelope.result?.details).toMatchObject({
      pairs: 0,
      similarities: [],
      falseMatchRatePerPair: null,
      falseMatchRate: null,
      randomPairFalseMatchRate: null,
    });
    harness.engine.outcome = new Error('inference');
    const failed = await call(harness, compareEvent(undefined, { query: { details: 'true' } }));
    expect(failed.envelope.result?.details).toMatchObject({ pairs: 0, falseMatchRatePerPair: null });
    expect(harness.items.map(({ pairs }) => pairs)).toEqual([32, 0, 0]);
  });

  it('gives quality and measures as they are, but with two decimals where those of the similarity are limited', async () => {
    const outcome = comparison(0.8);
    const face = { ...outcome.pictures[0].faces[0]!, quality: 0.123456, measures: { headPoseYaw: -12.34567 } };
    const pictures = [{ ...outcome.pictures[0], faces: [face] }, outcome.pictures[1]] as const;
    for (const [similarityDecimals, quality, headPoseYaw] of [
      [null, 0.123456, -12.34567],
      [4, 0.12, -12.35],
    ] as const) {
      const harness = createHarness({ settings: { ...SETTINGS, similarityDecimals } });
      harness.engine.outcome = { ...outcome, pictures };
      const { envelope } = await call(harness, compareEvent(undefined, { query: { details: 'true' } }));
      expect(envelope.result?.details).toMatchObject({
        livenessFace: { faces: [{ box: face.box, landmarks: face.landmarks, quality, measures: { headPoseYaw } }] },
      });
    }
  });

  it('knows only the statuses of the contract', () => {
    expect(Object.keys(ADVICE).concat('Success').sort()).toEqual([...STATUSES].sort());
  });
});
