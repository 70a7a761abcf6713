import type { APIGatewayAuthorizerResult } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAuthorizer, type TokenEvent } from '../../../lambda/authorizer/authorizer.ts';
import { KeySet } from '../../../lambda/authorizer/key-set.ts';
import type { Refusal } from '../../../lambda/authorizer/refusal.ts';
import { authorizerSettings } from '../../../lambda/authorizer/settings.ts';
import { goodClaims, hs256, type KeySetServer, keySetServer, testKey, token } from '../../support/tokens.ts';

const ISSUER = 'https://issuer.example';
const AUDIENCE = 'face-comparison';
const ARN = 'arn:aws:execute-api:eu-west-1:123456789012:abcde12345/v1/POST/ExtFaceComparison/Compare';
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

const keys = ALGORITHMS.map((alg) => testKey(alg, `key-${alg}`));
const withoutAlg = ['RS256', 'ES256', 'ES384', 'EdDSA'].map((alg) => testKey(alg, `bare-${alg}`, { withAlg: false }));
const es256 = keys[3]!;
const rs256 = keys[0]!;
const stranger = testKey('ES256', es256.kid);

let server: KeySetServer;
let authorize: (event: TokenEvent) => Promise<APIGatewayAuthorizerResult>;
let log: Refusal[];

beforeAll(async () => {
  server = await keySetServer([...keys, ...withoutAlg].map((key) => key.jwk));
  log = [];
  const settings = authorizerSettings({
    ISSUER,
    JWKS_URI: server.uri,
    AUDIENCE: `other,${AUDIENCE}`,
    USAGE_KEY: 'shared-key-0123456789',
    USAGE_KEYS: '{"bank":"bank-key-01234567890"}',
  });
  authorize = createAuthorizer({ settings, keys: new KeySet(server.uri), log: (entry) => log.push(entry) });
});
afterAll(() => server.close());

const claims = (change: object = {}) => ({ ...goodClaims(ISSUER, AUDIENCE), ...change });
const call = (jwt: string) => authorize({ methodArn: ARN, authorizationToken: `Bearer ${jwt}` });
const now = () => Math.floor(Date.now() / 1000);

/** Refused with exactly the text that API Gateway makes a 401 of, without a stack, for this reason. */
async function expectUnauthorized(jwt: string, reason: string): Promise<void> {
  const error = await call(jwt).then(
    () => null,
    (thrown: Error) => thrown,
  );
  expect(error?.message).toBe('Unauthorized');
  expect(error?.stack).toBe('');
  expect(log.at(-1)).toEqual({ outcome: 'unauthorized', reason });
}

describe('a token that is let in', () => {
  it.each(keys)('is signed with $alg', async (key) => {
    expect((await call(token(key, claims()))).policyDocument.Statement[0]).toMatchObject({ Effect: 'Allow' });
  });

  it('opens the whole stage, says who calls and until when, and names the usage key', async () => {
    const given = claims();
    expect(await call(token(es256, given))).toEqual({
      principalId: 'demo',
      policyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Action: 'execute-api:Invoke',
            Effect: 'Allow',
            Resource: 'arn:aws:execute-api:eu-west-1:123456789012:abcde12345/v1/*',
          },
        ],
      },
      context: { client: 'demo', exp: given.exp },
      usageIdentifierKey: 'shared-key-0123456789',
    });
  });

  it('is counted by the key of its client where the client has one', async () => {
    expect((await call(token(es256, claims({ client_id: 'bank' })))).usageIdentifierKey).toBe('bank-key-01234567890');
    expect((await call(token(es256, claims({ client_id: '__proto__' })))).usageIdentifierKey).toBe(
      'shared-key-0123456789',
    );
  });

  it.each([
    [{ client_id: 'a', azp: 'b', sub: 'c' }, 'a'],
    [{ client_id: undefined, azp: 'b', sub: 'c' }, 'b'],
    [{ client_id: undefined, azp: undefined, sub: 'c' }, 'c'],
  ])('names its client: %j', async (change, client) => {
    expect((await call(token(es256, claims(change)))).principalId).toBe(client);
  });

  it('has the audience in a list, or as client_id where it has no aud', async () => {
    await expect(call(token(es256, claims({ aud: ['x', AUDIENCE] })))).resolves.toBeDefined();
    await expect(call(token(es256, claims({ aud: undefined, client_id: AUDIENCE })))).resolves.toBeDefined();
  });

  it('needs no sub where it has a client, and keeps nbf', async () => {
    await expect(call(token(es256, claims({ sub: undefined, nbf: now() - 1 })))).resolves.toBeDefined();
  });
});

