import { SettingsError } from '../errors/settings-error.ts';
import { DEFAULT_CLIENT_CLAIM } from './client-of-token.ts';

/** Where the keys come from that verify tokens. */
type KeySource =
  /** An external issuer's key set. */
  | { readonly jwksUri: string }
  /** The built-in issuer's keys in KMS. */
  | { readonly signingKeys: readonly string[] };

/** The checked settings of the authorizer. */
export interface AuthorizerSettings {
  /** Expected `iss`, compared as it stands. */
  readonly issuer: string;
  readonly keySource: KeySource;
  /** One of these must be in `aud`; for a token without `aud` it must be the `client_id`. */
  readonly audience: readonly string[];
  /** Name of the claim that must hold `External`; a name with dots may also be a path into nested objects. */
  readonly servicesClaim: string;
  /** Name of the claim that says who calls; see `clientOf`. */
  readonly clientClaim: string;
  /** Value of the API key whose usage plan counts every caller without its own key. */
  readonly usageKey: string;
  /** What the values of all other API keys are computed with; see `usageKey` in lambda/applications. */
  readonly usageSalt: string;
  /** The table in which each request looks whether its application is still active; `null` where tokens live on. */
  readonly appsTable: string | null;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html */
const KEY_VALUE = /^[A-Za-z0-9_-]{20,128}$/;
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Reads and checks the environment: ISSUER, JWKS_URI or SIGNING_KEYS (KMS keys, separated by commas), AUDIENCE (one or
 * several, separated by commas), SERVICES_CLAIM (`services`), CLIENT_CLAIM (`client_id`), USAGE_KEY, USAGE_SALT, and
 * APPS_TABLE where REVOCATION is `immediate`.
 *
 * @throws SettingsError naming every variable that is missing or wrong
 */
export function authorizerSettings(env: Readonly<Record<string, string | undefined>>): AuthorizerSettings {
  const mistakes: string[] = [];
  const required = (name: string, expected: string): string => {
    const value = env[name]?.trim() ?? '';
    if (value === '') mistakes.push(`Expected ${expected} for ${name} but it is not set.`);
    return value;
  };
  const list = (text: string): string[] => text.split(',').flatMap((item) => item.trim() || []);

  const issuer = required('ISSUER', "the issuer's name, as in the iss claim,");
  const signingKeys = list(env.SIGNING_KEYS ?? '');
  const jwksUri = signingKeys.length > 0 ? '' : required('JWKS_URI', "the https address of the issuer's key set");
  if (jwksUri !== '' && !isKeySetAddress(jwksUri)) {
    mistakes.push(`Expected an https address (http on this machine only) for JWKS_URI but received ${jwksUri}.`);
  }
  const audience = list(required('AUDIENCE', 'one or several audiences separated by commas'));
  if (env.AUDIENCE?.trim() && audience.length === 0) {
    mistakes.push(`Expected one or several audiences separated by commas for AUDIENCE but received ${env.AUDIENCE}.`);
  }
  const usageKey = required('USAGE_KEY', 'the value of an API key');
  if (usageKey !== '' && !KEY_VALUE.test(usageKey)) {
    mistakes.push('Expected 20 to 128 letters, digits, - or _ for USAGE_KEY.');
  }
  const immediate = env.REVOCATION === 'immediate';

  const settings: AuthorizerSettings = {
    issuer,
    keySource: signingKeys.length > 0 ? { signingKeys } : { jwksUri },
    audience,
    servicesClaim: env.SERVICES_CLAIM?.trim() || 'services',
    clientClaim: env.CLIENT_CLAIM?.trim() || DEFAULT_CLIENT_CLAIM,
    usageKey,
    usageSalt: env.USAGE_SALT?.trim() ?? '',
    appsTable: immediate ? required('APPS_TABLE', 'the table of applications') : null,
  };
  if (mistakes.length > 0) throw new SettingsError(mistakes);
  return settings;
}

function isKeySetAddress(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && (url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.has(url.hostname)));
}
