import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMPARE_PATH } from '../../../lambda/contract/fields.ts';
import type { LocalApi } from '../../../lib/local/local-api.ts';
import { startLocalApi, tokenWithoutServer } from '../../../lib/local/local-api.ts';
import { PortError } from '../../../lib/local/server.ts';
import { LocalDirInUseError } from '../../../lib/local/state/lock.ts';
import { runningServer } from '../../../lib/local/state/state.ts';
import type { FunctionEnvironment } from '../../../lib/local/template/template-resources.ts';
import { welcome } from '../../../lib/local/welcome.ts';
import { COMPARE_FUNCTION, defaultModel } from '../../support/default-model.ts';
import { send, TEST_KEY } from '../../support/gateway.ts';
import { tokenFunctions } from '../../support/token-functions.ts';
import { testKey, token } from '../../support/tokens.ts';

const unlimited = { rateLimit: 1000, burstLimit: 1000 };
const model = {
  ...defaultModel(TEST_KEY),
  routes: defaultModel(TEST_KEY).routes.map((route) => ({ ...route, throttle: null })),
  usagePlans: [{ ...unlimited, keyValues: [TEST_KEY] }],
  stageThrottle: unlimited,
};
let dir: string;
let api: LocalApi;
let environment: FunctionEnvironment;

/** The real authorizer and issuer; the compare function is not what is tested here. */
async function functions(given: FunctionEnvironment) {
  environment = given;
  return {
    ...tokenFunctions(given),
    [COMPARE_FUNCTION]: async (event: unknown) => ({
      statusCode: 200,
      body: (event as { requestContext: { authorizer?: { client: string } } }).requestContext.authorizer?.client ?? '',
    }),
  };
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'face-api-'));
  api = await startLocalApi({ port: 0, dir, model, functions });
});
afterAll(async () => {
  await api.close();
  await rm(dir, { recursive: true });
});

const compare = (jwt: string) => send(api.url, COMPARE_PATH, { headers: { authorization: `Bearer ${jwt}` } });
const getToken = async (body: string, headers: Record<string, string> = {}) => {
  const path = '/api/AppSessionManager/GetAppToken';
  const answer = await send(api.url, path, { body, headers: { 'content-type': 'application/json', ...headers } });
  return { ...answer, json: JSON.parse(answer.body) };
};

describe('the local issuer', () => {
  it('makes tokens that the real authorizer lets in, for any client', async () => {
    expect(await compare(await api.token())).toMatchObject({ status: 200, body: 'local-demo' });
    expect(await compare(await api.token({ client: 'bank' }))).toMatchObject({ status: 200, body: 'bank' });
  });

  it('makes tokens to be refused: 403 without External, 401 when expired', async () => {
    expect((await compare(await api.token({ external: false }))).status).toBe(403);
    expect((await compare(await api.token({ expired: true }))).status).toBe(401);
    expect((await compare(await api.token({ expired: true, external: false }))).status).toBe(401);
  });

  it('makes valid tokens without a server, from the key that is kept', async () => {
    expect((await compare(await tokenWithoutServer(dir, {}))).status).toBe(200);
  });

  it('does not vouch for a key of someone else under its name', async () => {
    const [header, payload] = (await api.token())
      .split('.')
      .slice(0, 2)
      .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()));
    expect((await compare(token(testKey('ES256', header.kid), payload))).status).toBe(401);
  });

  it('publishes its public key and where to find it', async () => {
    const discovery = await (await fetch(`${api.url}/.well-known/openid-configuration`)).json();
    expect(discovery).toMatchObject({ issuer: environment.ISSUER, jwks_uri: `${api.url}/.well-known/jwks.json` });
    const { keys } = (await (await fetch(`${api.url}/.well-known/jwks.json`)).json()) as {
      keys: Record<string, string>[];
    };
    expect(keys).toHaveLength(1);
    expect(Object.keys(keys[0] ?? {}).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
  });

  it('names its own address, whatever Host the request has', async () => {
    const path = '/.well-known/openid-configuration';
    const { status, body } = await send(api.url, path, { method: 'GET', headers: { host: 'evil.example' } });
    expect([status, JSON.parse(body)]).toMatchObject([200, { jwks_uri: `${api.url}/.well-known/jwks.json` }]);
    expect(body).not.toContain('evil.example');
  });

  it('hands out a token for as long as the settings say, in the envelope, to the application of this place', async () => {
    const { status, json } = await getToken(JSON.stringify(api.app));
    expect(status).toBe(200);
    expect(json).toEqual({
      version: null,
      statusCode: 200,
      messages: ['Processed successfully'],
      result: { token: expect.any(String), tokenType: 'Bearer', expiresIn: 3600 },
    });
    const payload = JSON.parse(Buffer.from(json.result.token.split('.')[1], 'base64url').toString());
    expect(payload.exp - payload.iat).toBe(3600);
    expect(payload.services).toBe('External');
    expect((await compare(json.result.token)).status).toBe(200);
  });

  it('gives nobody else a token', async () => {
    for (const change of [{ appSecret: 'x' }, { appId: 'x' }, { tenantId: 'x' }]) {
      const { status, json } = await getToken(JSON.stringify({ ...api.app, ...change }));
      expect(status).toBe(401);
      expect(json).toMatchObject({ statusCode: 401, result: null });
    }
    const typed = [{ appSecret: null }, { appSecret: [] }].map((change) => JSON.stringify({ ...api.app, ...change }));
    for (const body of ['', '{', '[]', 'null', '"x"', ...typed]) expect((await getToken(body)).status).toBe(400);
    expect((await getToken(`{"a":"${'x'.repeat(20_000)}"}`)).status).toBe(413);
  });

  it('leaves every other path and method to the gateway', async () => {
    expect((await send(api.url, '/api/AppSessionManager/GetAppToken', { method: 'GET' })).status).toBe(404);
    expect((await send(api.url, '/.well-known/jwks.json', { method: 'POST' })).status).toBe(404);
  });
});

