import * as jwt from 'aws-jwt-verify/error';
import { ClientMissingError, ClientNameError } from './client-of-token.ts';
import { ApplicationDisabledError, ApplicationTableError } from './revocation.ts';

/** Why a request was rejected, in a form that may be logged. */
export interface Refusal {
  /** `unauthorized` is a 401, `denied` a 403, `failed` a 500. */
  readonly outcome: 'unauthorized' | 'denied' | 'failed';
  /** A code. It never contains a part of the token. */
  readonly reason: string;
}

type ErrorClass = new (...args: never[]) => Error;

/** The issuer could not be reached, or its response was invalid: not the caller's fault. */
const FAILURES: readonly (readonly [ErrorClass, string])[] = [
  [jwt.FetchError, 'keys_unreachable'],
  [jwt.WaitPeriodNotYetEndedJwkError, 'keys_unreachable'],
  [jwt.JwksValidationError, 'keys_invalid'],
  [ApplicationTableError, 'applications_unreachable'],
];

const REFUSALS: readonly (readonly [ErrorClass, string])[] = [
  [jwt.JwtParseError, 'malformed'],
  [jwt.JwtWithoutValidKidError, 'malformed'],
  [jwt.KidNotFoundInJwksError, 'unknown_key'],
  [jwt.JwtInvalidSignatureAlgorithmError, 'algorithm'],
  [jwt.JwtInvalidSignatureError, 'signature'],
  [jwt.JwtExpiredError, 'expired'],
  [jwt.JwtNotBeforeError, 'not_yet_valid'],
  [jwt.JwtInvalidIssuerError, 'issuer'],
  [jwt.JwtInvalidAudienceError, 'audience'],
  [ClientMissingError, 'client_missing'],
  [ClientNameError, 'client_name'],
  [ApplicationDisabledError, 'application_disabled'],
];

/**
 * Sorts an error from the verification of a token. An error of no known class is a failure: it is our own mistake,
 * and rejecting a good caller with 401 would hide it.
 */
export function refusalOf(error: unknown): Refusal {
  const failed = reasonOf(error, FAILURES);
  if (failed !== undefined) return { outcome: 'failed', reason: failed };
  const refused = reasonOf(error, REFUSALS);
  if (refused !== undefined) return { outcome: 'unauthorized', reason: refused };
  return { outcome: 'failed', reason: 'unexpected' };
}

function reasonOf(error: unknown, table: readonly (readonly [ErrorClass, string])[]): string | undefined {
  return table.find(([type]) => error instanceof type)?.[1];
}
