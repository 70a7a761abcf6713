import { describe, expect, it } from 'vitest';
import { ADVICE, STATUSES } from '../../../lambda/contract/status.ts';
import type { PictureStatus } from '../../../lambda/face/comparison.ts';
import { proxyEvent } from '../../support/events.ts';
import { pictureParts } from '../../support/multipart.ts';
import { CALLER, call, compareEvent, comparison, createHarness, FIRST, NOW, SECOND, SETTINGS } from './harness.ts';

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

  it('of a picture of low quality keeps its similarity and decision', async () => {
    const harness = createHarness();
    harness.engine.outcome = comparison(0.8, ['Success', 'LowQuality']);
    const { envelope } = await call(harness, compareEvent());
    expect(envelope.result).toEqual({ isFaceMatch: true, matchingSimilarity: 0.8, status: 'LowQuality' });
    expect(envelope.messages).toEqual([`FaceFromDocument: ${ADVICE.LowQuality}`]);
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

  it('adds details on request only', async () => {
    const harness = createHarness();
    const { envelope } = await call(harness, compareEvent(undefined, { query: { details: 'true' } }));
    const shown = {
      width: 640,
      height: 480,
      facesFound: 1,
      chosen: 0,
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
      pack: 'retail-0095',
      calibrationVersion: 'provisional-1',
      samePicture: false,
      marginToSecond: null,
      livenessFace: shown,
      faceFromDocument: shown,
    });
    const other = await call(harness, compareEvent(undefined, { query: { details: 'false' } }));
    expect(Object.keys(other.envelope.result ?? {})).toEqual(['isFaceMatch', 'matchingSimilarity', 'status']);
  });

  it('knows only the statuses of the contract', () => {
    expect(Object.keys(ADVICE).concat('Success').sort()).toEqual([...STATUSES].sort());
  });
});

describe('the audit item', () => {
  it('holds the outcome and what it rests on, and nothing else', async () => {
    const harness = createHarness({ settings: { ...SETTINGS, retentionDays: 30 } });
    await call(
      harness,
      compareEvent(undefined, {
        headers: {
          'content-type': 'multipart/form-data; boundary=----formdata-undici-057508467632',
          'X-Correlation-ID': 'order:42',
        },
      }),
    );
    const { durations, ...item } = harness.items[0] ?? ({} as never);
    expect(item).toEqual({
      client: 'client-1',
      id: '2026-11-23T12:34:56.000Z#6f2e1c70-8f0a-4a52-9f7e-0d1f5a3c9b11',
      time: '2026-11-23T12:34:56.000Z',
      requestId: '6f2e1c70-8f0a-4a52-9f7e-0d1f5a3c9b11',
      correlationId: 'order:42',
      isFaceMatch: true,
      matchingSimilarity: 0.96,
      status: 'Success',
      threshold: 0.7,
      samePicture: false,
      livenessFace: { status: 'Success', facesFound: 1, quality: 0.8 },
      faceFromDocument: { status: 'Success', facesFound: 1, quality: 0.8 },
      pack: 'retail-0095',
      models: ['yunet-n@104ee26c'],
      calibration: 'provisional-1',
      expiresAt: NOW / 1000 + 30 * 86_400,
    });
    expect(durations).toMatchObject({ decode: 12, detect: 21, embed: 8 });
    expect(Object.values(durations).every(Number.isInteger)).toBe(true);
  });

  it('withholds the decision when it cannot be stored', async () => {
    const harness = createHarness({
      audit: {
        put: async () => {
          throw new Error('secret');
        },
      },
    });
    const { statusCode, envelope } = await call(harness, compareEvent());
    expect(statusCode).toBe(500);
    expect(envelope).toEqual({ version: null, statusCode: 500, messages: ['Unexpected server error.'], result: null });
    expect(harness.lines[0]).toMatchObject({ statusCode: 500, failure: 'unexpected', reason: 'audit', status: null });
    expect(JSON.stringify(harness.lines)).not.toContain('secret');
  });

  it('is not written for a decision that comes after the time-out', async () => {
    const harness = createHarness();
    harness.engine.compare = async () => {
      await new Promise((resolve) => setTimeout(resolve, 120));
      return comparison(0.96);
    };
    const context = { getRemainingTimeInMillis: () => 300 } as never;
    const { statusCode, body } = await harness.handler(compareEvent(), context);
    expect(statusCode).toBe(500);
    expect(JSON.parse(body).messages).toEqual(['Unexpected server error.']);
    expect(harness.lines[0]).toMatchObject({ reason: 'time-out' });
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(harness.items).toEqual([]);
  });

  it('is not written for a request that is refused', async () => {
    const harness = createHarness();
    await call(harness, compareEvent([]));
    await call(harness, compareEvent(undefined, { authorizer: { ...CALLER, exp: 1 } }));
    expect(harness.items).toEqual([]);
  });
});