describe('startLocalApi', () => {
  it('tells the functions everything they need, and nothing of a real account', () => {
    expect(environment).toMatchObject({ USAGE_KEY: TEST_KEY, AWS_ACCESS_KEY_ID: expect.stringMatching(/^LOCAL/) });
    expect(environment.AWS_ENDPOINT_URL_DYNAMODB).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('listens on this machine only', () => {
    expect(new URL(api.url).hostname).toBe('127.0.0.1');
  });

  it('names the server that runs when it is that of the same directory', async () => {
    const port = Number(new URL(api.url).port);
    await expect(startLocalApi({ port, dir, model, functions })).rejects.toThrow(
      `The local API of this checkout runs already on ${api.url} (process ${process.pid}).`,
    );
  });

  it('says so when the port is in use by another program, and leaves nothing behind', async () => {
    const port = Number(new URL(api.url).port);
    const other = join(dir, 'other');
    await expect(startLocalApi({ port, dir: other, model, functions })).rejects.toThrow(PortError);
    await expect(startLocalApi({ port, dir: other, model, functions })).rejects.toThrow(`Port ${port} is in use`);
    expect(await runningServer(other)).toBeNull();
  });

  it('repeats the arguments in the command that uses another port', async () => {
    const starting = (...args: string[]) =>
      startLocalApi({ port: Number(new URL(api.url).port), dir: join(dir, 'other'), model, functions, args });
    await expect(starting()).rejects.toThrow(/: npm start -- --port 300[01]$/);
    await expect(starting('--ric', '-c', 'clients={"a": "it\'s"}', '-c', 'threshold=0.8')).rejects.toThrow(
      / npm start -- --ric -c 'clients=\{"a": "it'\\''s"\}' -c threshold=0\.8 --port 300[01]$/,
    );
  });

  it('does not start twice in one directory', async () => {
    await expect(startLocalApi({ port: 0, dir, model, functions })).rejects.toThrow(LocalDirInUseError);
    expect(await runningServer(dir)).toMatchObject({ url: api.url });
  });

  it('gives everything back when a function cannot be loaded', async () => {
    const other = join(dir, 'failing');
    const failing = async () => {
      throw new Error('no models');
    };
    await expect(startLocalApi({ port: 0, dir: other, model, functions: failing })).rejects.toThrow('no models');
    const second = await startLocalApi({ port: 0, dir: other, model, functions });
    await second.close();
    expect(await runningServer(other)).toBeNull();
  });

  it('accepts tokens of before after it was started again', async () => {
    const other = join(dir, 'again');
    const first = await startLocalApi({ port: 0, dir: other, model, functions });
    const jwt = await first.token();
    await first.close();
    const second = await startLocalApi({ port: 0, dir: other, model, functions });
    const answer = await send(second.url, COMPARE_PATH, { headers: { authorization: `Bearer ${jwt}` } });
    await second.close();
    expect(answer.status).toBe(200);
  });
});

it('welcomes with a command that can be pasted', async () => {
  const text = welcome(api.url, 'TOKEN', api.app, 'pack a, threshold 0.8', process.cwd());
  expect(text).toMatch(/^Settings: pack a, threshold 0\.8\. Change them with npm start -- -c /m);
  expect(text).toMatch(
    /^curl -sS --fail-with-body http:\/\/127\.0\.0\.1:\d+\/ExtFaceComparison\/Compare -H 'Authorization: Bearer TOKEN' -F 'LivenessFace=@"[^"]+"' -F 'FaceFromDocument=@"[^"]+"'$/m,
  );
  expect(text).not.toContain(`@"${process.cwd()}`);
});
