import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as oauth from 'oauth4webapi';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMPARE_PATH, DISCOVERY_PATH, OAUTH_TOKEN_PATH, SESSION_TOKEN_PATH } from '../../../lambda/contract/fields.ts';
import * as apps from '../../../lib/apps/applications.ts';
import { type AppCredentials, firstMinute } from '../../../lib/cli/first-minute.ts';
import { LOCAL_ISSUER } from '../../../lib/local/issuer/issuer.ts';
import { type LocalApi, startLocalApi } from '../../../lib/local/local-api.ts';
import { withLocalDirectory } from '../../../lib/local/local-directory.ts';
import { localStack } from '../../../lib/local/template/local-stack.ts';
import { send } from '../../support/gateway.ts';
import { tokenFunctions } from '../../support/token-functions.ts';

/** Returns what the authorizer passed to it: the images do not matter here. */
const compare = async (event: unknown) => ({
  statusCode: 200,
  body: JSON.stringify((event as { requestContext: { authorizer: object } }).requestContext.authorizer),
});

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'face-applications-'));
});
afterAll(() => rm(dir, { recursive: true }));

/**
 * Makes a deployment with these settings, on the tables and keys of the directory.
 *
 * @param unlimited whether the routes of the issuer have no limit, for tests that ask more often than people
 */
async function deploy(settings: Record<string, unknown> = {}, unlimited = false): Promise<LocalApi> {
  const stack = await localStack({ playground: false, ...settings });
  const compareId = stack.model.routes.find(({ path }) => path === COMPARE_PATH)!.functionId!;
  const functions = async (addresses: Readonly<Record<string, string>>) => ({
    ...tokenFunctions(addresses, stack),
    [compareId]: compare,
  });
  // Without the catch-all: these tests ask for routes that exist.
  const routes = stack.model.routes.filter(({ method }) => method !== 'ANY');
  const model = { ...stack.model, routes: routes.map((route) => (unlimited ? { ...route, throttle: null } : route)) };
  return startLocalApi({ ...stack, port: 0, dir, model, functions });
}

/** Does something with the applications, as `npm run apps -- … --local` does. */
async function within<Value>(use: (directory: apps.Directory) => Promise<Value>): Promise<Value> {
  const results: Value[] = [];
  await withLocalDirectory(dir, async (directory) => void results.push(await use(directory)));
  return results[0]!;
}

const create = (name: string, limit: { rateLimit: number; burstLimit: number } | null = null) =>
  within((directory) => apps.create(directory, name, 'tenant-1', limit));
const tokenOf = async (api: LocalApi, { appId, appSecret }: AppCredentials) => {
  const form = { grant_type: 'client_credentials', client_id: appId, client_secret: appSecret };
  const response = await fetch(`${api.url}${OAUTH_TOKEN_PATH}`, { method: 'POST', body: new URLSearchParams(form) });
  const { access_token: token } = (await response.json()) as { access_token?: string };
  return { status: response.status, token: token ?? '' };
};
const compareWith = (api: LocalApi, token: string) =>
  send(api.url, COMPARE_PATH, { headers: { authorization: `Bearer ${token}` } });

