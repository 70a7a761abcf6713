import {
  JwtBaseError,
  JwtExpiredError,
  JwtInvalidAudienceError,
  JwtInvalidSignatureAlgorithmError,
  JwtInvalidSignatureError,
  JwtParseError,
  JwtWithoutValidKidError,
} from 'aws-jwt-verify/error';
import type { JwkWithKid } from 'aws-jwt-verify/jwk';
import type { JwtHeader, JwtPayload } from 'aws-jwt-verify/jwt-model';
import { verifyJwt } from 'aws-jwt-verify/jwt-verifier';
import { clientOf } from './client-of-token.ts';
import type { AuthorizerSettings } from './settings.ts';

/** The caller, from a valid token. */
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
/** Three parts in base64url without padding (RFC 7515, sections 2 and 7.1); the decoder would accept more than that. */
const COMPACT_JWS = /^[\w-]+\.[\w-]+\.[\w-]+$/;
/**
 * Seconds by which the issuer's clock may be ahead of this function's: a token is often used in the second in which it was issued. RFC
 * 7519, section 4.1.5, allows some leeway. `exp` gets none, so no token lives longer than its issuer said.
 */
export const NBF_LEEWAY_SECONDS = 5;

/**
 * Verifies a token: signature by a key of the issuer, `iss`, audience, `nbf` if present, with a leeway of
 * `NBF_LEEWAY_SECONDS`, and `exp`, which must be present and in the future. `iat` may be anything. Returns the caller.
 *
 * @param token compact JWS
 * @param findKey returns the key with a `kid`; what it throws passes through
 * @throws JwtBaseError when the token is invalid; its class says what is wrong
 */
export async function verifyToken(
  token: string,
  settings: AuthorizerSettings,
  findKey: (kid: string) => Promise<JwkWithKid>,
): Promise<Caller> {
  if (!COMPACT_JWS.test(token)) throw new JwtParseError('The token is not a compact JWS.');
  const payload = await verified(token, settings, findKey);
  checkExpiry(payload);
  checkAudience(payload, settings.audience);
  return { client: clientOf(payload, settings.clientClaim), exp: payload.exp as number, payload };
}

async function verified(
  token: string,
  settings: AuthorizerSettings,
  findKey: (kid: string) => Promise<JwkWithKid>,
): Promise<JwtPayload> {
  let keyFound = false;
  // The library's leeway is for both `nbf` and `exp`; `checkExpiry` takes the leeway of `exp` back.
  const options = { issuer: settings.issuer, audience: null, graceSeconds: NBF_LEEWAY_SECONDS };
  try {
    // The address is not used, because the keys come from `findKey`.
    return await verifyJwt(token, settings.issuer, options, async (_, { header, payload }) => {
      checkBeforeKey(header, payload);
      const key = await findKey(header.kid as string);
      checkAlgorithm(header, key);
      keyFound = true;
      return key;
    });
  } catch (error) {
    // node:crypto throws at an ECDSA signature of wrong length, and the library passes that error on. If the key is good,
    // the token is wrong.
    if (keyFound && !(error instanceof JwtBaseError)) throw new JwtInvalidSignatureError('The signature is malformed.');
    throw error;
  }
}

/** Rejects what can be rejected without a key, so that it causes no download of keys. */
function checkBeforeKey(header: JwtHeader, payload: JwtPayload): void {
  if (typeof header.kid !== 'string' || header.kid === '') throw new JwtWithoutValidKidError('The token has no kid.');
  if (!Object.hasOwn(KEY_OF_ALGORITHM, header.alg ?? '')) {
    throw new JwtInvalidSignatureAlgorithmError('The algorithm is not supported.', header.alg);
  }
  // RFC 7515, section 4.1.11: the recipient must understand these extensions. We understand none.
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

function checkExpiry({ exp }: JwtPayload): void {
  if ((exp as number) < Date.now() / 1000) throw new JwtExpiredError('The token has expired.', exp);
}

/** Checks the audience. Access tokens of Amazon Cognito have `client_id` instead of `aud`. */
function checkAudience(payload: JwtPayload, audience: readonly string[]): void {
  const given = payload.aud ?? payload.client_id;
  const list = Array.isArray(given) ? given : [given];
  if (!list.some((item) => typeof item === 'string' && audience.includes(item))) {
    throw new JwtInvalidAudienceError('The token is not meant for this API.', given, [...audience]);
  }
}
