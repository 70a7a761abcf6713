import { beforeEach, describe, expect, it } from 'vitest';
import { Idempotency } from '../../../../lambda/compare/idempotency/idempotency.ts';
import { lambdaContext } from '../../../support/events.ts';
import { multipartBody, multipartType, pictureParts, textPart } from '../../../support/multipart.ts';
import { CALLER, call, compareEvent, comparison, createHarness, FIRST, type Harness, NOW, SECOND } from '../harness.ts';
import { MemoryIdempotencyStore } from './memory-store.ts';

const KEY = '0f8c-Zq7Kanarienvogel';
let store: MemoryIdempotencyStore;
let harness: Harness;
let counted: string[];
let now: number;
let requests = 0;
beforeEach(() => {
  store = new MemoryIdempotencyStore();
  counted = [];
  now = NOW;
  harness = createHarness({
    clock: () => now,
    idempotency: new Idempotency(store, () => now),
    sessions: {
      count: async (_, __, id) => {
        if (!counted.includes(id)) counted.push(id);
        return counted.length <= 5;
      },
    },
  });
});

interface Sent {
  readonly key?: string | null;
  readonly parts?: Parameters<typeof compareEvent>[0];
  readonly details?: boolean;
  readonly headers?: Record<string, string>;
  readonly authorizer?: Readonly<Record<string, unknown>>;
}
/** Sends a request with its own request id. */
function send({ key = KEY, parts, details = false, headers = {}, authorizer = CALLER }: Sent = {}) {
  const event = compareEvent(parts, {
    requestId: `r-${++requests}`,
    headers: { 'Content-Type': multipartType(), ...(key === null ? {} : { 'Idempotency-Key': key }), ...headers },
    authorizer,
    ...(details ? { query: { details: 'true' } } : {}),
  });
  return call(harness, event);
}

describe('a repeated request with an Idempotency-Key', () => {
  it('gets the first answer without a comparison and without a second audit item', async () => {
    const first = await send();
    harness.engine.outcome = comparison(0.1);
    const second = await send();
    expect(second.envelope).toEqual(first.envelope);
    expect(second.statusCode).toBe(200);
    expect(store.items).toHaveLength(1);
    expect(harness.items).toEqual([]);
    expect(harness.engine.compared).toHaveLength(1);
  });

  it('has a request id of its own, and the first one beside it', async () => {
    const first = await send();
    const second = await send();
    expect(first.headers).not.toHaveProperty('x-original-request-id');
    expect(second.headers['x-request-id']).not.toBe(first.headers['x-request-id']);
    expect(second.headers['x-original-request-id']).toBe(first.headers['x-request-id']);
    expect(store.items[0]!.requestId).toBe(first.headers['x-request-id']);
  });

  it('repeats the messages of a comparison that was none', async () => {
    harness.engine.outcome = comparison(null, ['NoFaceDetected', 'LowQuality']);
    const first = await send();
    const second = await send();
    expect(second.envelope).toEqual(first.envelope);
    expect(second.envelope.messages).toHaveLength(2);
  });

  it('repeats status Error, which is a decision', async () => {
    harness.engine.outcome = new Error('inference');
    await send();
    harness.engine.outcome = comparison(0.96);
    expect((await send()).envelope.result).toMatchObject({ status: 'Error', isFaceMatch: false });
    expect((await send({ key: 'another key' })).envelope.result).toMatchObject({ status: 'Success' });
  });

  it('may have another boundary, other file names and other parts', async () => {
    const first = await send();
    const [liveness, document] = pictureParts(FIRST, SECOND);
    const parts = [textPart('note', 'again'), { ...document! }, { ...liveness! }];
    const boundary = 'another-boundary';
    const event = compareEvent([], {
      headers: { 'Content-Type': multipartType(boundary), 'idempotency-key': KEY },
      body: multipartBody(parts, boundary),
      requestId: 'other',
    });
    expect((await call(harness, event)).envelope).toEqual(first.envelope);
    expect(store.items).toHaveLength(1);
  });

  it('is refused with other pictures', async () => {
    await send();
    const { statusCode, envelope } = await send({ parts: pictureParts(SECOND, FIRST) });
    expect(statusCode).toBe(400);
    expect(envelope.messages).toEqual([expect.stringMatching(/^Other images were sent with this Idempotency-Key/)]);
    expect(harness.lines.at(-1)).toMatchObject({ reason: 'other-pictures' });
    expect(store.items).toHaveLength(1);
  });

  it('is another request for another client or another session', async () => {
    await send();
    for (const authorizer of [
      { ...CALLER, client: 'client-2' },
      { ...CALLER, sessionId: 's-1', sessionComparisons: 5 },
      { ...CALLER, sessionId: 's-2', sessionComparisons: 5 },
    ]) {
      expect((await send({ authorizer, parts: pictureParts(SECOND, FIRST) })).statusCode).toBe(200);
    }
    expect(store.items).toHaveLength(4);
  });

  it('waits for the first one, then is answered 429 with Retry-After', async () => {
    store.complete = async () => {
      throw new Error('crash');
    };
    store.release = async () => {};
    expect((await send()).statusCode).toBe(500);
    const context = { ...lambdaContext(), getRemainingTimeInMillis: () => 5_600 };
    const event = compareEvent(undefined, { headers: { 'Content-Type': multipartType(), 'Idempotency-Key': KEY } });
    now += 12_000;
    const { statusCode, headers, body } = await harness.handler(event, context);
    expect(statusCode).toBe(429);
    expect(headers).toMatchObject({ 'Retry-After': '3' });
    expect(JSON.parse(body).messages).toEqual([expect.stringMatching(/no response yet. Wait 3 seconds/)]);
  });

  it('gives the key back after a failure, so that a retry is answered at once', async () => {
    const { complete } = store;
    store.complete = async () => {
      throw new Error('out of reach');
    };
    const { statusCode } = await send();
    expect(statusCode).toBe(500);
    expect(harness.lines.find(({ message }) => message === 'request')).toMatchObject({ reason: 'audit' });
    store.complete = complete;
    expect((await send()).statusCode).toBe(200);
    expect(store.items).toHaveLength(1);
  });

  it('is answered 500 where the records are out of reach, and nothing is compared', async () => {
    store.failing = 'claim';
    expect((await send()).statusCode).toBe(500);
    expect(harness.lines[0]).toMatchObject({ reason: 'idempotency', errorName: 'TypeError' });
    expect(harness.engine.compared).toEqual([]);
  });

  it('is answered 500 where no table of keys is set', async () => {
    harness = createHarness();
    expect((await send()).statusCode).toBe(500);
    expect(harness.lines[0]).toMatchObject({ reason: 'idempotency' });
    expect(harness.items).toEqual([]);
  });
});

