import type { APIGatewayProxyEvent } from 'aws-lambda';
import { REFUSALS } from '../contract/refusals.ts';
import type { Session } from './environment/sessions.ts';
import { RequestFailure } from './request-failure.ts';

/** The caller of a request. */
export interface Caller {
  /** The client's id, as it appears in audit items. */
  readonly client: string;
  /** The session that the token was made for; `null` for an application's own token. */
  readonly session: Session | null;
}

/**
 * Returns the caller that the authorizer admitted. Its verdict may come from a cache, so the token's expiry is checked again.
 *
 * @param event the authorizer's context is in `requestContext.authorizer`; API Gateway makes strings of all its values
 * @param now milliseconds since 1970
 * @throws RequestFailure 401 for an expired token; 500 when there is no context: then no authorizer ran, and no decision
 *   may be returned
 */
export function checkCaller(event: APIGatewayProxyEvent, now: number): Caller {
  const context = event.requestContext?.authorizer;
  const client: unknown = context?.client;
  const expires = Number(context?.exp || Number.NaN);
  if (typeof client !== 'string' || client === '' || !Number.isFinite(expires)) {
    throw new RequestFailure('unexpected', 'no-authorizer-context');
  }
  if (expires * 1000 < now) {
    throw new RequestFailure('unauthorized', 'token-expired', [REFUSALS.tokenExpired.message()]);
  }
  return { client, session: sessionOf(context, expires) };
}

function sessionOf(context: APIGatewayProxyEvent['requestContext']['authorizer'], expires: number): Session | null {
  const id: unknown = context?.sessionId;
  if (id === undefined) return null;
  const comparisons = Number(context?.sessionComparisons);
  // A session without a number of comparisons would have no limit.
  if (typeof id !== 'string' || id === '' || !(comparisons >= 1)) {
    throw new RequestFailure('unexpected', 'no-authorizer-context');
  }
  return { id, comparisons, expires };
}
