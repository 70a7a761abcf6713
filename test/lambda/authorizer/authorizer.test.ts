import type { APIGatewayAuthorizerResult } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientKey, usageKey } from '../../../lambda/applications/usage-key.ts';
import { createAuthorizer, type TokenEvent } from '../../../lambda/authorizer/authorizer.ts';
import { readClientLimits } from '../../../lambda/authorizer/client-limits.ts';
import { KeySet } from '../../../lambda/authorizer/key-set.ts';
import type { Refusal } from '../../../lambda/authorizer/refusal.ts';
import { authorizerSettings } from '../../../lambda/authorizer/settings.ts';
import { NBF_LEEWAY_SECONDS } from '../../../lambda/authorizer/verify.ts';
import { goodClaims, type KeySetServer, keySetServer, signed, testKey, token } from '../../support/tokens.ts';
import { type AttackGround, SERVICES_ATTACKS, TOKEN_ATTACKS } from '../../system/attacks/token-attacks.ts';

const ISSUER = 'https://issuer.example';
const AUDIENCE = 'face-comparison';
const ARN = 'arn:aws:execute-api:eu-west-1:123456789012:abcde12345/v1/POST/ExtFaceComparison/Compare';
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

const keys = ALGORITHMS.map((alg) => testKey(alg, `key-${alg}`));
const withoutAlg = ['RS256', 'ES256', 'ES384', 'EdDSA'].map((alg) => testKey(alg, `bare-${alg}`, { withAlg: false }));
const es256 = keys[3]!;
const stranger = testKey('ES256', es256.kid);

let server: KeySetServer;
let lure: KeySetServer;
let ground: AttackGround;
let authorize: (event: TokenEvent) => Promise<APIGatewayAuthorizerResult>;
let log: Refusal[];

beforeAll(async () => {
  server = await keySetServer([...keys, ...withoutAlg].map((key) => key.jwk));
  lure = await keySetServer([stranger.jwk]);
  const [rs256, edDsa] = [keys[0]!, keys[6]!];
  ground = { es256, rs256, edDsa, stranger, issuer: ISSUER, audience: AUDIENCE, claims, lure: lure.uri };
  log = [];
  const settings = authorizerSettings({
    ISSUER,
    JWKS_URI: server.uri,
    AUDIENCE: `other,${AUDIENCE}`,
    USAGE_KEY: 'shared-key-0123456789',
    USAGE_SALT: 'salt',
  });
  const clients = readClientLimits('{"bank":"10/20"}');
  authorize = createAuthorizer({ settings, keys: new KeySet(server.uri), clients, log: (entry) => log.push(entry) });
});
afterAll(async () => {
  await server.close();
  await lure.close();
});

const claims = (change: object = {}) => ({ ...goodClaims(ISSUER, AUDIENCE), ...change });
const call = (jwt: string) => authorize({ methodArn: ARN, authorizationToken: `Bearer ${jwt}` });
const now = () => Math.floor(Date.now() / 1000);

/** Expects a rejection for this reason, with exactly the text that API Gateway turns into a 401, and without a stack. */
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
    const ofBank = usageKey('salt', clientKey('bank', '10/20'));
    expect((await call(token(es256, claims({ client_id: 'bank' })))).usageIdentifierKey).toBe(ofBank);
    expect((await call(token(es256, claims({ client_id: 'constructor' })))).usageIdentifierKey).toBe(
      'shared-key-0123456789',
    );
  });

  it.each([
    [{ client_id: 'a', azp: 'b', sub: 'c' }, 'a'],
    [{ client_id: undefined, azp: 'b', sub: 'c' }, 'b'],
    [{ client_id: undefined, azp: undefined, sub: 'c' }, 'c'],
    [{ client_id: null, azp: null, sub: 'c' }, 'c'],
    [{ client_id: '0' }, '0'],
    [{ client_id: 'Az09._:/@|+~-' }, 'Az09._:/@|+~-'],
    [{ client_id: `a${'-'.repeat(255)}` }, `a${'-'.repeat(255)}`],
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

  it('comes from a clock that is a little ahead, by nbf, or by any time, by iat', async () => {
    for (const change of [{ nbf: now() + NBF_LEEWAY_SECONDS }, { iat: now() + 86_400 }, { iat: undefined }]) {
      await expect(call(token(es256, claims(change)))).resolves.toBeDefined();
    }
  });
});

describe('a client that another claim names', () => {
  const named = (payload: object) => {
    const env = { ISSUER, JWKS_URI: server.uri, AUDIENCE, USAGE_KEY: 'k'.repeat(20), CLIENT_CLAIM: 'tenant' };
    const parts = { settings: authorizerSettings(env), keys: new KeySet(server.uri) };
    const entries: Refusal[] = [];
    return createAuthorizer({ ...parts, log: (entry) => entries.push(entry) })({
      methodArn: ARN,
      authorizationToken: `Bearer ${token(es256, claims(payload))}`,
    }).then(
      ({ principalId }) => principalId,
      (error: Error) => `${error.message} ${entries.at(-1)?.reason}`,
    );
  };

  it('is named by that claim alone', async () => {
    expect(await named({ tenant: 'bank-a', client_id: 'b', azp: 'c', sub: 'd' })).toBe('bank-a');
    expect(await named({ tenant: '=bank', sub: 'bank-a' })).toBe('Unauthorized client_name');
  });

  it.each([
    [{ sub: 'bank-a' }],
    [{ tenant: null, sub: 'bank-a' }],
    [{ client_id: 'bank-a', azp: 'bank-a', sub: 'bank-a' }],
  ])('takes no other client’s place without it: %j', async (payload) => {
    expect(await named(payload)).toBe('Unauthorized client_missing');
  });
});

describe('a token that is refused with 401', () => {
  it.each(TOKEN_ATTACKS)('has %s', async (_, reason, make) => {
    await expectUnauthorized(make(ground), reason);
    expect(lure.requests).toBe(0);
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
        // An RSA key without `alg` serves all RS algorithms; then the signature itself is wrong.
        const fits = key.kid === 'bare-RS256' && alg.startsWith('RS');
        await expectUnauthorized(jwt, fits ? 'signature' : 'algorithm');
      }
    }
  });
});

describe('a valid token without services: External', () => {
  it.each(SERVICES_ATTACKS)('is denied: %s', async (_, change) => {
    const result = await call(token(es256, claims(change)));
    expect(result.policyDocument.Statement[0]).toMatchObject({
      Effect: 'Deny',
      Resource: expect.stringMatching(/v1\/\*$/),
    });
    expect(result.context).toEqual({ reason: 'services_claim' });
    expect(result.usageIdentifierKey).toBeUndefined();
    expect(log.at(-1)).toEqual({ outcome: 'denied', reason: 'services_claim' });
  });

  it('is denied where the claim comes with the prototype', async () => {
    const payload = JSON.stringify(claims({ services: undefined })).replace(
      '{',
      '{"__proto__":{"services":"External"},',
    );
    const header = JSON.stringify({ alg: 'ES256', kid: es256.kid });
    const input = [header, payload].map((part) => Buffer.from(part).toString('base64url')).join('.');
    const result = await call(signed(es256, input)).catch((error: Error) => error.message);
    expect(result).not.toMatchObject({ policyDocument: { Statement: [{ Effect: 'Allow' }] } });
  });
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
