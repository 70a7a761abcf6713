import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { COMPARE_PATH, HEALTH_PATH } from '../../../../lambda/contract/fields.ts';
import { AWS_BODY_BYTES, AWS_EVENT_BYTES } from '../../../../lambda/contract/limits.ts';
import { allowed, send, type TestAnswer, type TestGateway, testGateway } from '../../../support/gateway.ts';

const MULTIPART = { 'content-type': 'multipart/form-data; boundary=x' };
let gateway: TestGateway;
beforeEach(async () => {
  gateway = await testGateway();
});
afterEach(() => gateway.close());

const compare = (options = {}, path = COMPARE_PATH) => send(gateway.url, path, { headers: MULTIPART, ...options });

/** In the envelope, with the id that the function would have seen. */
function expectRefusal(answer: TestAnswer, status: number): void {
  expect(answer.status).toBe(status);
  expect(answer.headers['content-type']).toBe('application/json');
  const body = JSON.parse(answer.body);
  expect(body).toEqual({ version: null, statusCode: status, messages: [expect.any(String)], result: null });
  expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  expect(answer.headers['x-amzn-requestid']).toBe(answer.headers['x-request-id']);
}

describe('the gateway refuses', () => {
  it('an unknown route or method with 404, before it looks at the token', async () => {
    for (const [method, path] of [
      ['POST', '/other'],
      ['GET', COMPARE_PATH],
      ['POST', COMPARE_PATH.toLowerCase()],
      ['POST', '/'],
    ]) {
      expectRefusal(
        await send(gateway.url, path as string, { method: method as string, headers: { authorization: '' } }),
        404,
      );
    }
    expect(gateway.authorizerEvents).toHaveLength(0);
  });

  it('a missing or malformed token with 401, without calling the authorizer', async () => {
    for (const authorization of ['', 'abc', 'Basic abc', 'Bearer', 'Bearer a b']) {
      const answer = await compare({ headers: { ...MULTIPART, authorization } });
      expectRefusal(answer, 401);
      expect(answer.headers['www-authenticate']).toBe('Bearer');
    }
    expect(gateway.authorizerEvents).toHaveLength(0);
  });

  it('what the authorizer refuses with 401 or 403, and its failures with 500', async () => {
    const cases: [() => unknown, number][] = [
      [() => Promise.reject(new Error('Unauthorized')), 401],
      [() => allowed(gateway.authorizerEvents.at(-1)?.methodArn ?? '', 'Deny'), 403],
      [() => Promise.reject(new Error('keys_unreachable')), 500],
      [() => ({ nonsense: true }), 500],
    ];
    for (const [result, status] of cases) {
      gateway.authorize = async () => result();
      expectRefusal(await compare(), status);
    }
    expect(gateway.compareEvents).toHaveLength(0);
  });

  it('an authorizer without a usage key, or with an unknown one, with 500: the mistake is ours', async () => {
    for (const usageIdentifierKey of [undefined, 'unknown-key-0000000000']) {
      gateway.authorize = async (event) => ({
        ...allowed((event as { methodArn: string }).methodArn),
        usageIdentifierKey,
      });
      expectRefusal(await compare({ headers: { ...MULTIPART, 'x-api-key': 'key-of-the-tests-0001' } }), 500);
    }
  });

  it('what arrives beyond the burst, however long the authorizer then takes', async () => {
    const [all, decided] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    gateway.authorize = async (event) => {
      if (gateway.authorizerEvents.length === 8) all.resolve();
      await decided.promise;
      return allowed((event as { methodArn: string }).methodArn);
    };
    const answers = Array.from({ length: 8 }, () => send(gateway.url, COMPARE_PATH));
    await all.promise;
    gateway.clock = 60_000;
    decided.resolve();
    const statuses = (await Promise.all(answers)).map(({ status }) => status);
    expect(statuses.sort()).toEqual([...Array(5).fill(200), ...Array(3).fill(429)]);
  });

  it('more than the rate with 429 and Retry-After, exactly', async () => {
    const statuses = async (n: number) =>
      (await Promise.all(Array.from({ length: n }, () => compare()))).map(({ status }) => status).sort();
    expect(await statuses(8)).toEqual([200, 200, 200, 200, 200, 429, 429, 429]);
    gateway.clock = 400;
    expect(await statuses(4)).toEqual([200, 200, 429, 429]);
    const refused = await compare();
    expectRefusal(refused, 429);
    expect(refused.headers['retry-after']).toBe('1');
    expect(gateway.compareEvents).toHaveLength(7);
  });

  it('an open route by its own limit, which takes nothing from comparisons', async () => {
    const health = async () => (await send(gateway.url, HEALTH_PATH, { method: 'GET' })).status;
    for (let i = 0; i < 10; i++) expect(await health()).toBe(200);
    expect(await health()).toBe(429);
    expect((await compare()).status).toBe(200);
  });

  it('what has no limit of its own by the limit of the stage', async () => {
    await gateway.close();
    const { model } = gateway;
    const routes = model.routes.map(({ throttle: _, ...route }) => route);
    gateway = await testGateway({ ...model, routes });
    const health = async () => (await send(gateway.url, HEALTH_PATH, { method: 'GET' })).status;
    for (let i = 0; i < 40; i++) expect(await health()).toBe(200);
    expect(await health()).toBe(429);
    expect((await compare()).status).toBe(429);
  });

  it('in the order 404, 401, 403, 429, 413', async () => {
    const body = Buffer.alloc(AWS_BODY_BYTES + 1);
    for (let i = 0; i < 5; i++) await compare();
    expect((await compare({ body, headers: { authorization: '' } }, '/nothing')).status).toBe(404);
    expect((await compare({ body, headers: { authorization: '' } })).status).toBe(401);
    gateway.authorize = async (event) => allowed((event as { methodArn: string }).methodArn, 'Deny');
    expect((await compare({ body })).status).toBe(403);
    gateway.authorize = async (event) => allowed((event as { methodArn: string }).methodArn);
    expect((await compare({ body })).status).toBe(429);
    gateway.clock = 200;
    expect((await compare({ body })).status).toBe(413);
  });
});

