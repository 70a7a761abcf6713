import type { APIGatewayProxyResult } from 'aws-lambda';
import { CORS_EXPOSED_HEADERS } from '../contract/cors.ts';
import { envelope } from '../contract/envelope.ts';
import { FAILURES } from '../contract/failures.ts';
import { CORRELATION_ID_HEADER, ORIGINAL_REQUEST_ID_HEADER, REQUEST_ID_HEADER } from '../contract/fields.ts';
import type { RequestRecord } from './request.ts';
import type { RequestFailure } from './request-failure.ts';

/** Seconds for which a browser may remember the response to a preflight request. */
const PREFLIGHT_SECONDS = 600;

/** Returns the headers that every response has. */
function answerHeaders(record: RequestRecord): Record<string, string> {
  return {
    'Content-Type': 'application/json',
    'Cache-Control': 'no-store',
    [REQUEST_ID_HEADER]: record.requestId,
    ...(record.correlationId === null ? {} : { [CORRELATION_ID_HEADER]: record.correlationId }),
    ...(record.originalRequestId === null ? {} : { [ORIGINAL_REQUEST_ID_HEADER]: record.originalRequestId }),
  };
}

/** Returns a response with a result in the envelope. */
export function answered(
  record: RequestRecord,
  statusCode: number,
  messages: readonly string[],
  result: object,
): APIGatewayProxyResult {
  return {
    statusCode,
    headers: answerHeaders(record),
    body: JSON.stringify(envelope(statusCode, messages, result)),
  };
}

/**
 * Returns a failure in the envelope. API Gateway renames a function's `WWW-Authenticate` header to
 * x-amzn-Remapped-WWW-Authenticate. The header is sent nevertheless, for other hosts of this function.
 */
export function failed(
  record: RequestRecord,
  failure: RequestFailure,
): APIGatewayProxyResult & { headers: Record<string, string> } {
  const { statusCode, headers } = FAILURES[failure.failure];
  return {
    statusCode,
    headers: { ...answerHeaders(record), ...headers, ...failure.headers },
    body: JSON.stringify(envelope(statusCode, failure.messages, null)),
  };
}

/** Returns the response to a browser's preflight request. It has no body. `withCors` adds the origin. */
export function preflight(record: RequestRecord): APIGatewayProxyResult {
  return {
    statusCode: 204,
    headers: {
      ...answerHeaders(record),
      'Access-Control-Allow-Methods': 'POST',
      'Access-Control-Allow-Headers': 'authorization, content-type, x-correlation-id, idempotency-key',
      'Access-Control-Max-Age': String(PREFLIGHT_SECONDS),
    },
    body: '',
  };
}

/**
 * Returns a response that web pages of the listed origins may read. Without a list the response stays as it is. With
 * one, every response says that it depends on the origin, so that no cache serves it to another origin.
 *
 * There is never an `Access-Control-Allow-Credentials`: callers send a bearer token, and no cookie must ever count.
 *
 * @param origins the allowed origins
 * @param origin the request's Origin header
 */
export function withCors(
  answer: APIGatewayProxyResult,
  origins: readonly string[],
  origin: string | undefined,
): APIGatewayProxyResult {
  if (origins.length === 0) return answer;
  const allowed = origin !== undefined && origins.includes(origin);
  return {
    ...answer,
    headers: {
      ...answer.headers,
      Vary: 'Origin',
      ...(allowed
        ? { 'Access-Control-Allow-Origin': origin, 'Access-Control-Expose-Headers': CORS_EXPOSED_HEADERS }
        : {}),
    },
  };
}
