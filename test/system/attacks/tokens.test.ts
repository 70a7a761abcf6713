import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAuthorizer } from '../../../lambda/authorizer/authorizer.ts';
import { fetchKeySet, KeySet } from '../../../lambda/authorizer/key-set.ts';
import { authorizerSettings } from '../../../lambda/authorizer/settings.ts';
import { COMPARE_PATH } from '../../../lambda/contract/fields.ts';
import { createGateway, type GatewayLogEntry } from '../../../lib/local/gateway/gateway.ts';
import { type LocalServer, startServer } from '../../../lib/local/server.ts';
import { localStack } from '../../../lib/local/template/local-stack.ts';
import { createHarness, type Harness } from '../../lambda/compare/harness.ts';
import { send, type TestAnswer } from '../../support/gateway.ts';
import { multipartBody, multipartType, pictureParts } from '../../support/multipart.ts';
import { goodClaims, type KeySetServer, keySetServer, testKey, token } from '../../support/tokens.ts';
import { type AttackGround, SERVICES_ATTACKS, TOKEN_ATTACKS } from './token-attacks.ts';

const ISSUER = 'https://issuer.example';
const AUDIENCE = 'face-comparison';
/** Shorter than in production, so that an issuer that never responds does not delay the tests. */
const SHORT_DEADLINE_MS = 300;
const DEADLINE_MS = 3_000;

const es256 = testKey('ES256', 'key-ES256');
const rs256 = testKey('RS256', 'key-RS256');
const edDsa = testKey('EdDSA', 'key-EdDSA');
const rotated = testKey('ES256', 'key-of-tomorrow');
const claims = (change: object = {}) => ({ ...goodClaims(ISSUER, AUDIENCE), ...change });
const BODY = multipartBody(pictureParts('one', 'two'));

let issuer: KeySetServer;
let lure: KeySetServer;
let ground: AttackGround;
let server: LocalServer;
let compare: Harness;
/** Milliseconds on the authorizer's clock. */
let clock = 0;
const entries: GatewayLogEntry[] = [];
const stack = await localStack();

/** Starts a new environment of the authorizer behind the same gateway; it knows none of the issuer's keys. */
function newAuthorizer(deadlineMs = DEADLINE_MS) {
  const [plan] = stack.model.usagePlans;
  const environment = { ISSUER, AUDIENCE, JWKS_URI: issuer.uri, USAGE_KEY: plan!.keyValues[0]! };
  const keys = new KeySet(issuer.uri, { clock: () => clock, fetch: (uri) => fetchKeySet(uri, deadlineMs) });
  return createAuthorizer({ settings: authorizerSettings(environment), keys, log: () => {} });
}
let authorize: ReturnType<typeof newAuthorizer>;

beforeAll(async () => {
  const stranger = testKey('ES256', es256.kid);
  issuer = await keySetServer([es256.jwk, rs256.jwk, edDsa.jwk]);
  lure = await keySetServer([stranger.jwk]);
  ground = { es256, rs256, edDsa, stranger, issuer: ISSUER, audience: AUDIENCE, claims, lure: lure.uri };
  compare = createHarness({ clock: Date.now });
  server = await startServer(0);
  const functions: Record<string, (event: unknown) => Promise<unknown>> = {
    [stack.model.authorizer!.functionId]: (event) => authorize(event as never),
  };
  for (const { functionId } of stack.model.routes) {
    if (functionId !== null) functions[functionId] = (event) => compare.handler(event as never);
  }
  server.serve(createGateway(stack.model, functions, { log: (entry) => entries.push(entry) }));
});
afterAll(async () => {
  await server.close();
  await issuer.close();
  await lure.close();
});
beforeEach(() => {
  issuer.answer = [es256.jwk, rs256.jwk, edDsa.jwk];
  issuer.requests = 0;
  entries.length = compare.engine.compared.length = compare.items.length = 0;
  authorize = newAuthorizer();
});

const request = (jwt: string, headers: Record<string, string> = {}): Promise<TestAnswer> =>
  send(server.url, COMPARE_PATH, {
    headers: { 'content-type': multipartType(), authorization: `Bearer ${jwt}`, ...headers },
    body: BODY,
  });

function expectEnvelope(answer: TestAnswer, status: number): void {
  expect(answer.status).toBe(status);
  expect(JSON.parse(answer.body)).toMatchObject({ version: null, statusCode: status, result: null });
  expect(compare.engine.compared).toEqual([]);
  expect(compare.items).toEqual([]);
}

