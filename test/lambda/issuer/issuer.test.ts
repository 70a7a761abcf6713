import { importJWK, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { type Application, secretHash } from '../../../lambda/applications/application.ts';
import {
  APP_TOKEN_PATH,
  DISCOVERY_PATH,
  JWKS_PATH,
  OAUTH_TOKEN_PATH,
  SESSION_TOKEN_PATH,
} from '../../../lambda/contract/fields.ts';
import { MAX_TOKEN_REQUEST_BYTES } from '../../../lambda/contract/limits.ts';
import { TOKEN_REFUSALS } from '../../../lambda/contract/token-refusals.ts';
import { seededRandom } from '../../../lib/statistics/random.ts';
import { answerMistakes } from '../../support/openapi.ts';
import {
  APPLICATION,
  ask,
  basic,
  claimsOf,
  createHarness,
  getAppToken,
  getSessionToken,
  KEY,
  NOW,
  oauth,
  SECRET,
} from './harness.ts';

/** ISSUER_BODIES=10000 runs the long form. */
const MUTATIONS = Number(process.env.ISSUER_BODIES ?? 400);
type Json = Record<string, never> & { result: Record<string, never> };

describe('GetAppToken', () => {
  it('answers in the envelope with a token that others verify, and reads and signs once', async () => {
    const harness = createHarness();
    const { statusCode, headers, json } = await getAppToken(harness);
    expect([statusCode, headers]).toMatchObject([200, { 'Cache-Control': 'no-store', Pragma: 'no-cache' }]);
    expect(json).toEqual({
      version: null,
      statusCode: 200,
      messages: ['Processed successfully'],
      result: { token: expect.any(String), tokenType: 'Bearer', expiresIn: 3600 },
    });
    const options = { issuer: 'https://api.example/v1', audience: 'face-comparison', currentDate: new Date(NOW) };
    const token = (json as Json).result.token as unknown as string;
    const { payload, protectedHeader } = await jwtVerify(token, await importJWK({ ...KEY }), options);
    expect(protectedHeader).toEqual({ alg: 'ES256', typ: 'at+jwt', kid: KEY.kid });
    expect(payload).toEqual({
      iss: 'https://api.example/v1',
      aud: 'face-comparison',
      sub: 'APP1',
      client_id: 'APP1',
      tenant_id: 'tenant-1',
      services: 'External',
      iat: NOW / 1000,
      exp: NOW / 1000 + 3600,
      jti: expect.any(String),
    });
    expect(harness.calls).toEqual(['read', 'sign']);
  });

  it('says in the token that the application has a limit of its own', async () => {
    const harness = createHarness();
    harness.applications.set('APP1', { ...APPLICATION, limit: { rateLimit: 10, burstLimit: 20 } });
    const { json } = await getAppToken(harness);
    expect(claimsOf((json as Json).result.token!)).toMatchObject({ usage_plan: 'own' });
  });

  it.each([
    ['no JSON', '{', 400],
    ['no body', '', 400],
    ['a list', '[]', 400],
    ['null', 'null', 400],
    ['a text', '"x"', 400],
    ['no secret', '{"appId":"APP1","tenantId":"tenant-1"}', 400],
    ['a number for a text', `{"appId":"APP1","appSecret":1,"tenantId":"tenant-1"}`, 400],
    ['an empty text', `{"appId":"","appSecret":"x","tenantId":"tenant-1"}`, 400],
    ['members of a prototype', `{"__proto__":{"appId":"APP1","appSecret":"${SECRET}","tenantId":"tenant-1"}}`, 400],
    ['a byte too many', 'x'.repeat(MAX_TOKEN_REQUEST_BYTES + 1), 413],
    ['bytes too many in fewer characters', `"${'é'.repeat(MAX_TOKEN_REQUEST_BYTES / 2)}"`, 413],
  ])('refuses %s without a look-up', async (_, body, expected) => {
    const harness = createHarness();
    const { statusCode, json } = await getAppToken(harness, {}, body);
    expect([statusCode, json]).toMatchObject([expected, { statusCode: expected, result: null }]);
    expect(harness.calls).toEqual([]);
  });

  it('takes the last of two members of one name', async () => {
    const body = `{"appId":"other","appId":"APP1","appSecret":"${SECRET}","tenantId":"tenant-1"}`;
    expect((await getAppToken(createHarness(), {}, body)).statusCode).toBe(200);
  });

  it.each(['text/plain', 'multipart/form-data', 'application/x-www-form-urlencoded'])('refuses %s', async (type) => {
    const { statusCode, json } = await ask(createHarness(), { type, body: '{}' });
    expect([statusCode, json]).toMatchObject([
      415,
      { statusCode: 415, messages: [TOKEN_REFUSALS.notJsonType.message] },
    ]);
  });

  it.each(['application/json; charset=utf-8', 'Application/JSON', null])('takes content type %s', async (type) => {
    const body = JSON.stringify({ appId: 'APP1', appSecret: SECRET, tenantId: 'tenant-1' });
    expect((await ask(createHarness(), { type, body })).statusCode).toBe(200);
  });
});

const REFUSED: readonly (readonly [string, Partial<Application> | null, object])[] = [
  ['an unknown application', null, {}],
  ['a wrong secret', {}, { appSecret: 'wrong' }],
  ['a wrong tenant', {}, { tenantId: 'other' }],
  ['a disabled application', { status: 'disabled' }, {}],
  [
    'a secret that has ended',
    {
      secrets: [
        { id: 'x', hash: secretHash('APP1', SECRET), createdAt: '2026', expiresAt: '2026-11-23T11:59:59.000Z' },
      ],
    },
    {},
  ],
  ['an id that is too long for a look-up', {}, { appId: 'x'.repeat(3000) }],
];

describe('a refused application', () => {
  it.each(REFUSED)('cannot be told from any other: %s', async (_, change, asked) => {
    const plain = await getAppToken(createHarness(), { appId: 'nobody' });
    const harness = createHarness();
    if (change === null) harness.applications.clear();
    else harness.applications.set('APP1', { ...APPLICATION, ...change });
    const answer = await getAppToken(harness, asked);
    expect(answer).toEqual(plain);
    expect(answer.statusCode).toBe(401);
    expect(answer.headers).toMatchObject({ 'WWW-Authenticate': 'Bearer', 'Cache-Control': 'no-store' });
    expect(harness.calls).toEqual(['read']);
    expect(JSON.stringify(harness.log)).not.toMatch(/fcs_|wrong|nobody|xxx/);
  });

  it('has the same answer by OAuth, in the words of RFC 6749', async () => {
    const wrong = { grant_type: 'client_credentials', client_id: 'APP1', client_secret: 'wrong' };
    const { statusCode, headers, json } = await oauth(createHarness(), wrong);
    expect([statusCode, json]).toEqual([
      401,
      { error: 'invalid_client', error_description: TOKEN_REFUSALS.application.message },
    ]);
    expect(headers).toMatchObject({
      'WWW-Authenticate': expect.stringMatching(/^Basic /),
      'Cache-Control': 'no-store',
    });
  });
});

describe('/oauth2/token', () => {
  const grant = { grant_type: 'client_credentials' };
  const form = { ...grant, client_id: 'APP1', client_secret: SECRET };

  it.each([
    ['in the form', form, {}],
    ['by HTTP Basic', grant, basic('APP1', SECRET)],
    ['by HTTP Basic, with the id again in the form', { ...grant, client_id: 'APP1' }, basic('APP1', SECRET)],
    ['with an empty scope, which counts as none', { ...form, scope: '' }, {}],
  ])('takes credentials %s', async (_, sent, headers) => {
    const { statusCode, json } = await oauth(createHarness(), sent, headers);
    expect([statusCode, json]).toEqual([
      200,
      { access_token: expect.any(String), token_type: 'Bearer', expires_in: 3600 },
    ]);
  });

  it.each([
    ['no grant type', { client_id: 'APP1' }, {}, 400, 'invalid_request'],
    ['another grant type', { ...form, grant_type: 'password' }, {}, 400, 'unsupported_grant_type'],
    ['a scope', { ...form, scope: 'openid' }, {}, 400, 'invalid_scope'],
    ['a parameter twice', 'grant_type=client_credentials&grant_type=client_credentials', {}, 400, 'invalid_request'],
    ['two credentials', form, basic('APP1', SECRET), 400, 'invalid_request'],
    ['two ids', { ...grant, client_id: 'APP2' }, basic('APP1', SECRET), 400, 'invalid_request'],
    ['no credentials', grant, {}, 401, 'invalid_client'],
    ['half of them', { ...grant, client_id: 'APP1' }, {}, 401, 'invalid_client'],
    ['another scheme', grant, { Authorization: `Bearer ${SECRET}` }, 401, 'invalid_client'],
    ['Basic of nothing', grant, { Authorization: 'Basic Og==' }, 401, 'invalid_client'],
    ['Basic that is badly encoded', grant, { Authorization: `Basic ${btoa('%E0%A4%A:x')}` }, 401, 'invalid_client'],
  ] as const)('refuses %s', async (_, sent, headers, status, error) => {
    const harness = createHarness();
    const { statusCode, json } = await oauth(harness, sent, headers);
    expect([statusCode, json]).toEqual([status, { error, error_description: expect.any(String) }]);
    expect(harness.calls).toEqual([]);
  });

  it('refuses a body that is no form or too large with 400, as the RFC has no other status', async () => {
    const path = '/oauth2/token';
    const json = await ask(createHarness(), { path, body: '{}' });
    const large = await oauth(createHarness(), `grant_type=client_credentials&x=${'x'.repeat(5000)}`);
    expect([json.statusCode, large.statusCode]).toEqual([400, 400]);
    expect([json.json, large.json]).toMatchObject([{ error: 'invalid_request' }, { error: 'invalid_request' }]);
  });
});

describe('GetSessionToken', () => {
  it('gives a token for one session, by default five comparisons in ten minutes', async () => {
    const harness = createHarness();
    const { statusCode, json } = await getSessionToken(harness, null);
    const { result } = json as Json;
    expect([statusCode, result]).toEqual([
      200,
      { token: expect.any(String), tokenType: 'Bearer', expiresIn: 600, sessionId: expect.any(String), comparisons: 5 },
    ]);
    expect(claimsOf(result.token!)).toMatchObject({
      client_id: 'APP1',
      services: 'External',
      session_id: result.sessionId,
      session_comparisons: 5,
      exp: NOW / 1000 + 600,
    });
    expect(harness.calls).toEqual(['read', 'sign']);
  });

  it('takes what the application asks for, within bounds', async () => {
    const asked = { sessionId: 'visit-7', expiresIn: 60, comparisons: 50 };
    const { json } = await getSessionToken(createHarness(), JSON.stringify(asked));
    expect((json as Json).result).toMatchObject(asked);
  });

  it.each([
    [{ expiresIn: 59 }],
    [{ expiresIn: 3601 }],
    [{ expiresIn: '600' }],
    [{ comparisons: 0 }],
    [{ comparisons: 51 }],
    [{ comparisons: 1.5 }],
    [{ sessionId: '' }],
    [{ sessionId: 'a b' }],
    [{ sessionId: 'a#b' }],
    [{ sessionId: 7 }],
    [{ sessionId: 'x'.repeat(129) }],
  ])('refuses %j', async (asked) => {
    const harness = createHarness();
    expect((await getSessionToken(harness, JSON.stringify(asked))).statusCode).toBe(400);
    expect(harness.calls).toEqual([]);
  });

  it('refuses the token of a session, and a disabled application within the life of its token', async () => {
    expect((await getSessionToken(createHarness(), null, { sessionId: 's' })).statusCode).toBe(401);
    const harness = createHarness();
    harness.applications.set('APP1', { ...APPLICATION, status: 'disabled' });
    expect((await getSessionToken(harness, null)).statusCode).toBe(401);
    expect(harness.calls).toEqual(['read']);
  });

  it('gives nothing where no authorizer stood before it', async () => {
    expect((await ask(createHarness(), { path: '/api/AppSessionManager/GetSessionToken' })).statusCode).toBe(500);
  });
});

describe('what is published', () => {
  it('is the key set and the address of each endpoint, for everybody and for five minutes', async () => {
    const get = (path: string) => ask(createHarness(), { method: 'GET', path });
    const [keySet, discovery] = [await get(JWKS_PATH), await get(DISCOVERY_PATH)];
    for (const { statusCode, headers } of [keySet, discovery]) {
      expect(statusCode).toBe(200);
      expect(headers).toMatchObject({ 'Cache-Control': 'public, max-age=300', 'Access-Control-Allow-Origin': '*' });
    }
    expect(keySet.json).toEqual({ keys: [KEY] });
    expect(discovery.json).toMatchObject({
      issuer: 'https://api.example/v1',
      jwks_uri: 'https://api.example/v1/.well-known/jwks.json',
      token_endpoint: 'https://api.example/v1/oauth2/token',
    });
  });

  it('is nothing else', async () => {
    for (const path of ['/', '/oauth2', JWKS_PATH]) expect((await ask(createHarness(), { path })).statusCode).toBe(404);
  });
});

describe('an outage', () => {
  const down = async (): Promise<never> => {
    throw Object.assign(new Error(`table of ${SECRET}`), { name: 'ProvisionedThroughputExceededException' });
  };
  const broken = {
    'of the table': () => createHarness({ apps: { application: down } }),
    'of the key': () => createHarness({ signer: { publicKeys: down, sign: down } }),
    'of the signature': () => createHarness({ signer: { publicKeys: async () => [KEY], sign: down } }),
    'with a signature that is none': () =>
      createHarness({ signer: { publicKeys: async () => [KEY], sign: async () => Buffer.from('x') } }),
    'without a key': () => createHarness({ signer: { publicKeys: async () => [], sign: down } }),
  };

  it.each(Object.entries(broken))(
    '%s is a 500 everywhere, never a 401, and the log says no more than its class',
    async (_, make) => {
      const harness = make();
      const app = await getAppToken(harness);
      expect([app.statusCode, app.json]).toMatchObject([500, { statusCode: 500, result: null }]);
      const token = await oauth(harness, {
        grant_type: 'client_credentials',
        client_id: 'APP1',
        client_secret: SECRET,
      });
      expect([token.statusCode, token.json]).toMatchObject([500, { error: 'server_error' }]);
      expect((await getSessionToken(harness, null)).statusCode).toBe(500);
      expect(harness.log.map(({ level }) => level)).toEqual(['ERROR', 'ERROR', 'ERROR']);
      expect(JSON.stringify(harness.log)).not.toContain('fcs_');
    },
  );
});

describe('every answer', () => {
  const wrong = { grant_type: 'client_credentials', client_id: 'APP1', client_secret: 'x' };
  const down = async (): Promise<never> => {
    throw new Error('down');
  };
  const broken = () => createHarness({ apps: { application: down }, signer: { publicKeys: down, sign: down } });
  const get = (harness: ReturnType<typeof createHarness>, path: string) => ask(harness, { method: 'GET', path });
  it.each([
    ['POST', APP_TOKEN_PATH, 200, () => getAppToken(createHarness())],
    ['POST', APP_TOKEN_PATH, 400, () => getAppToken(createHarness(), {}, '{')],
    ['POST', APP_TOKEN_PATH, 401, () => getAppToken(createHarness(), { appSecret: 'x' })],
    ['POST', APP_TOKEN_PATH, 413, () => getAppToken(createHarness(), {}, 'x'.repeat(5000))],
    ['POST', APP_TOKEN_PATH, 415, () => ask(createHarness(), { type: 'text/plain', body: 'x' })],
    ['POST', APP_TOKEN_PATH, 500, () => getAppToken(broken())],
    ['POST', OAUTH_TOKEN_PATH, 200, () => oauth(createHarness(), { ...wrong, client_secret: SECRET })],
    ['POST', OAUTH_TOKEN_PATH, 400, () => oauth(createHarness(), {})],
    ['POST', OAUTH_TOKEN_PATH, 401, () => oauth(createHarness(), wrong)],
    ['POST', OAUTH_TOKEN_PATH, 500, () => oauth(broken(), wrong)],
    ['POST', SESSION_TOKEN_PATH, 200, () => getSessionToken(createHarness(), null)],
    ['POST', SESSION_TOKEN_PATH, 400, () => getSessionToken(createHarness(), '{"comparisons":0}')],
    ['POST', SESSION_TOKEN_PATH, 401, () => getSessionToken(createHarness(), null, { sessionId: 's' })],
    ['POST', SESSION_TOKEN_PATH, 500, () => getSessionToken(broken(), null)],
    ['GET', JWKS_PATH, 200, () => get(createHarness(), JWKS_PATH)],
    ['GET', JWKS_PATH, 500, () => get(broken(), JWKS_PATH)],
    ['GET', DISCOVERY_PATH, 200, () => get(createHarness(), DISCOVERY_PATH)],
  ] as const)('is as the OpenAPI document has it: %s %s, %i', async (method, path, status, asked) => {
    const { statusCode, headers, body } = await asked();
    expect(statusCode).toBe(status);
    // API Gateway renames this one.
    const sent = Object.entries(headers ?? {}).filter(([name]) => name !== 'WWW-Authenticate');
    const lower = Object.fromEntries(sent.map(([name, value]) => [name.toLowerCase(), String(value)]));
    expect(answerMistakes(method, path, { status: statusCode, headers: lower, body })).toEqual([]);
  });
});

describe('mutated bodies', () => {
  it('are never a 5xx and never leave anything of a secret in an answer or the log', async () => {
    const { next: random } = seededRandom(11);
    const harness = createHarness();
    const json = JSON.stringify({ appId: 'APP1', appSecret: SECRET, tenantId: 'tenant-1' });
    const form = `grant_type=client_credentials&client_id=APP1&client_secret=${SECRET}`;
    const statuses = new Set<number>();
    for (let i = 0; i < MUTATIONS; i++) {
      const ofForm = i % 2 === 1;
      const bytes = Buffer.from(ofForm ? form : json);
      for (let n = 1 + Math.floor(random() * 4); n > 0; n--) {
        const at = Math.floor(random() * bytes.length);
        bytes[at] = random() < 0.5 ? bytes[at]! ^ (1 << Math.floor(random() * 8)) : Math.floor(random() * 256);
      }
      const cut = random() < 0.2 ? bytes.subarray(0, Math.floor(random() * bytes.length)) : bytes;
      const body = cut.toString(random() < 0.5 ? 'utf8' : 'latin1');
      const { statusCode, body: answer } = ofForm ? await oauth(harness, body) : await getAppToken(harness, {}, body);
      statuses.add(statusCode);
      expect(statusCode).toBeLessThan(500);
      expect(answer).not.toContain(SECRET.slice(4));
    }
    expect([...statuses].sort()).toEqual(expect.arrayContaining([400, 401]));
    expect(JSON.stringify(harness.log)).not.toContain(SECRET.slice(4));
  });
});
