import type { APIGatewayProxyEvent } from 'aws-lambda';
import { MAX_TOKEN_REQUEST_BYTES } from '../contract/limits.ts';
import { readHeaders } from '../events/headers.ts';
import { RefusedRequest } from './refused.ts';

/** Returns the media type of a request without its parameters, in lower case; `null` where it has none. */
export function mediaType(event: APIGatewayProxyEvent): string | null {
  return readHeaders(event)['content-type']?.split(';')[0]?.trim().toLowerCase() || null;
}

/**
 * Returns the body as text.
 *
 * @throws RefusedRequest for a body above MAX_TOKEN_REQUEST_BYTES
 */
export function bodyText({ body, isBase64Encoded }: APIGatewayProxyEvent): string {
  const text = body ?? '';
  const bytes = isBase64Encoded ? Buffer.from(text, 'base64') : Buffer.from(text);
  if (bytes.length > MAX_TOKEN_REQUEST_BYTES) throw new RefusedRequest('bodyTooLarge');
  return bytes.toString('utf8');
}

/**
 * Returns the JSON object in the body. Its members are own properties only, whatever they are called. Of a member that is
 * sent more than once the last counts, as JSON.parse has it.
 *
 * @param optional whether an empty body counts as an empty object
 * @throws RefusedRequest for another content type, a body that is too large, or one that is not a JSON object
 */
export function jsonBody(event: APIGatewayProxyEvent, optional = false): ReadonlyMap<string, unknown> {
  const type = mediaType(event);
  const text = bodyText(event);
  if (optional && text.trim() === '') return new Map();
  if (type !== null && type !== 'application/json') throw new RefusedRequest('notJsonType');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new RefusedRequest('notJson');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new RefusedRequest('notJson');
  return new Map(Object.entries(value));
}
