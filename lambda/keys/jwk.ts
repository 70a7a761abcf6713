import { createHash, createPublicKey, type JsonWebKey } from 'node:crypto';

/** A public key as the key set publishes it. */
export interface SigningJwk {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
  /** The key's thumbprint. */
  readonly kid: string;
  readonly alg: 'ES256';
  readonly use: 'sig';
}

/** The members of a key that count for its thumbprint, in order (RFC 7638, section 3.2; RFC 8037, section 2). */
const THUMBPRINT_MEMBERS: Readonly<Record<string, readonly string[]>> = {
  EC: ['crv', 'kty', 'x', 'y'],
  OKP: ['crv', 'kty', 'x'],
  RSA: ['e', 'kty', 'n'],
};

/**
 * Returns the SHA-256 thumbprint of a public key by RFC 7638: 43 characters in base64url.
 *
 * @throws RangeError for a kind of key that has none
 */
export function thumbprint(jwk: JsonWebKey): string {
  const members = THUMBPRINT_MEMBERS[jwk.kty ?? ''];
  if (members === undefined) throw new RangeError('Expected a key of kind EC, OKP or RSA.');
  const required = Object.fromEntries(members.map((name) => [name, jwk[name]]));
  return createHash('sha256').update(JSON.stringify(required)).digest('base64url');
}

/**
 * Returns a public key as the key set publishes it.
 *
 * @param spki the key in DER, as KMS gives it (RFC 5280, SubjectPublicKeyInfo)
 * @throws RangeError for a key that is not on P-256
 */
export function signingJwk(spki: Uint8Array): SigningJwk {
  const jwk = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' }).export({ format: 'jwk' });
  const { kty, crv, x, y } = jwk;
  if (kty !== 'EC' || crv !== 'P-256' || x === undefined || y === undefined) {
    throw new RangeError('Expected a key on P-256.');
  }
  return { kty, crv, x, y, kid: thumbprint(jwk), alg: 'ES256', use: 'sig' };
}
