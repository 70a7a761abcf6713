import { KeySet } from '../../lambda/authorizer/key-set.ts';
import { refusalOf } from '../../lambda/authorizer/refusal.ts';
import { hasRequiredService } from '../../lambda/authorizer/services-claim.ts';
import { NBF_LEEWAY_SECONDS, verifyToken } from '../../lambda/authorizer/verify.ts';
import { HEALTH_PATH, REQUIRED_SERVICE } from '../../lambda/contract/fields.ts';
import type { Settings } from '../stack/settings/read-settings.ts';
import { type CheckResult, failed, ok, shown, unknown } from './check.ts';
import { type ExpectedTokens, fetchJson } from './issuer.ts';

/** Checks that a deployment can be reached and is ready. */
export async function checkHealth(baseUrl: string): Promise<CheckResult> {
  const found = await fetchJson(baseUrl + HEALTH_PATH);
  if (typeof found === 'string') {
    return failed(
      'Deployment',
      `${found}.`,
      'Check --base-url, which ends in the stage (/v1), and the log of the compare function.',
    );
  }
  const { version } = (found.result ?? {}) as { version?: unknown };
  return ok('Deployment', `${baseUrl} is ready, version ${shown(version)}.`);
}

/** What to do about each reason for which the authorizer rejects a token. */
const REMEDIES: Readonly<Record<string, string>> = {
  malformed:
    'Pass an access token: three parts with dots, with kid and exp. An opaque token or an ID token does not work.',
  unknown_key: 'Fetch the token from the issuer of this deployment; another one signed it.',
  algorithm: 'Have the issuer sign with RS256, ES256 or EdDSA.',
  signature: 'Fetch a new token; this one is damaged or not from this issuer.',
  expired: 'Fetch a new token.',
  not_yet_valid: `Check the clock of the issuer: nbf is more than ${NBF_LEEWAY_SECONDS} seconds ahead.`,
  issuer: 'Set issuer to the iss claim of the tokens, or fetch the token from that issuer.',
  audience: 'Set audience to the aud claim of the tokens, or to their client_id where they have no aud.',
  client_missing: 'Set clientClaim to a claim that the tokens have.',
  client_name: 'Have the issuer name clients with up to 256 letters, digits and . _ : / @ | + ~ - only.',
  keys_unreachable: 'Check jwksUri.',
  keys_invalid: 'Check jwksUri.',
};

/**
 * Checks a token as the authorizer of the deployment does: signature, issuer, audience, times, client and services. Nothing of the token
 * is printed but its client and the claims that do not fit.
 */
export async function checkToken(
  token: string,
  settings: Settings,
  expected: ExpectedTokens | null,
): Promise<CheckResult> {
  const check = 'Token';
  if (expected === null) return unknown(check, 'The issuer is not known.', 'Give --base-url, or fix the issuer first.');
  const { issuer, audience, jwksUri } = expected;
  const { servicesClaim, clientClaim } = settings;
  const keys = new KeySet(jwksUri);
  const authorizer = {
    issuer,
    audience,
    servicesClaim,
    clientClaim,
    keySource: { jwksUri },
    usageKey: '',
    usageSalt: '',
    appsTable: null,
  };
  try {
    const { client, exp, payload } = await verifyToken(token, authorizer, (kid) => keys.key(kid));
    if (!hasRequiredService(payload, servicesClaim)) {
      return failed(
        check,
        `It is valid but has no ${REQUIRED_SERVICE} in the claim ${servicesClaim}, so requests get 403.`,
        `Have the issuer add ${servicesClaim}: ${REQUIRED_SERVICE}, or set servicesClaim.`,
      );
    }
    const minutes = Math.floor((exp - Date.now() / 1000) / 60);
    return ok(check, `Accepted for the client ${shown(client)}, valid for ${minutes} minutes.`);
  } catch (error) {
    const { reason } = refusalOf(error);
    return failed(
      check,
      `Rejected: ${reason}${mismatch(reason, token, expected)}.`,
      REMEDIES[reason] ?? 'Report this as a bug.',
    );
  }
}

function mismatch(reason: string, token: string, { issuer, audience }: ExpectedTokens): string {
  if (reason !== 'issuer' && reason !== 'audience') return '';
  // It was readable a moment ago: the mismatch is found in its claims.
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
  return reason === 'issuer'
    ? `; iss is ${shown(claims.iss)}, expected ${issuer}`
    : `; aud is ${shown(claims.aud ?? claims.client_id)}, expected ${audience.join(' or ')}`;
}
