import { CORS_EXPOSED_HEADERS } from './cors.ts';
import { envelope } from './envelope.ts';
import { FAILURES, type Failure, type FailureCode } from './failures.ts';
import {
  CORRELATION_ID_HEADER,
  IDEMPOTENCY_KEY_HEADER,
  ORIGINAL_REQUEST_ID_HEADER,
  REQUEST_ID_HEADER,
} from './fields.ts';
import { AWS_BODY_BYTES, CORRELATION_ID_PATTERN } from './limits.ts';
import { ref } from './openapi-schemas.ts';
import { refusalExamples } from './refusals.ts';
import { routeExamples } from './routes.ts';

/** A part of the document that OpenAPI gives its own shape. */
export type Node = Readonly<Record<string, unknown>>;

/** The components of the document's headers, by name. */
export const HEADERS: Readonly<Record<string, Node>> = {
  [REQUEST_ID_HEADER]: {
    description: 'Identifies this request in logs and audit items. Store it with the decision.',
    required: true,
    schema: { type: 'string', format: 'uuid' },
    example: '6f2e1c70-8f0a-4a52-9f7e-0d1f5a3c9b11',
  },
  [CORRELATION_ID_HEADER]: {
    description: 'The `x-correlation-id` of the request, if it is valid and a function responded.',
    schema: { type: 'string', pattern: CORRELATION_ID_PATTERN.source },
  },
  [ORIGINAL_REQUEST_ID_HEADER]: {
    description: `The \`${REQUEST_ID_HEADER}\` of the first request with the same \`${IDEMPOTENCY_KEY_HEADER}\`, whose response this one repeats. The audit item has that id.`,
    schema: { type: 'string' },
  },
  'Cache-Control': { description: 'On responses of functions.', schema: { const: 'no-store' } },
  'Retry-After': {
    description: `Seconds to wait: ${FAILURES.rateLimited.headers['Retry-After']} if the rate limit was exceeded.`,
    required: true,
    schema: { type: 'integer', minimum: 1 },
  },
  'WWW-Authenticate': {
    description:
      'On responses of the gateway. If a token expires before the comparison, the function responds, and API Gateway renames the header to `x-amzn-Remapped-WWW-Authenticate`.',
    schema: { const: FAILURES.unauthorized.headers['WWW-Authenticate'] },
  },
  'Access-Control-Allow-Origin': {
    description:
      'If the deployment allows origins: the origin of the request, if it is one of them. Responses of the gateway have `*` if several are allowed.',
    schema: { type: 'string' },
  },
  'Access-Control-Expose-Headers': {
    description: 'If the deployment allows origins.',
    schema: { const: CORS_EXPOSED_HEADERS },
  },
  Vary: { description: 'If the deployment allows origins.', schema: { const: 'Origin' } },
};

const OF_EVERY_ANSWER = [
  REQUEST_ID_HEADER,
  CORRELATION_ID_HEADER,
  'Cache-Control',
  'Access-Control-Allow-Origin',
  'Access-Control-Expose-Headers',
  'Vary',
];

/** Returns references to headers of the components: the headers of every response, and `more`. */
export function headers(more: readonly string[] = []): Node {
  const names = [...OF_EVERY_ANSWER, ...more];
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

/** Returns an example of a response, for `examples`. */
export function example(summary: string, value: unknown): Node {
  return { summary, value };
}

/** What each failure means to a caller; the rest of its response comes from the table of failures. */
const MEANINGS: Readonly<Record<FailureCode, string>> = {
  invalidRequest:
    'The request is not a form with two files: not multipart, compressed, malformed, or an image is missing, empty or sent twice; or `x-correlation-id`, `Idempotency-Key` or `details` is invalid, or other images were sent with the same key before.',
  unauthorized: 'The bearer token, or the word `Bearer` before it, is missing, or the token is invalid or expired.',
  forbidden: 'The token is valid but has no claim `services: External`.',
  filtered: 'A web application firewall of the operator rejected the request.',
  notFound:
    'The endpoint does not exist. The messages say which part is wrong (path, upper and lower case, slashes, method, base URL) and list the routes.',
  tooLarge: `An image or the whole body is too large. AWS itself rejects bodies that API Gateway cannot pass to a function (about 4.7 MB) and bodies above ${AWS_BODY_BYTES.toLocaleString('en-US')} bytes, without envelope and \`x-request-id\`. Treat every 413 as too large, whatever its body.`,
  unsupportedMediaType: 'The route does not accept this content type. Only the token routes return this status.',
  rateLimited:
    'Too many requests: 5 per second unless the deployment sets another limit; or the first request with the same `Idempotency-Key` is still in progress. Retry later.',
  unexpected:
    'The service failed, for example to write the audit item, without which there is no decision. Retry later.',
};

/** Returns the component name of a failure's response. */
export function responseName(code: FailureCode): string {
  return code.charAt(0).toUpperCase() + code.slice(1);
}

/** Returns the responses of all failures, by component name: one for each row of the table, so that none is forgotten. */
export function failureResponses(): Record<string, Node> {
  const codes = (Object.keys(FAILURES) as FailureCode[]).filter((code) => code !== 'filtered');
  return Object.fromEntries(codes.map((code) => [responseName(code), failureResponse(code)]));
}

function failureResponse(code: FailureCode): Node {
  const failure: Failure = FAILURES[code];
  const { statusCode } = failure;
  const general = { name: 'general', message: failure.message };
  // A document has one response for each status code; the firewall's is shown with the other 403.
  const filtered = code === 'forbidden' ? [{ name: 'filtered', message: FAILURES.filtered.message }] : [];
  const routes = code === 'notFound' ? routeExamples() : [];
  const examples = [
    ...[general, ...filtered, ...refusalExamples(code)].map(({ name, message }) => ({ name, messages: [message] })),
    ...routes,
  ].map(({ name, messages }) => [name, { value: envelope(statusCode, messages, null) }] as const);
  // OpenAPI 3.1 also applies the siblings of a reference.
  const schema = { $ref: ref('FailureEnvelope'), properties: { statusCode: { const: statusCode } } };
  const json = { schema, examples: Object.fromEntries(examples) };
  return {
    description: MEANINGS[code],
    headers: { ...headers(Object.keys(failure.headers)), ...(code === 'tooLarge' ? REQUEST_ID_BUT_OF_AWS : {}) },
    content: code === 'tooLarge' ? withAnswersOfAws(json) : { 'application/json': json },
  };
}

/** The two 413 responses of AWS do not have it. */
const REQUEST_ID_BUT_OF_AWS: Node = { [REQUEST_ID_HEADER]: { ...HEADERS[REQUEST_ID_HEADER], required: false } };

/** Adds the two 413 responses that AWS sends before our functions see the request. */
function withAnswersOfAws({ schema, examples }: { schema: Node; examples: Node }): Node {
  const tooLong = { message: 'Request Too Long' };
  return {
    'application/json': {
      schema: { anyOf: [schema, { $ref: ref('TooLongForAws') }] },
      examples: { ...examples, aws: example('Larger than what a function can receive', tooLong) },
    },
    'text/plain': { schema: { const: `HTTP content length exceeded ${AWS_BODY_BYTES} bytes.` } },
  };
}
