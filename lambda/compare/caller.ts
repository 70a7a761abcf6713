import type { APIGatewayProxyEvent } from 'aws-lambda';
import { REFUSALS } from '../contract/refusals.ts';
import { RequestFailure } from './request-failure.ts';

/**
 * The client that the authorizer let in. Its verdict may come from a cache, so the token's expiry is checked once more.
 *
 * @param event the authorizer's context is in `requestContext.authorizer`; API Gateway makes strings of all its values
 * @param now milliseconds since 1970
 * @returns the client's id, as it stands in audit items
 * @throws RequestFailure 401 for an expired token; 500 where there is no context: then no authorizer stood before us,
 *   and no answer may be given
 */
export function checkCaller(event: APIGatewayProxyEvent, now: number): string {
  const context = event.requestContext?.authorizer;
  const client: unknown = context?.client;
  const expires = Number(context?.exp || Number.NaN);
  if (typeof client !== 'string' || client === '' || !Number.isFinite(expires)) {
    throw new RequestFailure('unexpected', 'no-authorizer-context');
  }
  if (expires * 1000 < now) {
    throw new RequestFailure('unauthorized', 'token-expired', [REFUSALS.tokenExpired.message()]);
  }
  return client;
}