describe('AWS itself refuses', () => {
  it.each([false, true])('a body beyond 10 MB as text (chunked: %s)', async (chunked) => {
    const answer = await compare({ body: Buffer.alloc(AWS_BODY_BYTES + 1), chunked });
    expect(answer.status).toBe(413);
    expect(answer.headers['content-type']).toBe('text/plain');
    expect(answer.body).toBe('HTTP content length exceeded 10485760 bytes.');
  });

  it('an event beyond 6 MB as its own JSON, at the byte', async () => {
    const eventBytes = async (body: Buffer) => {
      const answer = await compare({ body, headers: { ...MULTIPART, authorization: 'Bearer abc' } });
      return { answer, bytes: Buffer.byteLength(JSON.stringify(gateway.compareEvents.at(-1))) };
    };
    const first = await eventBytes(Buffer.alloc(3_000_000));
    expect(first.answer.status).toBe(200);
    // Three bytes more make four characters more; the rest of the event differs by a port number at most.
    const room = Math.floor((AWS_EVENT_BYTES - first.bytes - 8) / 4) * 3;
    expect((await eventBytes(Buffer.alloc(3_000_000 + room))).answer.status).toBe(200);
    const { answer } = await eventBytes(Buffer.alloc(3_000_000 + room + 12));
    expect(answer.status).toBe(413);
    expect(answer.headers['content-type']).toBe('application/json');
    expect(answer.body).toBe('{"message":"Request Too Long"}');
    expect(answer.headers['x-amzn-requestid']).toMatch(/^[0-9a-f-]{36}$/);
    expect(gateway.compareEvents).toHaveLength(2);
  });
});

describe('the function', () => {
  it('gets a binary body byte by byte, in base64', async () => {
    const body = randomBytes(100_000);
    for (const chunked of [false, true]) {
      expect((await compare({ body, chunked })).status).toBe(200);
      const event = gateway.compareEvents.at(-1) as unknown as { body: string; isBase64Encoded: boolean };
      expect(event.isBase64Encoded).toBe(true);
      expect(Buffer.from(event.body, 'base64').equals(body)).toBe(true);
    }
  });

  it.each(['multipart/mixed', 'application/json', 'Multipart/Form-Data', undefined])(
    'gets a body of type %s as text unless the type is binary',
    async (type) => {
      await compare({ body: '{"é":1}', headers: type === undefined ? {} : { 'content-type': type } });
      const binary = type === 'Multipart/Form-Data';
      expect(gateway.compareEvents.at(-1)).toMatchObject({
        isBase64Encoded: binary,
        body: binary ? Buffer.from('{"é":1}').toString('base64') : '{"é":1}',
      });
    },
  );

  it('sees the same request id that its answer carries, and answers in its own words', async () => {
    gateway.compare = async (event) => ({
      statusCode: 400,
      headers: { 'X-Request-Id': (event as { requestContext: { requestId: string } }).requestContext.requestId },
      multiValueHeaders: { 'x-many': ['a', 'b'] },
      body: 'own words',
    });
    const answer = await compare();
    expect(answer.status).toBe(400);
    expect(answer.headers['x-request-id']).toBe(answer.headers['x-amzn-requestid']);
    expect(answer.headers['x-many']).toBe('a, b');
    expect(answer.body).toBe('own words');
  });

  it('is found behind the stage, and told the path without it', async () => {
    expect((await compare({}, `/v1${COMPARE_PATH}?details=true`)).status).toBe(200);
    expect(gateway.compareEvents.at(-1)).toMatchObject({
      path: COMPARE_PATH,
      queryStringParameters: { details: 'true' },
      requestContext: { path: `/v1${COMPARE_PATH}`, authorizer: { client: 'demo', exp: '1800000000' } },
    });
  });

  it.each<[string, () => unknown]>([
    ['throws', () => Promise.reject(new Error('secret'))],
    ['returns nothing', () => undefined],
    ['returns null', () => null],
    ['returns text', () => '{"statusCode":200}'],
    ['returns no status', () => ({ body: 'x' })],
    ['returns a status that is none', () => ({ statusCode: 99 })],
    ['returns an object as body', () => ({ statusCode: 200, body: { a: 1 } })],
    ['returns an object as header', () => ({ statusCode: 200, headers: { a: {} } })],
    ['returns one value where many are due', () => ({ statusCode: 200, multiValueHeaders: { a: 'b' } })],
  ])('that %s becomes a 500 in the envelope', async (_, result) => {
    gateway.compare = async () => result();
    const answer = await compare();
    expectRefusal(answer, 500);
    expect(answer.body).not.toContain('secret');
  });

  it('cannot set headers that API Gateway keeps to itself', async () => {
    gateway.compare = async () => ({ statusCode: 401, headers: { 'WWW-Authenticate': 'Bearer', Connection: 'close' } });
    const { headers } = await compare();
    expect(headers['www-authenticate']).toBeUndefined();
    expect(headers['x-amzn-remapped-www-authenticate']).toBe('Bearer');
    expect(headers['x-amzn-remapped-connection']).toBe('close');
  });
});

