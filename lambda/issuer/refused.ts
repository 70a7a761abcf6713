import type { RefusedApplication } from '../applications/application.ts';
import type { TokenRefusalCode } from '../contract/token-refusals.ts';
import { errorName } from '../errors/error-name.ts';

/** The one error of the issuer. It has no cause: an error of a library may hold what the caller sent. */
export class RefusedRequest extends Error {
  readonly refusal: TokenRefusalCode;
  /** For the log: more exact than the caller may know. */
  readonly reason: RefusedApplication | 'table' | 'key' | null;
  /** Class of the error behind this one; `null` where there is none. */
  readonly errorName: string | null;

  constructor(refusal: TokenRefusalCode, reason: RefusedRequest['reason'] = null, errorName: string | null = null) {
    super(refusal);
    this.name = 'RefusedRequest';
    this.refusal = refusal;
    this.reason = reason;
    this.errorName = errorName;
  }
}

/** Returns any thrown value as a `RefusedRequest`; what is unknown becomes a 500 that says nothing. */
export function asRefusedRequest(error: unknown): RefusedRequest {
  return error instanceof RefusedRequest ? error : new RefusedRequest('unexpected', null, errorName(error));
}

/** Runs a call to AWS. Its failure is a 500, never a 401: an outage must not tell callers that their secret is wrong. */
export async function orUnavailable<Value>(what: 'table' | 'key', call: () => Promise<Value>): Promise<Value> {
  try {
    return await call();
  } catch (error) {
    throw new RefusedRequest('unexpected', what, errorName(error));
  }
}
