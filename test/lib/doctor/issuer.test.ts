import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { checkHealth, checkToken } from '../../../lib/doctor/deployment.ts';
import { checkIssuer, type ExpectedTokens } from '../../../lib/doctor/issuer.ts';
import { readSettings, type Settings } from '../../../lib/stack/settings/read-settings.ts';
import { goodClaims, testKey, token } from '../../support/tokens.ts';

const KEY = testKey('ES256', 'a');
let server: Server;
let url: string;
/** By path; anything else is 404. */
let documents: Record<string, unknown>;
beforeAll(async () => {
  server = createServer((request, response) => {
    const found = documents[request.url ?? ''];
    response.writeHead(found === undefined ? 404 : 200).end(typeof found === 'string' ? found : JSON.stringify(found));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());
beforeEach(() => {
  documents = {
    '/.well-known/openid-configuration': { issuer: url, jwks_uri: `${url}/keys` },
    '/keys': { keys: [KEY.jwk] },
    '/health': { result: { version: '1.2.3' } },
  };
});

const external = (): Settings => ({ ...readSettings({}), issuer: url, jwksUri: `${url}/keys`, audience: ['faces'] });
const issuerLines = async (settings: Settings, baseUrl: string | null) =>
  (await checkIssuer(settings, baseUrl)).results.map(
    ({ check, outcome, message }) => `${outcome} ${check}: ${message}`,
  );

describe('an external issuer', () => {
  it('that agrees with the settings is fine', async () => {
    expect(await issuerLines(external(), null)).toEqual([
      `ok Issuer: ${url} agrees with the settings.`,
      `ok Key set: 1 key at ${url}/keys.`,
    ]);
  });

  it.each([
    [
      'another name',
      { issuer: 'https://other.example' },
      'failed Issuer: The issuer calls itself https://other.example',
    ],
    [
      'another key set',
      { jwks_uri: 'https://other.example/k' },
      'failed Issuer: The issuer has its keys at https://other.example/k',
    ],
  ])('with %s fails', async (_, change, line) => {
    Object.assign(documents['/.well-known/openid-configuration'] as object, change);
    expect((await issuerLines(external(), null))[0]).toContain(line);
  });

  it('without a discovery document is a warning, for the settings say what it would', async () => {
    delete documents['/.well-known/openid-configuration'];
    expect((await issuerLines(external(), null))[0]).toContain('warning Issuer');
  });

  it.each([
    ['out of reach', undefined, /^failed Key set: .* cannot be reached/],
    ['not JSON', '<html>', /^failed Key set: .* has no key that the authorizer can use/],
    ['of keys for something else', { keys: [{ ...KEY.jwk, use: 'enc' }] }, /^failed Key set: .* has no key/],
  ])('whose key set is %s fails', async (_, found, line) => {
    documents['/keys'] = found;
    expect((await issuerLines(external(), null))[1]).toMatch(line);
  });
});

describe('the built-in issuer', () => {
  it('is not checked before its address is known', async () => {
    expect(await issuerLines(readSettings({}), null)).toEqual([expect.stringMatching(/^unknown Issuer: /)]);
  });

  it('says what its tokens hold', async () => {
    const { results, expected } = await checkIssuer(readSettings({}), url);
    expect(results.map(({ outcome }) => outcome)).toEqual(['ok', 'ok']);
    expect(expected).toEqual({ issuer: url, jwksUri: `${url}/keys`, audience: ['face-comparison'] });
  });

  it('that is not there fails', async () => {
    delete documents['/.well-known/openid-configuration'];
    expect(await issuerLines(readSettings({}), url)).toEqual([expect.stringMatching(/^failed Issuer: .* returns 404/)]);
  });
});

describe('a deployment', () => {
  it('that is ready says its version', async () => {
    expect(await checkHealth(url)).toMatchObject({ outcome: 'ok', message: `${url} is ready, version 1.2.3.` });
  });

  it('that is not there fails', async () => {
    delete documents['/health'];
    expect(await checkHealth(url)).toMatchObject({ outcome: 'failed', message: `${url}/health returns 404.` });
    expect(await checkHealth('http://127.0.0.1:9')).toMatchObject({ outcome: 'failed' });
  });
});

describe('a token', () => {
  const expected = (): ExpectedTokens => ({ issuer: url, jwksUri: `${url}/keys`, audience: ['faces'] });
  const claims = (change: object = {}) => ({ ...goodClaims(url, 'faces', 600), ...change });
  const check = (text: string, settings = readSettings({})) => checkToken(text, settings, expected());

  it('that the deployment accepts is fine, and is not printed', async () => {
    const good = token(KEY, claims());
    const result = await check(good);
    expect(result).toMatchObject({
      outcome: 'ok',
      message: expect.stringMatching(/client demo, valid for (9|10) minutes/),
    });
    expect(JSON.stringify(result)).not.toContain(good.split('.')[1]);
  });

  it.each([
    ['expired', () => token(KEY, claims({ exp: 1 })), 'Rejected: expired.', 'Fetch a new token.'],
    [
      'of another issuer',
      () => token(KEY, claims({ iss: 'https://x.example' })),
      'iss is https://x.example, expected http',
      'Set issuer',
    ],
    [
      'for another audience',
      () => token(KEY, claims({ aud: 'other' })),
      'aud is other, expected faces',
      'Set audience',
    ],
    [
      'of an unknown key',
      () => token({ ...KEY, kid: 'b' }, claims()),
      'Rejected: unknown_key.',
      'another one signed it',
    ],
    ['with a wrong signature', () => `${token(KEY, claims()).slice(0, -8)}AAAAAAAA`, 'Rejected: signature.', 'damaged'],
    ['that is opaque', () => 'opaque', 'Rejected: malformed.', 'Pass an access token'],
    [
      'without a client',
      () => token(KEY, claims({ client_id: undefined, sub: undefined })),
      'client_missing',
      'Set clientClaim',
    ],
    ['without External', () => token(KEY, claims({ services: 'Other' })), 'so requests get 403', 'services: External'],
  ])('%s fails and says what to do', async (_, make, message, remedy) => {
    expect(await check(make())).toMatchObject({
      outcome: 'failed',
      message: expect.stringContaining(message),
      remedy: expect.stringContaining(remedy),
    });
  });

  it('uses the claims that the settings name', async () => {
    const settings = { ...readSettings({}), servicesClaim: 'roles', clientClaim: 'azp' };
    const other = token(KEY, claims({ services: undefined, roles: ['External'], azp: 'shop' }));
    expect(await check(other, settings)).toMatchObject({
      outcome: 'ok',
      message: expect.stringContaining('client shop'),
    });
  });

  it('cannot be checked where the issuer is not known', async () => {
    expect(await checkToken('x', readSettings({}), null)).toMatchObject({ outcome: 'unknown' });
  });
});