describe('an application of the twin', () => {
  let api: LocalApi;
  let made: apps.WithCredentials;
  beforeAll(async () => {
    api = await deploy({ rateLimit: 1000, burstLimit: 1000 }, true);
    made = await create('shop');
  });
  afterAll(() => api.close());

  it('gets a token by the command that is printed for it, and compares with it', async () => {
    const { token: command } = firstMinute(api.url, made.credentials);
    const { stdout } = await promisify(execFile)('bash', ['-c', command]);
    const { result } = JSON.parse(stdout) as { result: { token: string } };
    const { status, body } = await compareWith(api, result.token);
    expect([status, JSON.parse(body)]).toMatchObject([200, { client: made.credentials.appId }]);
  });

  it.each([
    ['client_secret_basic', oauth.ClientSecretBasic],
    ['client_secret_post', oauth.ClientSecretPost],
  ])('gets a token by an OAuth library with %s, found by discovery', async (method, authentication) => {
    const discovered = await fetch(`${api.url}${DISCOVERY_PATH}`);
    const server = await oauth.processDiscoveryResponse(new URL(LOCAL_ISSUER), discovered);
    expect(server.token_endpoint_auth_methods_supported).toContain(method);
    const client = { client_id: made.credentials.appId };
    const insecure = { [oauth.allowInsecureRequests]: true };
    const auth = authentication(made.credentials.appSecret);
    const response = await oauth.clientCredentialsGrantRequest(server, client, auth, {}, insecure);
    const answer = await oauth.processClientCredentialsResponse(server, client, response);
    expect(answer).toMatchObject({ token_type: 'bearer', expires_in: 3600 });
    expect((await compareWith(api, answer.access_token)).status).toBe(200);
    const wrong = await oauth.clientCredentialsGrantRequest(server, client, authentication('wrong'), {}, insecure);
    await expect(oauth.processClientCredentialsResponse(server, client, wrong)).rejects.toMatchObject({
      error: 'invalid_client',
    });
  });

  it('goes on with both secrets while one is replaced, and with the new one alone after that', async () => {
    const first = made.credentials;
    const second = (await within((directory) => apps.rotate(directory, 'shop', 7))).credentials;
    expect([(await tokenOf(api, first)).status, (await tokenOf(api, second)).status]).toEqual([200, 200]);
    const third = (await within((directory) => apps.rotate(directory, first.appId, 0))).credentials;
    const statuses = await Promise.all([first, second, third].map(async (each) => (await tokenOf(api, each)).status));
    expect(statuses).toEqual([401, 401, 200]);
    made = { ...made, credentials: third };
  });

  it('gets no token while it is disabled, and keeps the one it has until that ends', async () => {
    const { token } = await tokenOf(api, made.credentials);
    await within((directory) => apps.setStatus(directory, 'shop', 'disabled'));
    expect((await tokenOf(api, made.credentials)).status).toBe(401);
    expect((await compareWith(api, token)).status).toBe(200);
    await within((directory) => apps.setStatus(directory, 'shop', 'active'));
    expect((await tokenOf(api, made.credentials)).status).toBe(200);
  });

  it('opens a session for a browser, whose token opens no other', async () => {
    const { token } = await tokenOf(api, made.credentials);
    const open = (authorization: string, body: object) =>
      send(api.url, SESSION_TOKEN_PATH, {
        headers: { authorization: `Bearer ${authorization}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const { status, body } = await open(token, { sessionId: 'visit-1', comparisons: 2, expiresIn: 60 });
    const { result } = JSON.parse(body) as { result: { token: string } };
    expect([status, result]).toMatchObject([200, { sessionId: 'visit-1', comparisons: 2, expiresIn: 60 }]);
    const compared = await compareWith(api, result.token);
    expect(JSON.parse(compared.body)).toMatchObject({ sessionId: 'visit-1', sessionComparisons: '2' });
    expect((await open(result.token, {})).status).toBe(401);
    expect((await open('not.a.token', {})).status).toBe(401);
  });
});

describe('limits and many applications', () => {
  let api: LocalApi;
  beforeAll(async () => {
    api = await deploy({ rateLimit: 0.1, burstLimit: 3 });
  });
  afterAll(() => api.close());

  const burst = async (token: string, requests: number) => {
    const statuses = await Promise.all(
      Array.from({ length: requests }, async () => (await compareWith(api, token)).status),
    );
    return statuses.filter((status) => status === 200).length;
  };

  it('of its own an application has at once, beside those that all others share', async () => {
    const { token: shared } = await tokenOf(api, (await create('shares')).credentials);
    const own = await create('own', { rateLimit: 0.1, burstLimit: 6 });
    const { token } = await tokenOf(api, own.credentials);
    expect(await burst(token, 9)).toBe(6);
    expect(await burst(shared, 9)).toBe(3);
  });

  it('of a deleted application are gone, but not while its tokens live, unless that is wanted', async () => {
    const gone = await create('gone', { rateLimit: 0.1, burstLimit: 1 });
    const { token } = await tokenOf(api, gone.credentials);
    await expect(within((directory) => apps.remove(directory, 'gone', false))).rejects.toThrow(
      /valid for another 3600 s/,
    );
    expect(await within((directory) => apps.remove(directory, 'gone', true))).toBe(true);
    expect(await within((directory) => apps.remove(directory, 'gone', true))).toBe(false);
    expect((await tokenOf(api, gone.credentials)).status).toBe(401);
    expect((await compareWith(api, token)).status).toBe(500);
  });

  // APPLICATIONS=5000 runs the long form.
  it('count for each of many applications', async () => {
    const count = Number(process.env.APPLICATIONS ?? 60);
    const made: AppCredentials[] = [];
    await within(async (directory) => {
      for (let i = 0; i < count; i++) {
        made.push((await apps.create(directory, `many-${i}`, 'tenant-1', null)).credentials);
      }
    });
    expect((await within(({ table }) => table.all())).length).toBeGreaterThan(count);
    const { credentials } = await within((directory) => apps.rotate(directory, `many-${count - 1}`, 0));
    expect(credentials.appId).toBe(made.at(-1)!.appId);
    expect((await tokenOf(api, made[0]!)).status).toBe(200);
    expect((await tokenOf(api, credentials)).status).toBe(200);
  });

  it('bound how often anybody may ask for a token', async () => {
    const statuses = await Promise.all(
      Array.from(
        { length: 14 },
        async () => (await tokenOf(api, { appId: 'x', appSecret: 'x', tenantId: 'x' })).status,
      ),
    );
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(0);
  });
});

describe('keys', () => {
  it('are changed over four deployments without refusing a valid token, and end with the last', async () => {
    const app = (
      await (async () => {
        const api = await deploy();
        const created = await create('steady');
        await api.close();
        return created;
      })()
    ).credentials;
    const tokens: string[] = [];
    for (const signingKeys of ['a', 'a,b', 'b,a', 'b']) {
      const api = await deploy({ signingKeys });
      const issuedBefore = [...tokens];
      tokens.push((await tokenOf(api, app)).token);
      const statuses = await Promise.all(tokens.map(async (token) => (await compareWith(api, token)).status));
      // With b alone, the tokens that a signed at the first two deployments have expired.
      const ended = signingKeys === 'b' ? 2 : 0;
      expect(statuses).toEqual([...issuedBefore, ''].map((_, i) => (i < ended ? 401 : 200)));
      const { keys } = (await (await fetch(`${api.url}/.well-known/jwks.json`)).json()) as { keys: object[] };
      expect(keys).toHaveLength(signingKeys.split(',').length);
      await api.close();
    }
  });
});

describe('immediate revocation', () => {
  it('ends the tokens of a disabled application, and of its sessions, with the next request', async () => {
    const api = await deploy({ revocation: 'immediate' });
    const { credentials } = await create('revoked');
    const { token } = await tokenOf(api, credentials);
    const opened = await send(api.url, SESSION_TOKEN_PATH, { headers: { authorization: `Bearer ${token}` } });
    const session = (JSON.parse(opened.body) as { result: { token: string } }).result.token;
    const both = async () => [(await compareWith(api, token)).status, (await compareWith(api, session)).status];
    expect(await both()).toEqual([200, 200]);
    await within((directory) => apps.setStatus(directory, 'revoked', 'disabled'));
    expect(await both()).toEqual([401, 401]);
    await within((directory) => apps.setStatus(directory, 'revoked', 'active'));
    expect(await both()).toEqual([200, 200]);
    await api.close();
  });
});
