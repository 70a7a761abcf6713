import { fetchKeySet, parseKeySet } from '../../lambda/authorizer/key-set.ts';
import { BUILT_IN_AUDIENCE, DISCOVERY_PATH } from '../../lambda/contract/fields.ts';
import type { Settings } from '../stack/settings/read-settings.ts';
import { type CheckResult, failed, ok, shown, unknown, warning } from './check.ts';

/** Where keys come from and what tokens must contain, as the deployed authorizer expects it. */
export interface ExpectedTokens {
  readonly issuer: string;
  readonly jwksUri: string;
  readonly audience: readonly string[];
}

export interface IssuerChecks {
  readonly results: readonly CheckResult[];
  /** `null` if the required content of tokens is unknown. */
  readonly expected: ExpectedTokens | null;
}

/** Time limit of one request to an issuer or a deployment, in milliseconds. */
const WAIT_MS = 10_000;

/**
 * Checks that the issuer of the settings can be reached, agrees with the settings, and publishes keys that the authorizer can use.
 * Requests to the built-in issuer go to the deployment.
 *
 * @param baseUrl address of the deployment, if there is one
 */
export async function checkIssuer(settings: Settings, baseUrl: string | null): Promise<IssuerChecks> {
  const { issuer, jwksUri, audience } = settings;
  if (issuer !== null && jwksUri !== null) {
    const results = [await checkDiscovery(issuer, jwksUri), await checkKeys(jwksUri)];
    return { results, expected: { issuer, jwksUri, audience } };
  }
  if (baseUrl === null) {
    return {
      results: [
        unknown(
          'Issuer',
          'The stack issues its own tokens; its address is not known.',
          'Give --base-url after the deployment.',
        ),
      ],
      expected: null,
    };
  }
  return checkBuiltIn(baseUrl);
}

async function checkDiscovery(issuer: string, jwksUri: string): Promise<CheckResult> {
  const check = 'Issuer';
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const found = await fetchJson(address);
  if (typeof found === 'string') {
    return warning(
      check,
      `The issuer publishes no discovery document: ${found}.`,
      `Check that ${address} is not needed: issuer and jwksUri are taken from the settings.`,
    );
  }
  if (found.issuer !== issuer) {
    return failed(
      check,
      `The issuer calls itself ${shown(found.issuer)}, but issuer is ${issuer}.`,
      'Write issuer exactly as the issuer does, with or without a slash at its end.',
    );
  }
  if (found.jwks_uri !== jwksUri) {
    return failed(
      check,
      `The issuer has its keys at ${shown(found.jwks_uri)}, but jwksUri is ${jwksUri}.`,
      `Set jwksUri=${shown(found.jwks_uri)}.`,
    );
  }
  return ok(check, `${issuer} agrees with the settings.`);
}

async function checkKeys(jwksUri: string): Promise<CheckResult> {
  const check = 'Key set';
  let bytes: Uint8Array;
  try {
    bytes = await fetchKeySet(jwksUri);
  } catch {
    return failed(
      check,
      `${jwksUri} cannot be reached, so every request would get 500.`,
      'Check jwksUri, and that it is open to the internet.',
    );
  }
  try {
    const { size } = parseKeySet(bytes);
    if (size > 0) return ok(check, `${size} ${size === 1 ? 'key' : 'keys'} at ${jwksUri}.`);
  } catch {
    // Said below.
  }
  return failed(
    check,
    `${jwksUri} has no key that the authorizer can use.`,
    'Publish an RSA key of 2048 bits or more, an EC key or an Ed25519 key, with a kid.',
  );
}

async function checkBuiltIn(baseUrl: string): Promise<IssuerChecks> {
  const found = await fetchJson(baseUrl + DISCOVERY_PATH);
  if (typeof found === 'string' || typeof found.issuer !== 'string' || typeof found.jwks_uri !== 'string') {
    const why = typeof found === 'string' ? found : 'it names no issuer';
    const result = failed(
      'Issuer',
      `The built-in issuer has no discovery document: ${why}.`,
      'Check --base-url, and that the deployment has the built-in issuer.',
    );
    return { results: [result], expected: null };
  }
  const { issuer, jwks_uri: jwksUri } = found;
  const own = ok('Issuer', `The stack issues its own tokens as ${shown(issuer)}.`);
  return { results: [own, await checkKeys(jwksUri)], expected: { issuer, jwksUri, audience: [BUILT_IN_AUDIENCE] } };
}

/** Returns the JSON object at an address, or why there is none. */
export async function fetchJson(address: string): Promise<Record<string, unknown> | string> {
  let text: string;
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(WAIT_MS), redirect: 'error' });
    if (!response.ok) return `${address} returns ${response.status}`;
    text = await response.text();
  } catch {
    return `${address} cannot be reached`;
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Said below.
  }
  return `${address} is not a JSON object`;
}
