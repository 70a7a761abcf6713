import { randomUUID } from 'node:crypto';
import type { Application } from '../applications/application.ts';
import { BUILT_IN_AUDIENCE, REQUIRED_SERVICE } from '../contract/fields.ts';
import { joseSignature } from '../keys/der-signature.ts';
import type { Signer } from '../keys/signer.ts';

/** The claims of a token that a caller sends, in addition to those of every token. */
export interface TokenClaims {
  readonly client_id: string;
  readonly tenant_id?: string;
  readonly services?: string;
  /** `own`: the application has its own usage plan. */
  readonly usage_plan?: 'own';
  /** Only in a session's token. */
  readonly session_id?: string;
  /** How many comparisons the session has; only in a session's token. */
  readonly session_comparisons?: number;
}

/** Returns the claims of an application's token. */
export function applicationClaims({ appId, tenantId, limit }: Application): TokenClaims {
  return {
    client_id: appId,
    tenant_id: tenantId,
    services: REQUIRED_SERVICE,
    ...(limit === null ? {} : { usage_plan: 'own' }),
  };
}

/**
 * Signs a token by RFC 9068 (`at+jwt`, ES256).
 *
 * @param issuer its `iss`
 * @param issuedAt seconds since 1970
 * @param seconds life of the token
 * @throws Error when the key cannot be used
 */
export async function signToken(
  signer: Signer,
  issuer: string,
  claims: TokenClaims,
  issuedAt: number,
  seconds: number,
): Promise<string> {
  const [key] = await signer.publicKeys();
  if (key === undefined) throw new Error('There is no key to sign with.');
  const header = { alg: key.alg, typ: 'at+jwt', kid: key.kid };
  const payload = {
    iss: issuer,
    aud: BUILT_IN_AUDIENCE,
    sub: claims.client_id,
    ...claims,
    iat: issuedAt,
    exp: issuedAt + seconds,
    jti: randomUUID(),
  };
  const input = `${encoded(header)}.${encoded(payload)}`;
  const signature = joseSignature(await signer.sign(Buffer.from(input)));
  return `${input}.${signature.toString('base64url')}`;
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