describe('the gateway', () => {
  it('gives up on a function that takes too long', async () => {
    await gateway.close();
    const { routes } = gateway.model;
    gateway = await testGateway({ routes: routes.map((route) => ({ ...route, timeoutMs: 50 })) });
    gateway.compare = () => new Promise(() => {});
    expectRefusal(await compare(), 500);
    expect(gateway.log.at(-1)?.refusal).toBe('INTEGRATION_TIMEOUT');
  });

  it('takes the key from the header where the model says so', async () => {
    await gateway.close();
    gateway = await testGateway({ apiKeySource: 'HEADER' });
    expect((await compare({ headers: { ...MULTIPART, 'x-api-key': 'key-of-the-tests-0001' } })).status).toBe(200);
    expect((await compare()).status).toBe(500);
  });

  it('counts each key by itself', async () => {
    await gateway.close();
    const plan = { rateLimit: 1, burstLimit: 1, keyValues: ['key-a', 'key-b'] };
    gateway = await testGateway({ usagePlans: [plan] });
    gateway.authorize = async (event) => {
      const { methodArn, authorizationToken } = event as { methodArn: string; authorizationToken: string };
      return { ...allowed(methodArn), usageIdentifierKey: authorizationToken.slice('Bearer '.length) };
    };
    const status = async (key: string) =>
      (await compare({ headers: { ...MULTIPART, authorization: `Bearer ${key}` } })).status;
    expect([await status('key-a'), await status('key-a'), await status('key-b')]).toEqual([200, 429, 200]);
  });

  it('answers a mock integration from the model', async () => {
    await gateway.close();
    const route = {
      method: 'OPTIONS',
      path: '/x',
      authorized: false,
      apiKeyRequired: false,
      functionId: null,
      timeoutMs: 1,
    };
    const mock = { statusCode: 204, headers: { 'access-control-allow-origin': '*' }, body: '' };
    gateway = await testGateway({
      routes: [
        { ...route, mock },
        { ...route, method: 'GET' },
      ],
    });
    const answer = await send(gateway.url, '/x', { method: 'OPTIONS' });
    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([204, '*']);
    expectRefusal(await send(gateway.url, '/x', { method: 'GET' }), 500);
  });

  it('does not start when the model names a function that is not there', async () => {
    const route = {
      method: 'GET',
      path: '/',
      authorized: false,
      apiKeyRequired: false,
      functionId: 'None',
      timeoutMs: 1,
    };
    await expect(testGateway({ routes: [route] })).rejects.toThrow('a function None');
  });

  it('logs what it did, and nothing that the caller wrote', async () => {
    const secret = 'SECRETSECRETSECRET';
    await compare(
      { body: secret, headers: { authorization: `Bearer ${secret}`, 'x-any': secret } },
      `${COMPARE_PATH}?q=${secret}`,
    );
    await send(gateway.url, `/${secret}`, { headers: { authorization: secret } });
    expect(gateway.log).toEqual([
      {
        requestId: expect.any(String),
        method: 'POST',
        route: COMPARE_PATH,
        statusCode: 200,
        milliseconds: expect.any(Number),
        envelope: null,
        refusal: null,
      },
      expect.objectContaining({ route: null, statusCode: 404, refusal: 'MISSING_AUTHENTICATION_TOKEN' }),
    ]);
    expect(JSON.stringify(gateway.log)).not.toContain(secret);
  });
});
