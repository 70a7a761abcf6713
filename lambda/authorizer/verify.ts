import {
  JwtBaseError,
  JwtInvalidAudienceError,
  JwtInvalidSignatureAlgorithmError,
  JwtInvalidSignatureError,
  JwtParseError,
  JwtWithoutValidKidError,
} from 'aws-jwt-verify/error';
import type { JwkWithKid } from 'aws-jwt-verify/jwk';
import type { JwtHeader, JwtPayload } from 'aws-jwt-verify/jwt-model';
import { verifyJwt } from 'aws-jwt-verify/jwt-verifier';
import type { AuthorizerSettings } from './settings.ts';

/** Who calls, from a token that is valid. */
export interface Caller {
  readonly client: string;
  /** Seconds since 1970. */
  readonly exp: number;
  readonly payload: JwtPayload;
}

/** Which keys an algorithm may be used with (RFC 7518, section 3.1; RFC 8037): "KTY" or "KTY CRV". */
const KEY_OF_ALGORITHM: Readonly<Record<string, string>> = {
  RS256: 'RSA',
  RS384: 'RSA',
  RS512: 'RSA',
  ES256: 'EC P-256',
  ES384: 'EC P-384',
  ES512: 'EC P-521',
  EdDSA: 'OKP Ed25519',
};
/** The largest time a JavaScript date can hold, in seconds. */
const MAX_TIME = 8.64e12;
/** Three parts in base64url without padding (RFC 7515, sections 2 and 7.1); the decoder would take more than that. */
const COMPACT_JWS = /^[\w-]+\.[\w-]+\.[\w-]+$/;
/** Longer names and control characters have no place in an audit item. */
export const CLIENT_NAME = /^[^\p{C}]{1,256}$/u;

/**
 * Verifies a token: signature by a key of the issuer, `iss`, audience, `nbf` where given, and `exp`, which must be
 * there and in the future; finds who calls.
 *
 * @param token compact JWS
 * @param findKey key by `kid`; what it throws passes through
 * @throws JwtBaseError of a class that says what is wrong with the token
 */
export async function verifyToken(
  token: string,
  settings: AuthorizerSettings,
  findKey: (kid: string) => Promise<JwkWithKid>,
): Promise<Caller> {
  if (!COMPACT_JWS.test(token)) throw new JwtParseError('The token is not a compact JWS.');
  const payload = await verified(token, settings, findKey);
  checkAudience(payload, settings.audience);
  return { client: clientOf(payload, settings.clientClaim), exp: payload.exp as number, payload };
}

async function verified(
  token: string,
  settings: AuthorizerSettings,
  findKey: (kid: string) => Promise<JwkWithKid>,
): Promise<JwtPayload> {
  let keyFound = false;
  const options = { issuer: settings.issuer, audience: null };
  try {
    return await verifyJwt(token, settings.jwksUri, options, async (_, { header, payload }) => {
      checkBeforeKey(header, payload);
      const key = await findKey(header.kid as string);
      checkAlgorithm(header, key);
      keyFound = true;
      return key;
    });
  } catch (error) {
    // node:crypto throws at an ECDSA signature of wrong length, and the library lets that pass: with a good key at
    // hand it is the token that is wrong.
    if (keyFound && !(error instanceof JwtBaseError)) throw new JwtInvalidSignatureError('The signature is malformed.');
    throw error;
  }
}

/** What can be refused without a key must not cause a download of keys. */
function checkBeforeKey(header: JwtHeader, payload: JwtPayload): void {
  if (typeof header.kid !== 'string' || header.kid === '') throw new JwtWithoutValidKidError('The token has no kid.');
  if (!Object.hasOwn(KEY_OF_ALGORITHM, header.alg ?? '')) {
    throw new JwtInvalidSignatureAlgorithmError('The algorithm is not supported.', header.alg);
  }
  // RFC 7515, section 4.1.11: an extension that must be understood and is not. We understand none.
  if (header.crit !== undefined) throw new JwtParseError('The token has critical extensions.');
  if (payload.exp === undefined) throw new JwtParseError('The token has no exp.');
  for (const time of [payload.exp, payload.nbf]) {
    if (time !== undefined && !(Math.abs(time) <= MAX_TIME))
      throw new JwtParseError('The token has an impossible time.');
  }
}

function checkAlgorithm(header: JwtHeader, key: JwkWithKid): void {
  const kind = key.kty === 'RSA' ? key.kty : `${key.kty} ${key.crv}`;
  if (KEY_OF_ALGORITHM[header.alg as string] !== kind) {
    throw new JwtInvalidSignatureAlgorithmError('The algorithm does not fit the key.', header.alg);
  }
}

/** Access tokens of Amazon Cognito carry no `aud` but a `client_id`. */
function checkAudience(payload: JwtPayload, audience: readonly string[]): void {
  const given = payload.aud ?? payload.client_id;
  const list = Array.isArray(given) ? given : [given];
  if (!list.some((item) => typeof item === 'string' && audience.includes(item))) {
    throw new JwtInvalidAudienceError('The token is not meant for this API.', given, [...audience]);
  }
}

/** The first of these claims that the token has; `client_id` and `azp` name the application, `sub` may too. */
function clientOf(payload: JwtPayload, clientClaim: string): string {
  for (const claim of [clientClaim, 'client_id', 'azp', 'sub']) {
    const value = Object.hasOwn(payload, claim) ? payload[claim] : undefined;
    if (value === undefined || value === null) continue;
    if (typeof value === 'string' && CLIENT_NAME.test(value)) return value;
    break;
  }
  throw new JwtParseError('The token does not say who calls.');
}
