import type { APIGatewayProxyEvent } from 'aws-lambda';

/** Header values by lower-case name. */
export type Headers = Readonly<Record<string, string>>;

/**
 * Returns headers by lower-case name: HTTP names have no case, and API Gateway passes on whatever the client wrote. Of a
 * header sent more than once the last value counts, as in API Gateway's own `headers`.
 */
export function readHeaders(event: Pick<APIGatewayProxyEvent, 'headers' | 'multiValueHeaders'>): Headers {
  const headers: Record<string, string> = Object.create(null);
  for (const [name, values] of Object.entries(event.multiValueHeaders ?? {})) {
    const last = values?.at(-1);
    if (last !== undefined) headers[name.toLowerCase()] = last;
  }
  for (const [name, value] of Object.entries(event.headers ?? {})) {
    if (value !== undefined && value !== null) headers[name.toLowerCase()] = value;
  }
  return headers;
}
