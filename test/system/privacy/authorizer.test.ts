import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assembleAuthorizer } from '../../../layers/assemble.ts';
import { seededRandom } from '../../../lib/statistics/random.ts';
import { AUTHORIZER_DEFINITION } from '../../support/default-model.ts';
import { type DynamoDbProxy, dynamoDbProxy } from '../../support/dynamodb-proxy.ts';
import { goodClaims, type KeySetServer, keySetServer, testKey, token } from '../../support/tokens.ts';
import { type AttackGround, SERVICES_ATTACKS, TOKEN_ATTACKS } from '../attacks/token-attacks.ts';
import { noSandbox } from '../image/sandbox.ts';
import { canaryText } from './canary-pictures.ts';
import type { Secrets } from './leak-detector.ts';
import { type Tapped, TappedFunction } from './taps.ts';

const ISSUER = 'https://issuer.example';
const AUDIENCE = 'face-comparison';
const ARN = 'arn:aws:execute-api:eu-west-1:123456789012:abcde12345/v1/POST/ExtFaceComparison/Compare';
const walls = noSandbox === null ? 'in the sandbox' : `NOT in a sandbox, since ${noSandbox}`;

const [es256, rs256, edDsa] = ['ES256', 'RS256', 'EdDSA'].map((alg) => testKey(alg, `key-${alg}`)) as [
  ReturnType<typeof testKey>,
  ReturnType<typeof testKey>,
  ReturnType<typeof testKey>,
];
const CANARY = canaryText(seededRandom(77), 'subject');
const claims = (change: object = {}) => ({ ...goodClaims(ISSUER, AUDIENCE), sub: CANARY, jti: CANARY, ...change });

describe(`nothing of a token gets out of the authorizer, ${walls}`, () => {
  let folder: string;
  let issuer: KeySetServer;
  let proxy: DynamoDbProxy;
  let authorizer: TappedFunction;
  let ground: AttackGround;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'face-authorizer-'));
    const taskRoot = await assembleAuthorizer(join(folder, 'task'));
    issuer = await keySetServer([es256.jwk, rs256.jwk, edDsa.jwk]);
    proxy = await dynamoDbProxy(new URL(issuer.uri).origin);
    const environment = {
      ...AUTHORIZER_DEFINITION.environment,
      ISSUER,
      AUDIENCE,
      JWKS_URI: `${proxy.endpoint}/.well-known/jwks.json`,
      SIGNING_KEYS: '',
      USAGE_KEY: 'k'.repeat(20),
    };
    const name = 'AuthorizerFunction';
    authorizer = await TappedFunction.start(
      { name, taskRoot, handler: 'index.handler', ...AUTHORIZER_DEFINITION, environment },
      proxy,
    );
    const stranger = testKey('ES256', es256.kid);
    ground = { es256, rs256, edDsa, stranger, issuer: ISSUER, audience: AUDIENCE, claims, lure: 'http://127.0.0.1:9/' };
  });
  afterAll(async () => {
    await authorizer?.close();
    await proxy?.close();
    await issuer?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const invoke = (jwt: string): Promise<Tapped> => {
    // A token of a few characters, which some attacks are, is not a secret.
    const texts: Secrets['texts'] = { subject: CANARY, ...(jwt.length > 40 ? { token: jwt } : {}) };
    const secrets: Secrets = { bytes: {}, texts, embeddings: [], places: [] };
    return authorizer.invoke({ type: 'TOKEN', methodArn: ARN, authorizationToken: `Bearer ${jwt}` }, secrets);
  };

  it('before the issuer could be asked', async () => {
    proxy.behave = (request) => request.drop();
    const { findings, outcome } = await invoke(token(es256, claims()));
    expect(findings).toEqual([]);
    expect(outcome).toMatchObject({ kind: 'error', errorMessage: 'The token could not be checked: keys_unreachable.' });
    await new Promise((resolve) => setTimeout(resolve, 5_100));
    proxy.reset();
  });

  it('when it lets in: the client, and nothing else of the token', async () => {
    const { findings, outcome } = await invoke(token(es256, claims({ aud: AUDIENCE })));
    expect(findings).toEqual([]);
    expect(outcome).toMatchObject({ kind: 'success', payload: { principalId: 'demo' } });
  });

  it.each(TOKEN_ATTACKS)('when it refuses a token with %s', async (_, reason, make) => {
    const { findings, outcome, written } = await invoke(make(ground));
    expect(findings).toEqual([]);
    expect(outcome).toMatchObject({ kind: 'error', errorMessage: 'Unauthorized' });
    expect(written).toContain(`"reason":"${reason}"`);
    expect(written).not.toMatch(/^ +at |node:internal/m);
  });

  it.each(SERVICES_ATTACKS)('when it denies services that are %s', async (_, change) => {
    const { findings, outcome } = await invoke(token(es256, claims(change)));
    expect(findings).toEqual([]);
    expect(outcome).toMatchObject({ kind: 'success', payload: { context: { reason: 'services_claim' } } });
  });
});
