import { FAILURES, type FailureCode } from '../contract/failures.ts';
import { errorName } from '../errors/error-name.ts';

/** Why a request failed, for the log line: more exact than the failure code, and without anything the caller sent. */
export type FailureReason =
  | 'unknown-route'
  | 'no-authorizer-context'
  | 'token-expired'
  | 'session'
  | 'session-used-up'
  | 'body-too-large'
  | 'file-too-large'
  | 'content-encoding'
  | 'content-type'
  | 'no-boundary'
  | 'empty-body'
  | 'not-base64'
  | 'not-closed'
  | 'line-ends'
  | 'too-many-parts'
  | 'malformed'
  | 'parse-time-out'
  | 'pictures'
  | 'correlation-id'
  | 'details'
  | 'idempotency-key'
  | 'idempotency'
  | 'other-pictures'
  | 'in-flight'
  | 'engine-load'
  | 'inference'
  | 'over-budget'
  | 'audit'
  | 'time-out'
  | 'unexpected';

/**
 * The one error that the compare function throws. It carries no cause: a library's error may hold the body of the request
 * (the multipart parser's does), and what is not carried cannot be logged.
 */
export class RequestFailure extends Error {
  readonly failure: FailureCode;
  readonly reason: FailureReason;
  /** Messages for the caller, one sentence for each mistake. */
  readonly messages: readonly string[];
  /** Class of the error that caused this one; `null` if there is none. */
  readonly errorName: string | null;
  /** Headers of the response that replace the failure's own. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    failure: FailureCode,
    reason: FailureReason,
    messages: readonly string[] = [FAILURES[failure].message],
    errorName: string | null = null,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(reason);
    this.name = 'RequestFailure';
    this.failure = failure;
    this.reason = reason;
    this.messages = messages;
    this.errorName = errorName;
    this.headers = headers;
  }
}

/** Returns any thrown value as a `RequestFailure`. An unknown error becomes a 500 without details. */
export function asRequestFailure(error: unknown): RequestFailure {
  if (error instanceof RequestFailure) return error;
  const name = errorName(error);
  return new RequestFailure('unexpected', name === 'TimeoutError' ? 'time-out' : 'unexpected', undefined, name);
}
