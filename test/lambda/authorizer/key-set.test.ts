import { createHash, type JsonWebKey } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAuthorizer } from '../../../lambda/authorizer/authorizer.ts';
import {
  fetchKeySet,
  KeySet,
  MAX_AGE_MS,
  PATIENT_RETRY_MS,
  REFETCH_MS,
  RETRY_MS,
} from '../../../lambda/authorizer/key-set.ts';
import { authorizerSettings } from '../../../lambda/authorizer/settings.ts';
import { goodClaims, type KeySetServer, keySetServer, testKey, token } from '../../support/tokens.ts';

const ISSUER = 'https://issuer.example';
const oldKey = testKey('ES256', 'old');
const newKey = testKey('ES256', 'new');
const claims = () => goodClaims(ISSUER, 'api');

let server: KeySetServer;
let clock: number;
/** Time limit of a download in milliseconds; short only if the issuer does not respond. */
let deadlineMs: number;
let keySet: KeySet;
/** Returns 'in' if the token is let in, otherwise the text of the error. */
let outcome: (jwt: string) => Promise<string>;

beforeEach(async () => {
  server = await keySetServer([oldKey.jwk]);
  clock = 0;
  deadlineMs = 60_000;
  keySet = new KeySet(server.uri, { clock: () => clock, fetch: (uri) => fetchKeySet(uri, deadlineMs) });
  const env = { ISSUER, JWKS_URI: server.uri, AUDIENCE: 'api', USAGE_KEY: 'k'.repeat(20) };
  const authorize = createAuthorizer({ settings: authorizerSettings(env), keys: keySet, log: () => {} });
  const methodArn = 'arn:aws:execute-api:eu-west-1:123456789012:api/v1/POST/x';
  outcome = (jwt) =>
    authorize({ methodArn, authorizationToken: `Bearer ${jwt}` }).then(
      () => 'in',
      (error: Error) => error.message,
    );
});
afterEach(() => server.close());

const UNREACHABLE = 'The token could not be checked: keys_unreachable.';
const INVALID = 'The token could not be checked: keys_invalid.';

describe('the key set', () => {
  it('is downloaded once for many tokens', async () => {
    const all = await Promise.all(Array.from({ length: 50 }, () => outcome(token(oldKey, claims()))));
    expect(new Set(all)).toEqual(new Set(['in']));
    expect(server.requests).toBe(1);
  });

  it('is downloaded again for a key that the issuer brought in later', async () => {
    expect(await outcome(token(oldKey, claims()))).toBe('in');
    server.answer = [oldKey.jwk, newKey.jwk];
    expect(await outcome(token(newKey, claims()))).toBe('Unauthorized');
    clock += REFETCH_MS;
    expect(await outcome(token(newKey, claims()))).toBe('in');
    expect(await outcome(token(oldKey, claims()))).toBe('in');
    expect(server.requests).toBe(2);
  });

  it('forgets a key that the issuer withdrew, after an hour at the latest', async () => {
    expect(await outcome(token(oldKey, claims()))).toBe('in');
    server.answer = [newKey.jwk];
    clock += MAX_AGE_MS - 1;
    expect(await outcome(token(oldKey, claims()))).toBe('in');
    clock += 1;
    expect(await outcome(token(oldKey, claims()))).toBe('Unauthorized');
  });

  it('replaces a key whose id is used again', async () => {
    expect(await outcome(token(oldKey, claims()))).toBe('in');
    const again = testKey('ES256', 'old');
    server.answer = [again.jwk];
    clock += MAX_AGE_MS;
    expect(await outcome(token(again, claims()))).toBe('in');
    expect(await outcome(token(oldKey, claims()))).toBe('Unauthorized');
  });

  it('is asked for at most twice a minute however many key ids are invented', async () => {
    expect(await outcome(token(oldKey, claims()))).toBe('in');
    for (let second = 1; second <= 120; second++) {
      clock += 1_000;
      for (let i = 0; i < 10; i++) {
        expect(await outcome(token(newKey, claims(), { header: { kid: `invented-${second}-${i}` } }))).toBe(
          'Unauthorized',
        );
      }
    }
    expect(server.requests).toBe(1 + 4);
  });

  it('is asked for by one download at a time when 1,000 invented key ids arrive together', async () => {
    // Signed before, so that all arrive while the download runs.
    const invented = Array.from({ length: 1_000 }, (_, i) =>
      token(newKey, claims(), { header: { kid: `invented-${i}` } }),
    );
    await Promise.all(invented.map(outcome));
    expect(server.requests).toBe(1);
  });
});

