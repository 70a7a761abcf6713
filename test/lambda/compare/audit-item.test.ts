import { describe, expect, it } from 'vitest';
import { WRITE_TIMEOUT_MS } from '../../../lambda/compare/audit-item.ts';
import { lambdaContext } from '../../support/events.ts';
import { pictureParts } from '../../support/multipart.ts';
import { CALLER, call, compareEvent, comparison, createHarness, FIRST, NOW, SECOND, SETTINGS } from './harness.ts';

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
      pairs: 1,
      livenessFace: { status: 'Success', facesFound: 1, quality: 0.8, measures: { sharpness: 0.5 } },
      faceFromDocument: { status: 'Success', facesFound: 1, quality: 0.8, measures: { sharpness: 0.5 } },
      pack: 'retail-0095',
      models: ['yunet-n@104ee26c'],
      calibration: 'provisional-1',
      expiresAt: NOW / 1000 + 30 * 86_400,
    });
    expect(durations).toMatchObject({ decode: 12, detect: 21, embed: 8 });
    expect(Object.values(durations).every(Number.isInteger)).toBe(true);
  });

  it('holds the quality of the faces that were paired, rounded, and none without a pair', async () => {
    const harness = createHarness();
    const outcome = comparison(0.96);
    const [first, second] = outcome.pictures;
    const other = {
      ...first.faces[0]!,
      quality: 0.3,
      measures: { interEyeDistance: 41.123456, headPoseYaw: -3.00049 },
    };
    harness.engine.outcome = {
      ...outcome,
      pictures: [{ ...first, facesFound: 2, faces: [first.faces[0]!, other] }, second],
      pair: { ...outcome.pair!, faces: [1, 0] },
    };
    await call(harness, compareEvent());
    expect(harness.items[0]).toMatchObject({
      livenessFace: { quality: 0.3, measures: { interEyeDistance: 41.123, headPoseYaw: -3 } },
      faceFromDocument: { quality: 0.8, measures: { sharpness: 0.5 } },
    });
    harness.engine.outcome = comparison(null, ['Success', 'NoFaceDetected']);
    await call(harness, compareEvent());
    expect(harness.items[1]).toMatchObject({
      livenessFace: { quality: null, measures: null },
      faceFromDocument: { quality: null, measures: null },
    });
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
    const { statusCode, body } = await harness.handler(compareEvent(), lambdaContext(300));
    expect(statusCode).toBe(500);
    expect(JSON.parse(body).messages).toEqual(['Unexpected server error.']);
    expect(harness.lines[0]).toMatchObject({ reason: 'time-out' });
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(harness.items).toEqual([]);
  });

  it('is not begun where the time-out might come before its end', async () => {
    const answer = async (remaining: number) => {
      const harness = createHarness();
      const { statusCode } = await harness.handler(compareEvent(), lambdaContext(remaining));
      return [statusCode, harness.lines[0]?.reason, harness.items.length];
    };
    const least = WRITE_TIMEOUT_MS + 500;
    expect(await answer(least)).toEqual([200, undefined, 1]);
    expect(await answer(least - 1)).toEqual([500, 'time-out', 0]);
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

  it.each([['x'.repeat(128)], ['order 42: "a", <b>, {c}'], ['=1+1'], ['~'], ['!']])(
    'of printable ASCII is kept: %j',
    async (id) => {
      const harness = createHarness();
      const { statusCode, headers } = await call(harness, withId(id));
      expect([statusCode, headers['x-correlation-id']]).toEqual([200, id]);
      expect(harness.items[0]).toMatchObject({ correlationId: id });
      expect(harness.lines[0]).toMatchObject({ correlationId: id });
    },
  );

  it.each([
    ['x'.repeat(129), 'The x-correlation-id has 129 characters; '],
    ['line\nbreak', 'The x-correlation-id has 10 characters, 1 of them not printable ASCII; '],
    ['tab\t', 'The x-correlation-id has 4 characters, 1 of them not printable ASCII; '],
    ['\u00e9\u00e9', 'The x-correlation-id has 2 characters, 2 of them not printable ASCII; '],
    ['\u007f', 'The x-correlation-id has 1 character, 1 of them not printable ASCII; '],
    ['', 'The x-correlation-id has 0 characters; '],
  ])('of another form is refused: %j', async (id, found) => {
    const harness = createHarness();
    const { statusCode, headers, envelope } = await call(harness, withId(id));
    expect(statusCode).toBe(400);
    expect(envelope.messages).toEqual([`${found}allowed are 1 to 128 printable ASCII characters, spaces included.`]);
    expect(headers).not.toHaveProperty('x-correlation-id');
    expect(harness.items).toEqual([]);
    expect(harness.engine.compared).toEqual([]);
    expect(harness.lines[0]).toMatchObject({ failure: 'invalidRequest', reason: 'correlation-id' });
    expect(harness.lines[0]).not.toHaveProperty('correlationId');
  });

  it('of another form comes after what is too large', async () => {
    const { statusCode } = await call(createHarness(), withId('\n', pictureParts(Buffer.alloc(4_000_001), SECOND)));
    expect(statusCode).toBe(413);
  });
});
