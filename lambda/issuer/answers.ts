import type { APIGatewayProxyResult } from 'aws-lambda';
import { envelope } from '../contract/envelope.ts';
import { FAILURES, type FailureCode } from '../contract/failures.ts';
import { OAUTH_TOKEN_PATH, REQUEST_ID_HEADER } from '../contract/fields.ts';
import { TOKEN_REFUSALS, type TokenRefusalCode } from '../contract/token-refusals.ts';

/** Seconds for which the key set and the discovery document may be cached. A new key is published longer than that before it signs. */
const PUBLIC_SECONDS = 300;

/** Returns a 200 in the envelope. */
export function inEnvelope(requestId: string, result: object): APIGatewayProxyResult {
  return secret(200, requestId, envelope(200, ['Processed successfully'], result));
}

/** Returns a response with a token, or a response of the OAuth route. RFC 6749, section 5.1, requires `Pragma`, too. */
export function secret(
  statusCode: number,
  requestId: string,
  body: object,
  more: Readonly<Record<string, string>> = {},
): APIGatewayProxyResult {
  return notKept(statusCode, requestId, body, { Pragma: 'no-cache', ...more });
}

/** Returns a response that no client or proxy may cache. */
function notKept(
  statusCode: number,
  requestId: string,
  body: object,
  more: Readonly<Record<string, string>> = {},
): APIGatewayProxyResult {
  const headers = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', [REQUEST_ID_HEADER]: requestId };
  return { statusCode, headers: { ...headers, ...more }, body: JSON.stringify(body) };
}

/** Returns a public document, which pages of any origin may read. */
export function published(requestId: string, body: object): APIGatewayProxyResult {
  return {
    statusCode: 200,
    headers: {
      'Content-Type': 'application/json',
      'Cache-Control': `public, max-age=${PUBLIC_SECONDS}`,
      'Access-Control-Allow-Origin': '*',
      'X-Content-Type-Options': 'nosniff',
      [REQUEST_ID_HEADER]: requestId,
    },
    body: JSON.stringify(body),
  };
}

/** Returns a rejection: by RFC 6749, section 5.2, for the OAuth route, otherwise in the envelope. */
export function refused(requestId: string, route: string | null, code: TokenRefusalCode): APIGatewayProxyResult {
  const { failure, message, ...row } = TOKEN_REFUSALS[code];
  const { statusCode, headers } = FAILURES[failure as FailureCode];
  if (route === OAUTH_TOKEN_PATH && 'oauth' in row) {
    const challenge: Record<string, string> =
      row.oauth.statusCode === 401 ? { 'WWW-Authenticate': 'Basic realm="face-comparison"' } : {};
    const body = { error: row.oauth.error, error_description: message };
    return secret(row.oauth.statusCode, requestId, body, challenge);
  }
  return notKept(statusCode, requestId, envelope(statusCode, [message], null), headers);
}

/** Returns the response for a route that the function does not know. */
export function notFound(requestId: string): APIGatewayProxyResult {
  const { statusCode, message } = FAILURES.notFound;
  return notKept(statusCode, requestId, envelope(statusCode, [message], null));
}
