import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { JwksValidationError } from 'aws-jwt-verify/error';
import { assertIsJwk, assertIsSignatureJwk, type JwkWithKid } from 'aws-jwt-verify/jwk';
import { safeJsonParse } from 'aws-jwt-verify/safe-json-parse';

/** RFC 7518, section 3.3. */
const MIN_RSA_BITS = 2048;

/**
 * The keys of a key set that can verify a signature, by `kid`. Others (encryption keys, kinds we do not know, keys
 * without `kid`, malformed ones) are left out, as RFC 7517, section 5, asks; the first of two with one `kid` counts.
 *
 * @param bytes the JSON document as downloaded
 * @throws JwksValidationError when the document is not a key set or no key of it is of use
 */
export function parseKeySet(bytes: Uint8Array): ReadonlyMap<string, JwkWithKid> {
  let document: unknown;
  try {
    document = safeJsonParse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new JwksValidationError('The key set is not a JSON document.');
  }
  const list = (document as { keys?: unknown } | null)?.keys;
  if (!Array.isArray(list)) throw new JwksValidationError('The key set has no list of keys.');

  const keys = new Map<string, JwkWithKid>();
  for (const key of list) {
    if (isSignatureKey(key) && !keys.has(key.kid)) keys.set(key.kid, key);
  }
  if (keys.size === 0) throw new JwksValidationError('The key set has no key to verify signatures with.');
  return keys;
}

function isSignatureKey(key: unknown): key is JwkWithKid {
  try {
    assertIsJwk(key as never);
    const jwk: JwkWithKid = key as never;
    assertIsSignatureJwk(jwk);
    const bits = createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' }).asymmetricKeyDetails?.modulusLength;
    return typeof jwk.kid === 'string' && jwk.kid !== '' && (bits === undefined || bits >= MIN_RSA_BITS);
  } catch {
    return false;
  }
}
