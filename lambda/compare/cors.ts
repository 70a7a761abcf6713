import type { APIGatewayProxyResult } from 'aws-lambda';
import { CORS_EXPOSED_HEADERS } from '../contract/cors.ts';

/** Seconds for which a browser need not ask again. */
const PREFLIGHT_SECONDS = 600;

/**
 * Lets web pages of the listed origins read an answer. Without a list the answer stays as it is; with one, caches learn
 * that it depends on the origin, also where that origin may not read it.
 *
 * Never `Access-Control-Allow-Credentials`: callers send a bearer token, and no cookie must ever count.
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

/** What a preflight request of an allowed origin is told: methods, headers, and for how long this holds. */
export const PREFLIGHT_HEADERS: Readonly<Record<string, string>> = {
  'Access-Control-Allow-Methods': 'POST',
  'Access-Control-Allow-Headers': 'authorization, content-type, x-correlation-id',
  'Access-Control-Max-Age': String(PREFLIGHT_SECONDS),
};
