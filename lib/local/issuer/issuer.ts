import { REQUIRED_SERVICE } from '../../../lambda/contract/fields.ts';
import { signToken } from '../../../lambda/issuer/tokens.ts';
import type { IssuerKey } from './keys.ts';
import { LocalSigner } from './local-signer.ts';

/** A fixed name, whatever the port: a token stays valid when the server comes back on another one. */
export const LOCAL_ISSUER = 'https://issuer.face-comparison.localhost';
/** Life of a token for one's own use: 24 hours. Those that GetAppToken gives out live as long as the settings say. */
const TOKEN_SECONDS = 86_400;

export interface TokenOptions {
  readonly client?: string;
  /** Without it the token does not carry `services: External`. */
  readonly external?: boolean;
  /** Makes a token that expired a minute ago. */
  readonly expired?: boolean;
}

/** Signs an application token for local use, whether there is such an application or not. */
export async function localToken(key: IssuerKey, options: TokenOptions = {}): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const issuedAt = options.expired ? now - 60 - TOKEN_SECONDS : now;
  const services = options.external === false ? {} : { services: REQUIRED_SERVICE };
  const claims = { client_id: options.client ?? 'local-demo', ...services };
  return signToken(new LocalSigner([key]), LOCAL_ISSUER, claims, issuedAt, TOKEN_SECONDS);
}
