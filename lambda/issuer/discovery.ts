import { JWKS_PATH, OAUTH_TOKEN_PATH } from '../contract/fields.ts';
import type { IssuerSettings } from './settings.ts';

/**
 * Returns the issuer's metadata (OpenID Connect Discovery 1.0, section 3; RFC 8414, section 2). It issues no id tokens and has
 * no page to log in on.
 */
export function discovery({ issuer, baseUrl }: Pick<IssuerSettings, 'issuer' | 'baseUrl'>): object {
  return {
    issuer,
    jwks_uri: `${baseUrl}${JWKS_PATH}`,
    token_endpoint: `${baseUrl}${OAUTH_TOKEN_PATH}`,
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    grant_types_supported: ['client_credentials'],
    response_types_supported: [],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['ES256'],
  };
}
