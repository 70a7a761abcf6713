import { createHmac, generateKeyPairSync, type JsonWebKey, type KeyObject, sign } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A test issuer's key. */
export interface TestKey {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: KeyObject;
  readonly jwk: JsonWebKey & { readonly kid: string };
}

const HASH: Readonly<Record<string, string>> = { 256: 'sha256', 384: 'sha384', 512: 'sha512' };
const CURVE: Readonly<Record<string, string>> = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' };

/** Returns a new key pair for RS*, ES* or EdDSA. The public key carries `alg` by default. */
export function testKey(
  alg: string,
  kid: string,
  options: { withAlg?: boolean; bits?: number; exponent?: number } = {},
): TestKey {
  const pair = alg.startsWith('RS')
    ? generateKeyPairSync('rsa', { modulusLength: options.bits ?? 2048, publicExponent: options.exponent ?? 65_537 })
    : alg.startsWith('ES')
      ? generateKeyPairSync('ec', { namedCurve: CURVE[alg] as string })
      : generateKeyPairSync('ed25519');
  const jwk = { ...pair.publicKey.export({ format: 'jwk' }), kid, use: 'sig' };
  return { kid, alg, privateKey: pair.privateKey, jwk: options.withAlg === false ? jwk : { ...jwk, alg } };
}

/** Returns a token with any header, payload and signature: tests need tokens that no library would make. */
export function token(
  key: TestKey,
  payload: object,
  options: { header?: object; signature?: (input: string) => string } = {},
): string {
  const header = { alg: key.alg, typ: 'JWT', kid: key.kid, ...options.header };
  const input = `${encode(header)}.${encode(payload)}`;
  return `${input}.${options.signature ? options.signature(input) : signature(key, input)}`;
}

/** Returns a token of exactly this header and payload, `HEADER.PAYLOAD` in base64url, with a good signature. */
export function signed(key: TestKey, input: string): string {
  return `${input}.${signature(key, input)}`;
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function signature(key: TestKey, input: string): string {
  const hash = HASH[key.alg.slice(2)] ?? null;
  return sign(hash, Buffer.from(input), { key: key.privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url');
}

/** HMAC-SHA256 with any bytes as secret, for the attack that uses a public key as one. */
export function hs256(secret: string | Buffer): (input: string) => string {
  return (input) => createHmac('sha256', secret).update(input).digest('base64url');
}

/** Returns the claims of a token that is let in and expires in `seconds`. */
export function goodClaims(issuer: string, audience: string, seconds = 60): Record<string, unknown> {
  const now = Math.floor(Date.now() / 1000);
  return {
    iss: issuer,
    aud: audience,
    sub: 'user-1',
    client_id: 'demo',
    services: 'External',
    iat: now,
    exp: now + seconds,
  };
}

/** A key set behind a loopback address; the test decides what it returns. */
export interface KeySetServer {
  readonly uri: string;
  /** Downloads so far. */
  requests: number;
  /** What the next downloads get: these keys, or what the function writes to the response. */
  answer: readonly unknown[] | ((response: ServerResponse) => void);
  close(): Promise<void>;
}

export async function keySetServer(keys: readonly unknown[]): Promise<KeySetServer> {
  const server = createServer((_, response) => {
    state.requests += 1;
    if (typeof state.answer === 'function') state.answer(response);
    else response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: state.answer }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const state: KeySetServer = {
    uri: `http://127.0.0.1:${(server.address() as AddressInfo).port}/.well-known/jwks.json`,
    requests: 0,
    answer: keys,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return state;
}