describe('the details of a repeated request', () => {
  it('are computed from its pictures, beside the stored decision', async () => {
    const first = await send();
    expect(store.records.size).toBe(1);
    harness.engine.outcome = comparison(0.2);
    const second = await send({ details: true });
    const { details, ...result } = second.envelope.result!;
    expect(result).toEqual(first.envelope.result);
    expect(details).toMatchObject({ threshold: 0.7, livenessFace: { facesFound: 1 } });
    expect(harness.engine.compared).toHaveLength(2);
    expect(store.items).toHaveLength(1);
  });

  it('are never stored', async () => {
    await send({ details: true });
    const [record] = [...store.records.values()];
    expect(Object.keys(record!).sort()).toEqual(['answer', 'expiresAt', 'fingerprint', 'id', 'leaseEndsAt', 'owner']);
    expect(Object.keys(record!.answer!).sort()).toEqual([
      'isFaceMatch',
      'matchingSimilarity',
      'messages',
      'requestId',
      'status',
    ]);
  });
});

describe('a session', () => {
  const authorizer = { ...CALLER, sessionId: 's-1', sessionComparisons: 5 };

  it('counts a repeated request once, also where the first one failed after it was counted', async () => {
    await send({ authorizer });
    await send({ authorizer });
    expect(counted).toHaveLength(1);
    store.failing = 'complete';
    expect((await send({ authorizer, key: 'k-2' })).statusCode).toBe(500);
    store.failing = null;
    expect((await send({ authorizer, key: 'k-2' })).statusCode).toBe(200);
    expect(counted).toHaveLength(2);
  });

  it('that is used up still gets the answers that it had, and no more', async () => {
    const first = await send({ authorizer });
    for (const key of ['k-2', 'k-3', 'k-4', 'k-5']) await send({ authorizer, key });
    expect((await send({ authorizer, key: 'k-6' })).statusCode).toBe(401);
    expect((await send({ authorizer })).envelope).toEqual(first.envelope);
    expect((await send({ authorizer, key: 'k-6' })).statusCode).toBe(401);
  });

  it('counts requests without a key by their request ids', async () => {
    await send({ authorizer, key: null });
    expect(counted).toEqual([`r-${requests}`]);
  });
});

describe('an Idempotency-Key', () => {
  it.each([
    ['empty', '', /has 0 characters;/],
    ['of 256 characters', 'x'.repeat(256), /has 256 characters;/],
    ['of other letters', 'cl\u00e9', /has 3 characters, 1 of them not printable ASCII;/],
    ['with a tab', 'a\tb', /1 of them not printable ASCII;/],
  ])('%s is refused', async (_, key, message) => {
    const { statusCode, envelope } = await send({ key });
    expect(statusCode).toBe(400);
    expect(envelope.messages[0]).toMatch(message);
    expect(store.calls).toEqual([]);
  });

  it('may have any 255 printable characters', async () => {
    const key = Array.from({ length: 255 }, (_, i) => String.fromCharCode(0x20 + (i % 95))).join('');
    expect((await send({ key })).statusCode).toBe(200);
    expect(store.items).toHaveLength(1);
  });

  it('is not touched where the request is refused for another reason', async () => {
    expect((await send({ parts: pictureParts('', SECOND) })).statusCode).toBe(400);
    expect((await send({ headers: { 'x-correlation-id': '' } })).statusCode).toBe(400);
    expect(store.calls).toEqual([]);
  });

  it('costs nothing where it is not sent', async () => {
    expect((await send({ key: null })).statusCode).toBe(200);
    expect((await send({ key: null })).headers).not.toHaveProperty('x-original-request-id');
    expect(store.calls).toEqual([]);
    expect(harness.items).toHaveLength(2);
    expect(Object.keys(harness.lines[0]!.durations as object)).not.toContain('idempotency');
  });

  it('is in no line of the log, no record, no item and no answer', async () => {
    const answers = [await send(), await send(), await send({ parts: pictureParts(SECOND, FIRST) })];
    const text = JSON.stringify([answers, harness.lines, [...store.records], store.items]);
    expect(text).not.toContain('Kanarienvogel');
    expect(harness.lines.filter(({ message }) => message === 'request')).toMatchObject([
      { statusCode: 200, status: 'Success' },
      { statusCode: 200, status: null, originalRequestId: expect.stringMatching(/^r-/) },
      { statusCode: 400 },
    ]);
  });

  it('counts a repeated answer as no comparison', async () => {
    await send();
    await send();
    const metrics = harness.lines.filter(({ _aws }) => _aws !== undefined);
    expect(metrics.map(({ Comparisons }) => Comparisons)).toEqual([1]);
  });
});
