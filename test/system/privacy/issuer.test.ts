import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { secretHash } from '../../../lambda/applications/application.ts';
import { APP_TOKEN_PATH, OAUTH_TOKEN_PATH } from '../../../lambda/contract/fields.ts';
import { assembleIssuer } from '../../../layers/assemble.ts';
import { newSecret } from '../../../lib/apps/secrets.ts';
import { issuerKey } from '../../../lib/local/issuer/keys.ts';
import { ISSUER_DEFINITION } from '../../support/default-model.ts';
import { type DynamoDbProxy, type DynamoDbRequest, dynamoDbProxy } from '../../support/dynamodb-proxy.ts';
import { proxyEvent } from '../../support/events.ts';
import { type FakeAws, fakeAws } from '../../support/fake-aws.ts';
import { noSandbox } from '../image/sandbox.ts';
import type { Secrets } from './leak-detector.ts';
import { TappedFunction } from './taps.ts';

const walls = noSandbox === null ? 'in the sandbox' : `NOT in a sandbox, since ${noSandbox}`;
/** Milliseconds that the function may take with all its attempts, before Lambda's own limit of 10 s. */
const IN_TIME_MS = 9_000;

describe(`the issuer under the runtime client, ${walls}`, () => {
  const { secret } = newSecret('APP1', Date.now());
  let folder: string;
  let aws: FakeAws;
  let proxy: DynamoDbProxy;
  let issuer: TappedFunction;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'face-issuer-'));
    aws = await fakeAws(await issuerKey(folder));
    aws.applications.set('APP1', {
      appId: 'APP1',
      name: 'one',
      tenantId: 'tenant-1',
      status: 'active',
      secrets: [{ id: 's', hash: secretHash('APP1', secret), createdAt: '2026-11-01T00:00:00.000Z' }],
      limit: null,
      createdAt: '2026-11-01T00:00:00.000Z',
      updatedAt: '2026-11-01T00:00:00.000Z',
    });
    proxy = await dynamoDbProxy(aws.endpoint);
    const environment = {
      ...ISSUER_DEFINITION.environment,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_ENDPOINT_URL_DYNAMODB: proxy.endpoint,
      AWS_ENDPOINT_URL_KMS: proxy.endpoint,
    };
    const taskRoot = await assembleIssuer(join(folder, 'task'));
    const configuration = { name: 'IssuerFunction', taskRoot, handler: 'index.handler', ...ISSUER_DEFINITION };
    issuer = await TappedFunction.start({ ...configuration, environment }, proxy);
  });
  afterEach(() => proxy.reset());
  afterAll(async () => {
    await issuer?.close();
    await proxy?.close();
    await aws?.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Asks for a token. Nothing of the secret may leak, and the response does not contain the secret itself either. */
  async function ask(path: string, type: string, body: string) {
    const event = proxyEvent({
      method: 'POST',
      path,
      headers: { 'Content-Type': type },
      body: Buffer.from(body),
      binary: false,
    });
    const secrets: Secrets = { bytes: {}, texts: { secret }, embeddings: [], places: [] };
    const start = performance.now();
    const { outcome, findings, written } = await issuer.invoke(event, secrets);
    expect(findings).toEqual([]);
    expect(written).not.toMatch(/^ +at |node:internal/m);
    const { statusCode, body: answer } = (outcome as { payload: { statusCode: number; body: string } }).payload;
    return { statusCode, answer, written, milliseconds: performance.now() - start };
  }
  const json = (change: object = {}) =>
    ask(
      APP_TOKEN_PATH,
      'application/json',
      JSON.stringify({ appId: 'APP1', appSecret: secret, tenantId: 'tenant-1', ...change }),
    );
  const form = () =>
    ask(
      OAUTH_TOKEN_PATH,
      'application/x-www-form-urlencoded',
      String(new URLSearchParams({ grant_type: 'client_credentials', client_id: 'APP1', client_secret: secret })),
    );

  it('gives tokens, and keeps the secret to itself', async () => {
    for (const { statusCode, written } of [await json(), await form()]) {
      expect(statusCode).toBe(200);
      expect(written).toContain('"appId":"APP1"');
    }
  });

  it.each([
    ['a wrong tenant', () => json({ tenantId: 'other' }), 401],
    ['an unknown application', () => json({ appId: 'APP2' }), 401],
    ['a secret in the place of the id', () => json({ appId: secret, appSecret: 'x' }), 401],
    ['half a body', () => ask(APP_TOKEN_PATH, 'application/json', `{"appSecret":"${secret}"`), 400],
    ['another content type', () => ask(APP_TOKEN_PATH, 'text/plain', secret), 415],
    ['a body that is too large', () => ask(APP_TOKEN_PATH, 'application/json', secret.repeat(100)), 413],
    [
      'a form with the secret as grant type',
      () => ask(OAUTH_TOKEN_PATH, 'application/x-www-form-urlencoded', `grant_type=${secret}`),
      400,
    ],
  ] as const)('tells nothing of the secret when it refuses %s', async (_, refused, status) => {
    expect((await refused()).statusCode).toBe(status);
  });

  const throttled = (type: string) => (request: DynamoDbRequest) =>
    request.answer({
      status: 400,
      headers: { 'content-type': 'application/x-amz-json-1.0' },
      body: JSON.stringify({ __type: type, message: 'Rate exceeded' }),
    });
  const only = (service: RegExp, behaviour: (request: DynamoDbRequest) => void) => async (request: DynamoDbRequest) => {
    if (service.test(String(request.headers['x-amz-target']))) behaviour(request);
    else request.answer(await request.pass());
  };
  it.each([
    ['the table is down', only(/DynamoDB/, (request) => request.drop()), 'table'],
    ['the table is throttled', only(/DynamoDB/, throttled('ProvisionedThroughputExceededException')), 'table'],
    ['the table does not answer', only(/DynamoDB/, () => {}), 'table'],
    ['KMS is down', only(/Trent/, (request) => request.drop()), 'key'],
    ['KMS is throttled', only(/Trent/, throttled('ThrottlingException')), 'key'],
    ['KMS does not answer', only(/Trent/, () => {}), 'key'],
    ['KMS refuses', only(/Trent/, throttled('AccessDeniedException')), 'key'],
  ] as const)('answers 500 in time, never 401, where %s, and goes on after it', async (_, behaviour, reason) => {
    proxy.behave = behaviour;
    const { statusCode, written, milliseconds } = await json();
    expect([statusCode, written]).toEqual([500, expect.stringContaining(`"reason":"${reason}"`)]);
    expect(milliseconds).toBeLessThan(IN_TIME_MS);
    proxy.reset();
    expect((await json()).statusCode).toBe(200);
  });
});
