import type { APIGatewayProxyEvent } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FAILURES } from '../../../lambda/contract/failures.ts';
import { COMPARE_PATH, HEALTH_PATH } from '../../../lambda/contract/fields.ts';
import { AWS_BODY_BYTES, AWS_EVENT_BYTES } from '../../../lambda/contract/limits.ts';
import { REFUSALS } from '../../../lambda/contract/refusals.ts';
import { STATUSES } from '../../../lambda/contract/status.ts';
import type { PictureStatus } from '../../../lambda/face/comparison.ts';
import { gatewayResponse } from '../../../lib/local/gateway/gateway-response.ts';
import { localStack } from '../../../lib/local/template/local-stack.ts';
import { comparison, createHarness, type Harness, SETTINGS } from '../../lambda/compare/harness.ts';
import { afterEarlier } from '../../lambda/compare/idempotency/earlier-request.ts';
import { REFUSED_REQUESTS } from '../../lambda/compare/refused-requests.ts';
import { AUTHORIZER_FUNCTION, COMPARE_FUNCTION } from '../../support/default-model.ts';
import {
  allowed,
  send,
  type TestAnswer,
  type TestGateway,
  type TestRequest,
  testGateway,
} from '../../support/gateway.ts';
import { multipartBody, multipartType, pictureParts } from '../../support/multipart.ts';
import { answerMistakes } from '../../support/openapi.ts';

/** The gateway with the responses of the real template and the real compare function around an engine of the test. */
const ORIGIN = 'https://app.example.com';
const BODY = multipartBody(pictureParts('a', 'b'));
const NO_ENGINE = async () => {
  throw new Error('no models');
};
const NO_AUDIT = { put: () => Promise.reject(new Error('DynamoDB')) };
let gateway: TestGateway;
let harness: Harness;
const withCors = { ...SETTINGS, corsOrigins: [ORIGIN] };

beforeAll(async () => {
  const { model } = await localStack({ corsOrigins: [ORIGIN] });
  const routes = model.routes
    .filter(({ path }) => [COMPARE_PATH, HEALTH_PATH].includes(path))
    .map((route) => ({ ...route, functionId: COMPARE_FUNCTION, timeoutMs: 300 }));
  const authorizer = model.authorizer && { ...model.authorizer, functionId: AUTHORIZER_FUNCTION };
  gateway = await testGateway({ routes, authorizer, gatewayResponses: model.gatewayResponses });
});
afterAll(() => gateway.close());
beforeEach(() => {
  gateway.clock += 60_000;
  harness = createHarness({ settings: withCors, clock: Date.now, sessions: { count: async () => false } });
  gateway.compare = (event) => harness.handler(event as never);
  gateway.authorize = async (event) => letIn((event as { methodArn: string }).methodArn, 3_600);
});

/** Returns the response of an authorizer whose token expires in this many seconds. */
function letIn(methodArn: string, seconds: number) {
  return { ...allowed(methodArn), context: { client: 'demo', exp: Math.floor(Date.now() / 1000) + seconds } };
}

/** Sends a request and expects that the document describes its response. */
async function documented(method: string, path: string, request: TestRequest = {}): Promise<TestAnswer> {
  const headers = { origin: ORIGIN, 'x-correlation-id': 'case-7', ...request.headers };
  const answer = await send(gateway.url, path, { ...request, method, headers });
  expect(answerMistakes(method, path.split('?')[0]!, answer)).toEqual([]);
  return answer;
}

const compare = (query = '', more: TestRequest = {}) =>
  documented('POST', COMPARE_PATH + query, {
    body: BODY,
    ...more,
    headers: { 'content-type': multipartType(), ...more.headers },
  });

