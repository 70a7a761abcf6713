import type { APIGatewayProxyResult } from 'aws-lambda';
import { envelope } from '../contract/envelope.ts';
import { FAILURES } from '../contract/failures.ts';
import { CORRELATION_ID_HEADER, REQUEST_ID_HEADER } from '../contract/fields.ts';
import type { RequestRecord } from './request.ts';
import type { RequestFailure } from './request-failure.ts';

/** The headers of every answer. */
export function answerHeaders(record: RequestRecord): Record<string, string> {
  return {
    'Content-Type': 'application/json',
    'Cache-Control': 'no-store',
    [REQUEST_ID_HEADER]: record.requestId,
    ...(record.correlationId === null ? {} : { [CORRELATION_ID_HEADER]: record.correlationId }),
  };
}

/** A 200 in the envelope. */
export function success(record: RequestRecord, messages: readonly string[], result: object): APIGatewayProxyResult {
  return {
    statusCode: 200,
    headers: answerHeaders(record),
    body: JSON.stringify(envelope(200, messages, result)),
  };
}

/**
 * A failure in the envelope. API Gateway passes `WWW-Authenticate` of a function on under another name
 * (x-amzn-Remapped-WWW-Authenticate); it is sent nevertheless, for every other host of this function.
 */
export function failed(
  record: RequestRecord,
  failure: RequestFailure,
): APIGatewayProxyResult & { headers: Record<string, string> } {
  const { statusCode, headers } = FAILURES[failure.failure];
  return {
    statusCode,
    headers: { ...answerHeaders(record), ...headers },
    body: JSON.stringify(envelope(statusCode, failure.messages, null)),
  };
}

/** The answer to a browser's preflight request, which has no body; the rest of its headers are of CORS. */
export function noContent(record: RequestRecord, headers: Readonly<Record<string, string>>): APIGatewayProxyResult {
  return { statusCode: 204, headers: { ...answerHeaders(record), ...headers }, body: '' };
}