describe('through the gateway of the stack', () => {
  it('a good token is let in: the attacks below fail for what they change', async () => {
    expect((await request(token(es256, claims()))).status).toBe(200);
    expect(compare.items).toHaveLength(1);
  });

  it.each(TOKEN_ATTACKS)('a token with %s gets 401, and one download of keys at most', async (_, __, make) => {
    const answer = await request(make(ground));
    expectEnvelope(answer, 401);
    expect(answer.headers['www-authenticate']).toBe('Bearer');
    expect(issuer.requests).toBeLessThanOrEqual(1);
    expect(lure.requests).toBe(0);
  });

  it.each(SERVICES_ATTACKS)('services that are %s get 403', async (_, change) => {
    expectEnvelope(await request(token(es256, claims(change))), 403);
  });

  it.each<[string, (jwt: string) => Record<string, string>]>([
    ['no header', () => ({ authorization: '' })],
    ['another scheme', (jwt) => ({ authorization: `Basic ${jwt}` })],
    ['no scheme', (jwt) => ({ authorization: jwt })],
    ['two tokens', (jwt) => ({ authorization: `Bearer ${jwt}, Bearer ${jwt}` })],
    ['a tab', (jwt) => ({ authorization: `Bearer\t${jwt}` })],
    ['a letter that looks alike', (jwt) => ({ authorization: `Bearer ${jwt}\u00e9` })],
    ['the token elsewhere', (jwt) => ({ authorization: '', 'x-api-key': jwt, cookie: `token=${jwt}` })],
    ['20 kB', () => ({ authorization: `Bearer ${'a'.repeat(20_000)}` })],
    ['the headers of the gateway', () => ({ authorization: '', 'x-amzn-requestid': '1', 'x-forwarded-user': 'demo' })],
  ])('an Authorization header with %s gets 401 without a download', async (_, headers) => {
    expectEnvelope(await request('', headers(token(es256, claims()))), 401);
    expect(issuer.requests).toBe(0);
  });

  it('the key of a usage plan opens nothing', async () => {
    const key = stack.model.usagePlans[0]!.keyValues[0]!;
    expectEnvelope(await request('', { authorization: '', 'x-api-key': key }), 401);
  });
});

describe('an issuer in trouble', () => {
  beforeEach(() => {
    authorize = newAuthorizer(SHORT_DEADLINE_MS);
  });

  const outages: [string, KeySetServer['answer']][] = [
    ['cuts the connection', (response) => response.destroy()],
    ['never answers', () => {}],
    ['answers 503', (response) => response.writeHead(503).end('busy')],
    ['answers 404', (response) => response.writeHead(404).end('{}')],
    ['sends elsewhere', (response) => response.writeHead(301, { location: 'http://127.0.0.1:9/' }).end()],
    ['answers rubbish', (response) => response.end('<html>Sign in to the network</html>')],
    ['answers in drops', (response) => void setInterval(() => response.write(' '), 20).unref()],
    ['answers without end', (response) => response.end('['.repeat(300_000))],
    ['answers keys of no use', [{ kty: 'oct', kid: 'key-ES256', k: 'AAAA' }]],
    ['answers no keys', []],
    ['answers a key that names prototypes', [{ ...es256.jwk, kid: undefined, __proto__: { kid: 'key-ES256' } }]],
  ];

  it.each(outages)('that %s is a 500 for a good token, not a 401', async (_, answer) => {
    issuer.answer = answer;
    expectEnvelope(await request(token(es256, claims())), 500);
    expect(entries.map(({ refusal }) => refusal)).toEqual(['AUTHORIZER_FAILURE']);
  });

  it.each(outages)('that %s is asked twice at most, whatever arrives in the meantime', async (_, answer) => {
    issuer.answer = answer;
    const invented = (i: number) => token(es256, claims(), { header: { kid: `invented-${i}` } });
    const answers = await Promise.all(Array.from({ length: 100 }, (_unused, i) => request(invented(i))));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([500]));
    expect(issuer.requests).toBeLessThanOrEqual(2);
  });

  it('that comes back serves the next caller', async () => {
    issuer.answer = (response) => response.destroy();
    expect((await request(token(es256, claims()))).status).toBe(500);
    issuer.answer = [es256.jwk];
    clock += 5_000;
    expect((await request(token(es256, claims()))).status).toBe(200);
  });

  it('keeps its callers while the keys are known, however it fails', async () => {
    expect((await request(token(es256, claims()))).status).toBe(200);
    for (const [, answer] of outages) {
      issuer.answer = answer;
      clock += 3_600_000;
      const { policyDocument } = await authorize({ methodArn: ARN, authorizationToken: `Bearer ${good()}` });
      expect(policyDocument.Statement[0]).toMatchObject({ Effect: 'Allow' });
    }
  });
});

const ARN = 'arn:aws:execute-api:eu-west-1:123456789012:api/v1/POST/x';
const good = () => token(es256, claims());

describe('a flood of invented key ids', () => {
  it('costs the issuer one download, and the good caller nothing', async () => {
    const invented = Array.from({ length: 300 }, (_, i) =>
      token(ground.stranger, claims(), { header: { kid: `invented-${i}` } }),
    );
    const flood = invented.map((jwt) => request(jwt));
    const among = request(good());
    expect(new Set((await Promise.all(flood)).map(({ status }) => status))).toEqual(new Set([401]));
    expect((await among).status).toBe(200);
    expect(issuer.requests).toBe(1);
  });

  it('for five minutes costs the issuer ten downloads, and does not keep a rotated key out for longer than 30 s', async () => {
    const arrive = (jwt: string) =>
      authorize({ methodArn: ARN, authorizationToken: `Bearer ${jwt}` }).then(
        () => 'in',
        (error: Error) => error.message,
      );
    expect(await arrive(good())).toBe('in');
    issuer.requests = 0;
    const begin = clock;
    let admittedAfter = -1;
    for (let second = 1; second <= 300; second++) {
      clock = begin + second * 1_000;
      if (second === 100) issuer.answer = [es256.jwk, rotated.jwk];
      for (let i = 0; i < 5; i++) {
        const invented = token(ground.stranger, claims(), { header: { kid: `invented-${second}-${i}` } });
        expect(await arrive(invented)).toBe('Unauthorized');
      }
      if (second >= 100 && admittedAfter < 0 && (await arrive(token(rotated, claims()))) === 'in') {
        admittedAfter = second - 100;
      }
    }
    expect(issuer.requests).toBeLessThanOrEqual(10);
    expect(admittedAfter).toBeGreaterThanOrEqual(0);
    expect(admittedAfter).toBeLessThanOrEqual(30);
  });
});