describe('a token that is refused with 401', () => {
  const unsigned = (jwt: string) => jwt.slice(0, jwt.lastIndexOf('.') + 1);

  it.each<[string, string, () => string]>([
    ['alg none without a signature', 'malformed', () => unsigned(token(es256, claims(), { header: { alg: 'none' } }))],
    ['alg none with a signature', 'algorithm', () => token(es256, claims(), { header: { alg: 'none' } })],
    ['alg in other case', 'algorithm', () => token(es256, claims(), { header: { alg: 'es256' } })],
    ['alg missing', 'algorithm', () => token(es256, claims(), { header: { alg: undefined } })],
    ['alg from the prototype', 'algorithm', () => token(es256, claims(), { header: { alg: 'constructor' } })],
    ['PS256', 'algorithm', () => token(rs256, claims(), { header: { alg: 'PS256' } })],
    [
      'HS256 with the public key as secret',
      'algorithm',
      () => token(rs256, claims(), { header: { alg: 'HS256' }, signature: hs256(JSON.stringify(rs256.jwk)) }),
    ],
    ['a stripped signature', 'malformed', () => unsigned(token(es256, claims()))],
    ['a signature of another key under a known kid', 'signature', () => token(stranger, claims())],
    [
      'a changed payload',
      'signature',
      () => {
        const [header, , signature] = token(es256, claims()).split('.');
        const payload = Buffer.from(JSON.stringify(claims({ client_id: 'other' }))).toString('base64url');
        return `${header}.${payload}.${signature}`;
      },
    ],
    [
      'a DER signature for ES256',
      'signature',
      () => token(es256, claims(), { signature: () => Buffer.from('3006020101020101', 'hex').toString('base64url') }),
    ],
    ['a signature of one byte', 'signature', () => token(es256, claims(), { signature: () => 'AA' })],
    ['a signature of zeros', 'signature', () => token(es256, claims(), { signature: () => 'A'.repeat(86) })],
    ['an RSA signature of one byte', 'signature', () => token(rs256, claims(), { signature: () => 'AA' })],
    ['an EdDSA signature of one byte', 'signature', () => token(keys[6]!, claims(), { signature: () => 'AA' })],
    ['no kid', 'malformed', () => token(es256, claims(), { header: { kid: undefined } })],
    ['an empty kid', 'malformed', () => token(es256, claims(), { header: { kid: '' } })],
    ['a kid that is no string', 'malformed', () => token(es256, claims(), { header: { kid: 7 } })],
    ['an unknown kid', 'unknown_key', () => token(es256, claims(), { header: { kid: 'other' } })],
    ['a kid that is a path', 'unknown_key', () => token(es256, claims(), { header: { kid: '../../dev/null' } })],
    ['a kid from the prototype', 'unknown_key', () => token(es256, claims(), { header: { kid: '__proto__' } })],
    ['critical extensions', 'malformed', () => token(es256, claims(), { header: { crit: ['b64'], b64: false } })],
    [
      'its own key in the header',
      'signature',
      () => token(stranger, claims(), { header: { jwk: stranger.jwk, jku: 'http://127.0.0.1:1/keys', x5u: 'x' } }),
    ],
    ['no exp', 'malformed', () => token(es256, claims({ exp: undefined }))],
    ['exp as text', 'malformed', () => token(es256, claims({ exp: String(now() + 60) }))],
    ['exp null', 'malformed', () => token(es256, claims({ exp: null }))],
    ['an impossible exp', 'malformed', () => token(es256, claims({ exp: -1e300 }))],
    ['an impossible nbf', 'malformed', () => token(es256, claims({ nbf: 1e300 }))],
    ['exp a second ago', 'expired', () => token(es256, claims({ exp: now() - 1 }))],
    ['nbf in the future', 'not_yet_valid', () => token(es256, claims({ nbf: now() + 30 }))],
    ['no iss', 'issuer', () => token(es256, claims({ iss: undefined }))],
    ['another issuer', 'issuer', () => token(es256, claims({ iss: `${ISSUER}.evil.example` }))],
    ['the issuer with a slash', 'issuer', () => token(es256, claims({ iss: `${ISSUER}/` }))],
    ['no audience and no client', 'audience', () => token(es256, claims({ aud: undefined, client_id: undefined }))],
    ['no aud and another client_id', 'audience', () => token(es256, claims({ aud: undefined }))],
    ['another audience', 'audience', () => token(es256, claims({ aud: 'face' }))],
    [
      'another audience, the right client_id',
      'audience',
      () => token(es256, claims({ aud: 'x', client_id: AUDIENCE })),
    ],
    ['an empty list of audiences', 'audience', () => token(es256, claims({ aud: [] }))],
    ['an object as audience', 'malformed', () => token(es256, claims({ aud: { [AUDIENCE]: 1 } }))],
    ['nobody', 'malformed', () => token(es256, claims({ sub: undefined, client_id: undefined }))],
    ['an empty client', 'malformed', () => token(es256, claims({ client_id: '' }))],
    ['a client that is no string', 'malformed', () => token(es256, claims({ client_id: { a: 1 } }))],
    ['a client with a line break', 'malformed', () => token(es256, claims({ client_id: 'a\nb' }))],
    ['a client of 300 characters', 'malformed', () => token(es256, claims({ client_id: 'a'.repeat(300) }))],
    ['more than 8 kB', 'no_bearer_token', () => token(es256, claims({ filler: 'x'.repeat(9_000) }))],
    ['nested lists without end', 'malformed', () => `${'W1tb'.repeat(900)}.${'W1tb'.repeat(900)}.AA`],
    ['two parts', 'malformed', () => 'abc.def'],
    ['four parts', 'malformed', () => 'abc.def.ghi.jkl'],
    ['a list as payload', 'malformed', () => token(es256, [])],
  ])('has %s', async (_, reason, make) => {
    await expectUnauthorized(make(), reason);
  });

  it('is absent, or not a bearer token', async () => {
    for (const authorizationToken of [undefined, '', 'Basic abc', 'Bearer']) {
      const event = authorizationToken === undefined ? { methodArn: ARN } : { methodArn: ARN, authorizationToken };
      await expect(authorize(event)).rejects.toThrow(/^Unauthorized$/);
      expect(log.at(-1)).toEqual({ outcome: 'unauthorized', reason: 'no_bearer_token' });
    }
  });

  it('names an algorithm that does not fit the key, whichever it is', async () => {
    for (const key of [...keys, ...withoutAlg]) {
      for (const alg of ALGORITHMS.filter((name) => name !== key.alg)) {
        const jwt = token(key, claims(), { header: { alg } });
        // An RSA key without `alg` serves all RS algorithms; there the signature itself is wrong.
        const fits = key.kid === 'bare-RS256' && alg.startsWith('RS');
        await expectUnauthorized(jwt, fits ? 'signature' : 'algorithm');
      }
    }
  });
});

describe('a valid token without services: External', () => {
  it.each([[undefined], ['NotExternal'], [{ External: true }], [[['External']]], ['external']])(
    'is denied: %j',
    async (services) => {
      const result = await call(token(es256, claims({ services })));
      expect(result.policyDocument.Statement[0]).toMatchObject({
        Effect: 'Deny',
        Resource: expect.stringMatching(/v1\/\*$/),
      });
      expect(result.context).toEqual({ reason: 'services_claim' });
      expect(result.usageIdentifierKey).toBeUndefined();
      expect(log.at(-1)).toEqual({ outcome: 'denied', reason: 'services_claim' });
    },
  );
});

describe('the log', () => {
  it('holds codes only', () => {
    expect(log.length).toBeGreaterThan(50);
    for (const entry of log) {
      expect(Object.keys(entry)).toEqual(['outcome', 'reason']);
      expect(entry.reason).toMatch(/^[a-z_]{3,20}$/);
    }
  });
});

it('fails, not refuses, when the event has no ARN', async () => {
  const event = { methodArn: 'none', authorizationToken: `Bearer ${token(es256, claims())}` };
  await expect(authorize(event)).rejects.toThrow('The token could not be checked: unexpected.');
});
