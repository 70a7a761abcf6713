import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { FAILURES } from '../../../lambda/contract/failures.ts';
import { APP_TOKEN_PATH, COMPARE_PATH, HEALTH_PATH, SESSION_TOKEN_PATH } from '../../../lambda/contract/fields.ts';
import { REFUSALS } from '../../../lambda/contract/refusals.ts';
import { API_PARTS, routeMessages, routesOf } from '../../../lambda/contract/routes.ts';
import { drawnFace } from '../../../lib/pictures/drawn-face.ts';
import { encodeJpeg } from '../../../lib/pictures/encode.ts';
import { send, type TestAnswer } from '../../support/gateway.ts';
import { multipartBody, multipartType, type PartSpec, pictureParts } from '../../support/multipart.ts';
import { type RealApi, startRealApi } from '../../support/real-api.ts';
import { describeUnless, noFaces, noModels, portrait } from '../../support/shared.ts';

const refused = (statusCode: number, ...messages: string[]) => ({ version: null, statusCode, messages, result: null });

describeUnless(noModels, 'the API over HTTP', () => {
  let api: RealApi;
  let token: string;
  let face: Buffer;
  beforeAll(async () => {
    api = await startRealApi();
    token = await api.token({ client: 'bank' });
    face = await encodeJpeg(drawnFace());
  });
  afterAll(() => api.close());
  // The rate limit applies: each request needs a fifth of a second.
  beforeEach(() => sleep(250));

  const compare = (
    parts: readonly PartSpec[],
    authorization = `Bearer ${token}`,
    more: Record<string, string> = {},
  ) => {
    const headers = { 'content-type': multipartType(), authorization, ...more };
    return send(api.url, COMPARE_PATH, { headers, body: multipartBody(parts) });
  };
  const json = (answer: TestAnswer) => JSON.parse(answer.body);
  const id = (answer: TestAnswer) => String(answer.headers['x-request-id']);

  describeUnless(noFaces, 'on photos', () => {
    it.each([
      ['obama.jpg', 'obama2.jpg', true],
      ['obama2.jpg', 'obama.jpg', true],
      ['obama.jpg', 'biden.jpg', false],
      ['biden.jpg', 'biden2.jpg', true],
    ])('decides on %s and %s, and keeps an audit item of it', async (first, second, isFaceMatch) => {
      const answer = await compare(pictureParts(portrait(first), portrait(second)));
      expect(answer.status).toBe(200);
      const envelope = json(answer);
      expect(envelope).toEqual({
        version: null,
        statusCode: 200,
        messages: ['Processed successfully'],
        result: { isFaceMatch, matchingSimilarity: expect.any(Number), status: 'Success' },
      });
      const [item, ...others] = await api.auditItems(id(answer));
      expect(others).toEqual([]);
      expect(item).toMatchObject({
        client: { S: 'bank' },
        requestId: { S: id(answer) },
        isFaceMatch: { BOOL: isFaceMatch },
        status: { S: 'Success' },
      });
      expect(Number(item!.matchingSimilarity!.N)).toBe(envelope.result.matchingSimilarity);
    });
  });

  it('gives an application a token, and a session of it so many comparisons, each with its name in the audit item', async () => {
    const post = (path: string, body: object, more: Record<string, string> = {}) =>
      send(api.url, path, { headers: { 'content-type': 'application/json', ...more }, body: JSON.stringify(body) });
    const application = json(await post(APP_TOKEN_PATH, api.app)).result.token;
    const opened = await post(
      SESSION_TOKEN_PATH,
      { sessionId: 'visit-1', comparisons: 2 },
      { authorization: `Bearer ${application}` },
    );
    const session = `Bearer ${json(opened).result.token}`;
    // A request that is not a comparison does not count.
    expect((await compare([], session)).status).toBe(400);
    const parts = pictureParts(face, Buffer.from('no picture'));
    const answers = await Promise.all([1, 2, 3].map(() => compare(parts, session)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 401]);
    const last = answers.find(({ status }) => status === 401)!;
    expect(json(last)).toEqual(refused(401, REFUSALS.sessionUsedUp.message(2)));
    expect(await api.auditItems(id(last))).toEqual([]);
    const [item] = await api.auditItems(id(answers.find(({ status }) => status === 200)!));
    expect(item).toMatchObject({ client: { S: api.app.appId }, sessionId: { S: 'visit-1' } });
    await sleep(1_000);
  });

  it('keeps an audit item of a comparison without a face, with the caller’s own id', async () => {
    const parts = pictureParts(face, Buffer.from('no picture'));
    const answer = await compare(parts, undefined, { 'x-correlation-id': 'case-7' });
    expect([answer.status, json(answer).result.status]).toEqual([200, 'InvalidImage']);
    expect(answer.headers['x-correlation-id']).toBe('case-7');
    const [item] = await api.auditItems(id(answer));
    expect(item).toMatchObject({
      status: { S: 'InvalidImage' },
      correlationId: { S: 'case-7' },
      isFaceMatch: { BOOL: false },
    });
  });

  it.each<[string, number, string | string[], () => Promise<TestAnswer>]>([
    ['no token', 401, FAILURES.unauthorized.message, () => compare(pictureParts(face, face), '')],
    [
      'an expired token',
      401,
      FAILURES.unauthorized.message,
      async () => compare(pictureParts(face, face), `Bearer ${await api.token({ expired: true })}`),
    ],
    [
      'a token without External',
      403,
      FAILURES.forbidden.message,
      async () => compare(pictureParts(face, face), `Bearer ${await api.token({ external: false })}`),
    ],
    ...(
      [
        ['an incomplete path', 'POST', '/ExtFaceComparison'],
        ['an unknown path below the stage', 'POST', '/v1/other'],
        ['a slash at the end', 'POST', `${COMPARE_PATH}/`],
        ['another method', 'GET', COMPARE_PATH],
      ] as const
    ).map(([name, method, path]): [string, number, string[], () => Promise<TestAnswer>] => {
      const messages = routeMessages(method, path.replace(/^\/v1/, ''), routesOf(API_PARTS));
      return [name, 404, messages, () => send(api.url, path, { method })];
    }),
    [
      'a picture that is too large',
      413,
      'LivenessFace is 4,000,001 bytes; at most 4,000,000 are allowed.',
      () => compare(pictureParts(Buffer.alloc(4_000_001), face)),
    ],
    ['an empty picture', 400, 'LivenessFace is empty.', () => compare(pictureParts('', face))],
    [
      'a missing picture',
      400,
      REFUSALS.missing.message('FaceFromDocument', 1, 0),
      () => compare(pictureParts(face, face).slice(0, 1)),
    ],
  ])(
    'refuses %s with %i in the envelope, with a request id and without an audit item',
    async (_, status, message, request) => {
      const answer = await request();
      expect(answer.status).toBe(status);
      expect(json(answer)).toEqual(refused(status, ...[message].flat()));
      expect(answer.headers['content-type']).toBe('application/json');
      expect(id(answer)).toMatch(/^[0-9a-f-]{36}$/);
      expect(await api.auditItems(id(answer))).toEqual([]);
    },
  );

  it('names what exists in the response to GET /, with the stage and without', async () => {
    for (const path of ['/', '/v1', '/v1/']) {
      const answer = await send(api.url, path, { method: 'GET' });
      expect([answer.status, json(answer).result.links.health]).toEqual([200, HEALTH_PATH]);
    }
  });

  it('answers 429 beyond five requests at once, and comparisons again a second later', async () => {
    await sleep(1_200);
    const answers = await Promise.all(Array.from({ length: 30 }, () => compare([])));
    const limited = answers.filter(({ status }) => status === 429);
    // Five, and five for each second that the thirty take on a busy machine.
    expect(limited.length).toBeGreaterThanOrEqual(10);
    expect(answers.length - limited.length).toBeGreaterThanOrEqual(5);
    for (const answer of limited) {
      expect(json(answer)).toEqual(refused(429, FAILURES.rateLimited.message));
      expect(answer.headers['retry-after']).toBe('1');
      expect(id(answer)).toMatch(/^[0-9a-f-]{36}$/);
    }
    await sleep(1_200);
    expect((await compare(pictureParts(face, face))).status).toBe(200);
  });

  it('says what runs, without a token', async () => {
    const answer = await send(api.url, HEALTH_PATH, { method: 'GET', headers: { authorization: '' } });
    expect([answer.status, json(answer).result.pack]).toEqual([200, 'retail-0095']);
  });

  it('writes one log line for each request, under its id, with nothing of the token or the pictures', async () => {
    const before = api.lines.length;
    const answer = await compare(pictureParts(face, face));
    const lines = () => api.lines.slice(before).map((line) => JSON.parse(line));
    await vi.waitFor(() => expect(api.lines.join('')).toContain(id(answer)), { timeout: 60_000 });
    expect(lines().filter(({ message }) => message === 'request')).toMatchObject([
      { requestId: id(answer), client: 'bank', statusCode: 200, status: 'Success' },
    ]);
    const text = api.lines.join('');
    for (const secret of [...token.split('.'), face.toString('base64').slice(100, 140), 'picture.jpg']) {
      expect(text).not.toContain(secret);
    }
  });

  // The last test: the database does not come back.
  describe('without a database for audit items', () => {
    beforeAll(() => api.stopAudit());

    it('gives no decision: 500', async () => {
      const answer = await compare(pictureParts(face, face));
      expect(answer.status).toBe(500);
      expect(json(answer)).toEqual(refused(500, 'Unexpected server error.'));
      expect(id(answer)).toMatch(/^[0-9a-f-]{36}$/);
      await vi.waitFor(() => expect(api.lines.join('')).toContain(id(answer)), { timeout: 60_000 });
      const line = api.lines.map((text) => JSON.parse(text)).find(({ requestId }) => requestId === id(answer));
      expect(line).toMatchObject({ level: 'ERROR', reason: 'audit', statusCode: 500 });
    });

    it('still refuses what is to be refused', async () => {
      expect((await compare(pictureParts('', face))).status).toBe(400);
      expect((await compare(pictureParts(face, face), '')).status).toBe(401);
    });
  });
});
