import { createHash } from 'node:crypto';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { envelope } from '../contract/envelope.ts';
import { FAILURES } from '../contract/failures.ts';
import { OPENAPI_PATH, PLAYGROUND_PATH, REFERENCE_PATH, REQUEST_ID_HEADER } from '../contract/fields.ts';
import { MAX_FILE_BYTES } from '../contract/limits.ts';
import { pageHeaders, referenceHeaders } from './page-headers.ts';

export interface PlaygroundParts {
  /** The built page, one HTML file with its style and script. */
  readonly page: string;
  /** The built API reference, one HTML file that shows the OpenAPI document. */
  readonly reference: string;
  readonly openApi: object;
  /** The deployment's limit of one image as its environment has it; where it is unset or empty, the contract's. */
  readonly maxFileBytes?: string | undefined;
  /** The claims that the deployment reads, by its settings; where one is unset or empty, the page's own default. */
  readonly servicesClaim?: string | undefined;
  readonly clientClaim?: string | undefined;
}

type PlaygroundEvent = Pick<APIGatewayProxyEvent, 'httpMethod' | 'resource' | 'headers' | 'requestContext'>;
export type PlaygroundHandler = (event: PlaygroundEvent) => Promise<APIGatewayProxyResult>;

interface StaticFile {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Seconds for which a browser need not ask again; after that the entity tag spares the body. */
const MAX_AGE_SECONDS = 300;

/**
 * The handler behind `GET /playground`, `/reference` and `/openapi.json`: three files that are the same for everyone. No image and
 * no token comes here; the page sends them to the compare route itself.
 *
 * @throws Error naming the setting where the limit is none
 */
export function createPlayground(parts: PlaygroundParts): PlaygroundHandler {
  const { page, reference, openApi, maxFileBytes, servicesClaim, clientClaim } = parts;
  const html = withSettings(page, {
    'max-file-bytes': String(readLimit(maxFileBytes || String(MAX_FILE_BYTES))),
    'services-claim': servicesClaim,
    'client-claim': clientClaim,
  });
  const files = new Map<string, StaticFile>([
    [PLAYGROUND_PATH, staticFile(html, pageHeaders(html))],
    [REFERENCE_PATH, staticFile(reference, referenceHeaders(reference))],
    [OPENAPI_PATH, staticFile(JSON.stringify(openApi), JSON_HEADERS)],
  ]);
  return async ({ httpMethod, resource, headers, requestContext }) => {
    const id = { [REQUEST_ID_HEADER]: requestContext.requestId };
    const file = httpMethod === 'GET' ? files.get(resource) : undefined;
    if (file === undefined) {
      const { statusCode, message } = FAILURES.notFound;
      const body = JSON.stringify(envelope(statusCode, [message], null));
      return { statusCode, headers: { 'Content-Type': 'application/json', ...id }, body };
    }
    const known = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'if-none-match')?.[1];
    const unchanged = known !== undefined && known === file.headers.ETag;
    return {
      statusCode: unchanged ? 304 : 200,
      headers: { ...file.headers, ...id },
      body: unchanged ? '' : file.body,
    };
  };
}

/** Any origin may read the description of the API; it holds nothing of a caller. */
const JSON_HEADERS = {
  'Content-Type': 'application/json',
  'X-Content-Type-Options': 'nosniff',
  'Access-Control-Allow-Origin': '*',
};

function staticFile(body: string, headers: Readonly<Record<string, string>>): StaticFile {
  const tag = createHash('sha256').update(body).digest('base64url').slice(0, 22);
  return {
    body,
    headers: { ...headers, 'Cache-Control': `public, max-age=${MAX_AGE_SECONDS}`, ETag: `"${tag}"` },
  };
}

function readLimit(text: string): number {
  const bytes = Number(text);
  if (Number.isInteger(bytes) && bytes >= 1 && bytes <= MAX_FILE_BYTES) return bytes;
  const expected = `integer between 1 and ${MAX_FILE_BYTES}`;
  throw new Error(`Expected ${expected} for MAX_FILE_BYTES but received ${JSON.stringify(text)}.`);
}

/** Puts settings into the first element of the page, which reads them there. What is unset or empty stays as it is. */
function withSettings(page: string, settings: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(settings).reduce((html, [name, value]) => {
    if (!value) return html;
    const quoted = value.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
    return html.replace(new RegExp(`(<html [^>]*data-${name}=")[^"]*"`), (_, before) => `${before}${quoted}"`);
  }, page);
}