describe('the OpenAPI document describes', () => {
  const pictureStatuses = STATUSES.filter((status): status is PictureStatus => status !== 'Error');
  it.each(pictureStatuses.flatMap((status) => [[status, ''] as const, [status, '?details=true'] as const]))(
    'a comparison with a picture that is %s%s',
    async (status, query) => {
      const paired = ['Success', 'LowQuality'].includes(status);
      harness.engine.outcome = comparison(paired ? 0.83 : null, ['Success', status]);
      const { result } = JSON.parse((await compare(query)).body);
      expect([result.status, 'details' in result]).toEqual([status, query !== '']);
    },
  );

  it.each(['', '?details=true'])('a comparison that failed on its pictures%s', async (query) => {
    harness.engine.outcome = new Error('inference');
    expect(JSON.parse((await compare(query)).body).result.status).toBe('Error');
  });

  it.each(Object.entries(REFUSED_REQUESTS))('the refusal %s', async (name, request) => {
    if (request.asText)
      gateway.compare = (event) => harness.handler({ ...(event as APIGatewayProxyEvent), isBase64Encoded: false });
    if (request.expired) gateway.authorize = async (event) => letIn((event as { methodArn: string }).methodArn, -1);
    if (request.usedUp) {
      gateway.authorize = async (event) => {
        const admitted = letIn((event as { methodArn: string }).methodArn, 60);
        return { ...admitted, context: { ...admitted.context, sessionId: 's-1', sessionComparisons: 5 } };
      };
    }
    const idempotency = await afterEarlier(request.earlier, Date.now, 'demo');
    harness = createHarness({
      settings: withCors,
      clock: Date.now,
      sessions: { count: async () => false },
      idempotency,
    });
    const headers: Record<string, string> = { ...request.headers };
    if (request.contentType !== null) headers['content-type'] = request.contentType;
    const query = request.details === undefined ? '' : `?details=${request.details}`;
    const { status, body } = await documented('POST', COMPARE_PATH + query, { body: request.body, headers });
    const { failure, message, example } = REFUSALS[name as keyof typeof REFUSALS];
    expect(status).toBe(FAILURES[failure].statusCode);
    const shape = (text: string) => text.replace(/[\d,]*\d/g, '#').replace(/parts?\b/g, 'parts');
    const shown = (message as (...found: readonly unknown[]) => string)(...example);
    expect(shape(JSON.parse(body).messages[0])).toBe(shape(shown));
  });

  it.each<[string, number, () => Promise<TestAnswer>]>([
    ['no token', 401, () => compare('', { headers: { authorization: '' } })],
    ['a token that the authorizer refuses', 401, () => authorizer(() => Promise.reject(new Error('Unauthorized')))],
    ['a token without External', 403, () => authorizer(async () => allowed('x', 'Deny'))],
    ['a failing authorizer', 500, () => authorizer(() => Promise.reject(new Error('out of reach')))],
    ['an authorizer that answers nonsense', 500, () => authorizer(async () => 'yes')],
    [
      'a key that no plan knows',
      500,
      () => authorizer(async (arn) => ({ ...letIn(arn, 60), usageIdentifierKey: 'x' })),
    ],
    ['an unknown path', 404, () => documented('POST', '/ExtFaceComparison')],
    ['another method', 404, () => documented('GET', COMPARE_PATH)],
    ['a body beyond an event', 413, () => compare('', { body: Buffer.alloc(AWS_EVENT_BYTES - 100_000) })],
    ['a body beyond a gateway', 413, () => compare('', { body: Buffer.alloc(AWS_BODY_BYTES + 1) })],
    ['a function that crashes', 500, () => functionThat(() => Promise.reject(new Error('crash')))],
    ['a function that answers nonsense', 500, () => functionThat(async () => ({ status: 200 }))],
    ['a function that takes too long', 500, () => functionThat(() => new Promise(() => {}))],
  ])('%s', async (_, status, request) => {
    expect((await request()).status).toBe(status);
  });

  const authorizer = (decide: (arn: string) => Promise<unknown>) => {
    gateway.authorize = (event) => decide((event as { methodArn: string }).methodArn);
    return compare();
  };
  const functionThat = (answer: () => Promise<unknown>) => {
    gateway.compare = answer;
    return compare();
  };

  it('a request beyond the rate limit', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => compare()));
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(3);
  });

  it('an audit item that could not be written', async () => {
    harness = createHarness({ settings: withCors, clock: Date.now, audit: NO_AUDIT });
    gateway.compare = (event) => harness.handler(event as never);
    expect((await compare()).status).toBe(500);
  });

  it('health, good and bad', async () => {
    expect((await documented('GET', HEALTH_PATH)).status).toBe(200);
    harness = createHarness({ settings: withCors, engine: NO_ENGINE });
    expect((await documented('GET', HEALTH_PATH)).status).toBe(503);
    expect((await documented('HEAD', HEALTH_PATH)).status).toBe(503);
  });

  it('a preflight request', async () => {
    const headers = { authorization: '', 'access-control-request-method': 'POST' };
    expect((await documented('OPTIONS', COMPARE_PATH, { headers })).status).toBe(204);
  });

  it('every response type of API Gateway that the table of failures names', () => {
    for (const { gatewayResponses, statusCode } of Object.values(FAILURES)) {
      for (const type of gatewayResponses) {
        const context = { requestId: '6f2e1c70-8f0a-4a52-9f7e-0d1f5a3c9b11' };
        // The renderer knows only the types that the local gateway returns. It treats all alike, so each type is called THROTTLED.
        const gatewayResponses = { THROTTLED: gateway.model.gatewayResponses[type]! };
        const given = gatewayResponse({ ...gateway.model, gatewayResponses }, 'THROTTLED', context);
        const answer = { status: given.statusCode, headers: given.headers, body: String(given.body) };
        expect([type, answer.status]).toEqual([type, statusCode]);
        expect([type, ...answerMistakes('POST', COMPARE_PATH, answer)]).toEqual([type]);
      }
    }
  });
});

describe('an answer that the document does not describe is noticed:', () => {
  const good: TestAnswer = {
    status: 200,
    headers: { 'content-type': 'application/json', 'x-request-id': '6f2e1c70-8f0a-4a52-9f7e-0d1f5a3c9b11' },
    body: JSON.stringify({
      version: null,
      statusCode: 200,
      messages: ['Processed successfully'],
      result: { isFaceMatch: true, matchingSimilarity: 0.9, status: 'Success' },
    }),
  };
  const changed = (from: string, to: string): TestAnswer => ({ ...good, body: good.body.replace(from, to) });

  it('but not a good one', () => expect(answerMistakes('POST', COMPARE_PATH, good)).toEqual([]));

  it.each<[string, TestAnswer]>([
    ['another status', { ...good, status: 418 }],
    ['a field more', changed('"isFaceMatch"', '"embedding":[1],"isFaceMatch"')],
    ['a field less', changed('"isFaceMatch":true,', '')],
    ['a similarity above 1', changed('0.9', '96.05')],
    ['another status code of the comparison', changed('"status":"Success"', '"status":"Ok"')],
    ['a status code of another answer', changed('"statusCode":200', '"statusCode":400')],
    ['no messages', changed('["Processed successfully"]', '[]')],
    ['another content type', { ...good, headers: { ...good.headers, 'content-type': 'text/html' } }],
    ['an unknown header', { ...good, headers: { ...good.headers, 'x-powered-by': 'x' } }],
    ['no request id', { ...good, headers: { 'content-type': 'application/json' } }],
    ['a request id of another form', { ...good, headers: { ...good.headers, 'x-request-id': '7' } }],
    ['a 429 without Retry-After', { ...good, status: 429 }],
  ])('%s', (_, answer) => {
    expect(answerMistakes('POST', COMPARE_PATH, answer)).not.toEqual([]);
  });
});
