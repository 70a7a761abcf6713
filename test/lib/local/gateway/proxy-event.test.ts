import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { COMPARE_PATH } from '../../../../lambda/contract/fields.ts';
import { isBinary } from '../../../../lib/local/gateway/proxy-event.ts';
import { send, type TestGateway, testGateway } from '../../../support/gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await testGateway();
});
afterAll(() => gateway.close());

it('gives the function every field of payload format 1.0', async () => {
  const headers = {
    'Content-Type': 'multipart/form-data; boundary=x',
    authorization: 'Bearer abc',
    'X-Case': 'A',
    'user-agent': 'test',
  };
  await send(gateway.url, `${COMPARE_PATH}?a=1&a=2&b=%C3%A9&c`, { headers, body: 'hello' });
  const host = new URL(gateway.url).host;
  const all: Record<string, string[]> = {
    'Content-Type': ['multipart/form-data; boundary=x'],
    authorization: ['Bearer abc'],
    'X-Case': ['A'],
    'user-agent': ['test'],
    'content-length': ['5'],
    Host: [host],
    'X-Forwarded-For': ['127.0.0.1'],
    'X-Forwarded-Port': [new URL(gateway.url).port],
    'X-Forwarded-Proto': ['http'],
  };
  expect(gateway.compareEvents[0]).toEqual({
    resource: COMPARE_PATH,
    path: COMPARE_PATH,
    httpMethod: 'POST',
    headers: Object.fromEntries(Object.entries(all).map(([name, [value]]) => [name, value])),
    multiValueHeaders: all,
    queryStringParameters: { a: '2', b: 'é', c: '' },
    multiValueQueryStringParameters: { a: ['1', '2'], b: ['é'], c: [''] },
    pathParameters: null,
    stageVariables: null,
    requestContext: {
      resourceId: 'local',
      resourcePath: COMPARE_PATH,
      httpMethod: 'POST',
      extendedRequestId: expect.stringMatching(/^.{16}$/),
      requestTime: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
      requestTimeEpoch: expect.any(Number),
      path: `/v1${COMPARE_PATH}`,
      accountId: '000000000000',
      protocol: 'HTTP/1.1',
      stage: 'v1',
      domainPrefix: 'localapi00',
      domainName: host,
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      apiId: 'localapi00',
      identity: expect.objectContaining({ sourceIp: '127.0.0.1', userAgent: 'test', accountId: null }),
      authorizer: { client: 'demo', exp: '1800000000', principalId: 'demo', integrationLatency: 0 },
    },
    body: Buffer.from('hello').toString('base64'),
    isBase64Encoded: true,
  });
});

it('gives an open route no authorizer and an empty request no body', async () => {
  await send(gateway.url, '/health', { method: 'GET' });
  const event = gateway.compareEvents.at(-1) as unknown as { requestContext: object };
  expect(event).toMatchObject({ body: null, isBase64Encoded: false, queryStringParameters: null });
  expect(event.requestContext).not.toHaveProperty('authorizer');
});

it('keeps names that JavaScript reserves as plain names', async () => {
  await send(gateway.url, '/health?__proto__=x&constructor=y', { method: 'GET', headers: { constructor: 'z' } });
  const event = gateway.compareEvents.at(-1) as unknown as Record<string, Record<string, unknown>>;
  expect(Object.entries(event.queryStringParameters ?? {})).toContainEqual(['constructor', 'y']);
  expect(event.headers?.constructor).toBe('z');
});

it('does not let a caller say from where it comes', async () => {
  await send(gateway.url, '/health', { method: 'GET', headers: { 'x-forwarded-for': '10.0.0.1' } });
  const event = gateway.compareEvents.at(-1) as unknown as { headers: Record<string, string> };
  const forwarded = Object.entries(event.headers).filter(([name]) => name.toLowerCase() === 'x-forwarded-for');
  expect(forwarded).toEqual([['X-Forwarded-For', '127.0.0.1']]);
});

it.each([
  ['multipart/form-data; boundary="a b"', ['multipart/form-data'], true],
  ['MULTIPART/FORM-DATA', ['multipart/form-data'], true],
  ['multipart/form-data-x', ['multipart/form-data'], false],
  [undefined, ['application/json'], true],
  [undefined, ['multipart/form-data'], false],
  ['text/plain', ['*/*'], true],
  ['text/plain', [], false],
])('takes %s as binary among %j: %s', (type, types, expected) => {
  expect(isBinary(type, types)).toBe(expected);
});

it('passes a compressed body on as it came, with its Content-Encoding', async () => {
  const body = gzipSync('hello');
  const headers = { 'content-type': 'multipart/form-data; boundary=x', 'Content-Encoding': 'gzip' };
  await send(gateway.url, COMPARE_PATH, { headers, body });
  const event = gateway.compareEvents.at(-1)!;
  expect(event.headers['Content-Encoding']).toBe('gzip');
  expect(event.multiValueHeaders['Content-Encoding']).toEqual(['gzip']);
  expect(event.body).toBe(body.toString('base64'));
});