describe('a correlation id', () => {
  const withId = (id: string, parts = pictureParts(FIRST, SECOND)) =>
    compareEvent(parts, {
      headers: {
        'Content-Type': 'multipart/form-data; boundary=----formdata-undici-057508467632',
        'x-correlation-id': id,
      },
    });

  it('is echoed, also with a refusal', async () => {
    const harness = createHarness();
    expect((await call(harness, withId('a-1'))).headers['x-correlation-id']).toBe('a-1');
    expect((await call(harness, withId('a-2', []))).headers['x-correlation-id']).toBe('a-2');
  });

  it.each([['x'.repeat(65)], ['line\nbreak'], ['<b>'], ['']])('of another form is ignored: %j', async (id) => {
    const harness = createHarness();
    const { statusCode, headers } = await call(harness, withId(id));
    expect(statusCode).toBe(200);
    expect(headers).not.toHaveProperty('x-correlation-id');
    expect(harness.items[0]).not.toHaveProperty('correlationId');
  });
});

describe('the caller', () => {
  it('gets 401 when the token has expired since the authorizer let it in', async () => {
    const harness = createHarness();
    const { statusCode, headers, envelope } = await call(
      harness,
      compareEvent(undefined, { authorizer: { ...CALLER, exp: NOW / 1000 - 1 } }),
    );
    expect(statusCode).toBe(401);
    expect(headers).toMatchObject({ 'www-authenticate': 'Bearer', 'x-request-id': expect.any(String) });
    expect(envelope).toEqual({
      version: null,
      statusCode: 401,
      messages: ['The bearer token is missing, invalid or expired.'],
      result: null,
    });
    expect(harness.engine.compared).toEqual([]);
  });

  it('gets 401 before anything is said of the body', async () => {
    const harness = createHarness();
    const event = compareEvent([], { authorizer: { ...CALLER, exp: 1 } });
    expect((await call(harness, event)).statusCode).toBe(401);
  });

  it.each([
    [null],
    [{}],
    [{ principalId: 'client-1', client: 'client-1' }],
    [{ ...CALLER, client: '' }],
    [{ ...CALLER, exp: 'soon' }],
    [{ ...CALLER, exp: '' }],
  ])('is unknown without the authorizer’s context %j: 500', async (authorizer) => {
    const harness = createHarness();
    const { statusCode, envelope } = await call(harness, compareEvent(undefined, { authorizer }));
    expect(statusCode).toBe(500);
    expect(envelope.messages).toEqual(['Unexpected server error.']);
    expect(harness.engine.compared).toEqual([]);
    expect(harness.lines[0]).toMatchObject({ reason: 'no-authorizer-context' });
  });
});

describe('the engine', () => {
  it('that cannot be loaded is a 500, and the next request tries again', async () => {
    let calls = 0;
    const working = createHarness().engine;
    const harness = createHarness({
      engine: async () => {
        calls++;
        if (calls === 1) throw new Error('secret path');
        return working;
      },
    });
    const first = await call(harness, compareEvent());
    expect(first.statusCode).toBe(500);
    expect(first.envelope.messages).toEqual(['Unexpected server error.']);
    expect(harness.lines[0]).toMatchObject({ reason: 'engine-load', errorName: 'Error' });
    expect(JSON.stringify(harness.lines)).not.toContain('secret');
    expect((await call(harness, compareEvent())).statusCode).toBe(200);
  });
});

describe('other routes', () => {
  const health = { method: 'GET', path: '/health', headers: {} };

  it('GET /health says what runs, without a token', async () => {
    const { statusCode, headers, envelope } = await call(createHarness(), proxyEvent(health));
    expect(statusCode).toBe(200);
    expect(headers['x-request-id']).toBe('6f2e1c70-8f0a-4a52-9f7e-0d1f5a3c9b11');
    expect(envelope).toEqual({
      version: null,
      statusCode: 200,
      messages: ['Healthy'],
      result: {
        version: expect.stringMatching(/^\d+\.\d+\.\d+/),
        pack: 'retail-0095',
        calibrationVersion: 'provisional-1',
      },
    });
  });

  it('GET /health is a 500 where the models cannot be loaded', async () => {
    const harness = createHarness({ engine: () => Promise.reject(new Error('x')) });
    expect((await call(harness, proxyEvent(health))).statusCode).toBe(500);
  });

  it.each([
    ['GET', '/ExtFaceComparison/Compare'],
    ['POST', '/health'],
    ['GET', '/'],
    ['DELETE', '/secret-path'],
  ])('%s %s is a 404 in the envelope', async (method, path) => {
    const harness = createHarness();
    const { statusCode, headers, envelope } = await call(harness, proxyEvent({ method, path }));
    expect(statusCode).toBe(404);
    expect(envelope).toEqual({
      version: null,
      statusCode: 404,
      messages: ['There is no such endpoint.'],
      result: null,
    });
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'x-request-id': expect.any(String) });
    expect(JSON.stringify(harness.lines)).not.toContain('secret-path');
  });
});
