import { SettingsError } from '../errors/settings-error.ts';
import { CLIENT_NAME, CLIENT_NAME_EXPECTED, DEFAULT_CLIENT_CLAIM } from './client-of-token.ts';

/** The checked settings of the authorizer. */
export interface AuthorizerSettings {
  /** Expected `iss`, compared as it stands. */
  readonly issuer: string;
  readonly jwksUri: string;
  /** One of these must be in `aud`; for a token without `aud` it must be the `client_id`. */
  readonly audience: readonly string[];
  /** Name of the claim that must hold `External`; a name with dots may also be a path into nested objects. */
  readonly servicesClaim: string;
  /** Name of the claim that says who calls; see `clientOf`. */
  readonly clientClaim: string;
  /** Value of the API key whose usage plan counts every caller without a key of its own. */
  readonly usageKey: string;
  /** Values of API keys by client. */
  readonly usageKeys: ReadonlyMap<string, string>;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html */
const KEY_VALUE = /^[A-Za-z0-9_-]{20,128}$/;
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Reads and checks the environment: ISSUER, JWKS_URI, AUDIENCE (one or several, separated by commas), SERVICES_CLAIM
 * (`services`), CLIENT_CLAIM (`client_id`), USAGE_KEY, USAGE_KEYS (JSON object client -> key value, optional).
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

  const issuer = required('ISSUER', "the issuer's name, as in the iss claim,");
  const jwksUri = required('JWKS_URI', "the https address of the issuer's key set");
  if (jwksUri !== '' && !isKeySetAddress(jwksUri)) {
    mistakes.push(`Expected an https address (http on this machine only) for JWKS_URI but received ${jwksUri}.`);
  }
  const audience = required('AUDIENCE', 'one or several audiences separated by commas')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  if (env.AUDIENCE?.trim() && audience.length === 0) {
    mistakes.push(`Expected one or several audiences separated by commas for AUDIENCE but received ${env.AUDIENCE}.`);
  }
  const usageKey = required('USAGE_KEY', 'the value of an API key');
  if (usageKey !== '' && !KEY_VALUE.test(usageKey)) mistakes.push(keyMistake('USAGE_KEY'));

  const settings: AuthorizerSettings = {
    issuer,
    jwksUri,
    audience,
    servicesClaim: env.SERVICES_CLAIM?.trim() || 'services',
    clientClaim: env.CLIENT_CLAIM?.trim() || DEFAULT_CLIENT_CLAIM,
    usageKey,
    usageKeys: usageKeys(env.USAGE_KEYS, mistakes),
  };
  if (mistakes.length > 0) throw new SettingsError(mistakes);
  return settings;
}

function isKeySetAddress(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && (url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.has(url.hostname)));
}

/**
 * Returns key values by client. A Map, so that a client called `__proto__` is a client like any other. No message repeats
 * a key value.
 */
function usageKeys(text: string | undefined, mistakes: string[]): ReadonlyMap<string, string> {
  if (text === undefined || text.trim() === '') return new Map();
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    parsed = null;
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    mistakes.push('Expected a JSON object {client: key value} for USAGE_KEYS.');
    return new Map();
  }
  const keys = new Map<string, string>();
  for (const [client, value] of Object.entries(parsed)) {
    if (!CLIENT_NAME.test(client)) {
      mistakes.push(`Expected names of ${CLIENT_NAME_EXPECTED} for the clients in USAGE_KEYS.`);
    } else if (typeof value === 'string' && KEY_VALUE.test(value)) keys.set(client, value);
    else mistakes.push(keyMistake(`client ${client} in USAGE_KEYS`));
  }
  return keys;
}

function keyMistake(name: string): string {
  return `Expected 20 to 128 letters, digits, - or _ for ${name}.`;
}