describe('an issuer that cannot be asked', () => {
  const broken: [string, (response: ServerResponse) => void, string][] = [
    ['answers 500', (response) => response.writeHead(500).end(), UNREACHABLE],
    ['redirects', (response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(), UNREACHABLE],
    ['cuts the connection', (response) => response.destroy(), UNREACHABLE],
    ['never answers', () => {}, UNREACHABLE],
    ['never ends its answer', (response) => response.write('{"keys":['), UNREACHABLE],
    ['answers without end', (response) => response.end('['.repeat(300_000)), UNREACHABLE],
    ['answers rubbish', (response) => response.end('<html>'), INVALID],
    ['answers bytes that are no text', (response) => response.end(Buffer.from([0xff, 0xfe, 0x00])), INVALID],
    ['answers null', (response) => response.end('null'), INVALID],
    ['answers no list', (response) => response.end('{"keys":{}}'), INVALID],
    ['answers an empty list', (response) => response.end('{"keys":[]}'), INVALID],
    ['answers keys of no use', (response) => response.end(JSON.stringify({ keys: USELESS })), INVALID],
  ];

  it.each(broken)('is no reason for a 401: it %s', async (name, answer, expected) => {
    server.answer = answer;
    if (name.startsWith('never')) deadlineMs = 300;
    expect(await outcome(token(oldKey, claims()))).toBe(expected);
    const before = server.requests;
    expect(await outcome(token(oldKey, claims()))).toBe(UNREACHABLE);
    expect(server.requests).toBe(before);

    deadlineMs = 60_000;
    server.answer = [oldKey.jwk];
    clock += RETRY_MS;
    expect(await outcome(token(oldKey, claims()))).toBe('in');
  });

  it.each(broken)('does not matter to a key that is known: it %s', async (name, answer) => {
    expect(await outcome(token(oldKey, claims()))).toBe('in');
    server.answer = answer;
    if (name.startsWith('never')) deadlineMs = 300;
    clock += MAX_AGE_MS;
    expect(await outcome(token(oldKey, claims()))).toBe('in');
    const tried = server.requests;
    clock += PATIENT_RETRY_MS - 1;
    expect(await outcome(token(oldKey, claims()))).toBe('in');
    expect(server.requests).toBe(tried);
  });

  it('makes an unknown key a failure, not a refusal, once the key set is old', async () => {
    expect(await outcome(token(oldKey, claims()))).toBe('in');
    server.answer = (response) => response.writeHead(503).end();
    clock += REFETCH_MS;
    expect(await outcome(token(newKey, claims()))).toBe(UNREACHABLE);
  });

  it('is not listening at all', async () => {
    await server.close();
    expect(await outcome(token(oldKey, claims()))).toBe(UNREACHABLE);
  });

  it('is asked a second time at once when the first connection breaks', async () => {
    server.answer = (response) => {
      server.answer = [oldKey.jwk];
      response.destroy();
    };
    expect(await outcome(token(oldKey, claims()))).toBe('in');
    expect(server.requests).toBe(2);
  });
});

const weak = testKey('RS256', 'weak', { bits: 1024 });
const cheap = testKey('RS256', 'cheap', { exponent: 3 });
const forEncryption = testKey('RS256', 'for-encryption');
const forSigning = testKey('RS256', 'for-signing');
const USELESS: readonly unknown[] = [
  null,
  7,
  { kty: 'oct', kid: 'old', k: 'AAAA' },
  { ...oldKey.jwk, use: 'enc' },
  { ...oldKey.jwk, kid: undefined },
  { ...oldKey.jwk, kid: 7 },
  { ...oldKey.jwk, x: 'AAAA' },
  { ...oldKey.jwk, crv: 'P-000' },
  weak.jwk,
  cheap.jwk,
  { ...cheap.jwk, e: 'AQ' },
  { ...oldKey.jwk, use: '' },
  { ...oldKey.jwk, use: 'SIG' },
  { ...oldKey.jwk, use: ['sig'] },
  { ...forEncryption.jwk, use: undefined, key_ops: ['encrypt', 'wrapKey'] },
  { ...forSigning.jwk, key_ops: ['sign'] },
  { ...oldKey.jwk, key_ops: [] },
  { ...oldKey.jwk, key_ops: 'verify' },
  { ...oldKey.jwk, key_ops: { 0: 'verify' } },
];

it('keys of no use stand beside a good one without harm', async () => {
  server.answer = [...USELESS, oldKey.jwk];
  expect(await outcome(token(oldKey, claims()))).toBe('in');
  expect(await outcome(token(weak, claims()))).toBe('Unauthorized');
});

it('keys that cannot be trusted, or are meant for something else, verify nothing', async () => {
  // The padded hash itself is the signature where the exponent is 1, so this attacker needs no private key.
  const forged = { ...cheap.jwk, e: 'AQ', kid: 'forged' };
  server.answer = [...USELESS, forged, oldKey.jwk];
  for (const key of [cheap, forEncryption, forSigning]) {
    expect(await outcome(token(key, claims()))).toBe('Unauthorized');
  }
  expect(await outcome(paddedHash(forged))).toBe('Unauthorized');
});

it('a key that says that it is meant for verifying is one', async () => {
  server.answer = [{ ...oldKey.jwk, use: undefined, key_ops: ['sign', 'verify'] }];
  expect(await outcome(token(oldKey, claims()))).toBe('in');
});

/** A token whose signature is EMSA-PKCS1-v1_5 of its hash (RFC 8017, section 9.2), which a key with exponent 1 accepts. */
function paddedHash({ kid, n }: JsonWebKey & { kid: string }): string {
  const input = [{ alg: 'RS256', kid }, claims()].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  const hash = createHash('sha256').update(input.join('.')).digest();
  const digestInfo = Buffer.concat([Buffer.from('3031300d060960864801650304020105000420', 'hex'), hash]);
  const size = Buffer.from(n as string, 'base64url').length;
  const padding = Buffer.alloc(size - digestInfo.length - 3, 0xff);
  const signature = Buffer.concat([Buffer.from([0, 1]), padding, Buffer.from([0]), digestInfo]);
  return [...input, signature.toString('base64url')].join('.');
}
