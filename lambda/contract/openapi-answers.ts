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
    description: 'Names this request in the logs and the audit items. Keep it with the decision.',
    required: true,
    schema: { type: 'string', format: 'uuid' },
    example: '6f2e1c70-8f0a-4a52-9f7e-0d1f5a3c9b11',
  },
  [CORRELATION_ID_HEADER]: {
    description: 'The `x-correlation-id` of the request, where it had a valid one and a function answered.',
    schema: { type: 'string', pattern: CORRELATION_ID_PATTERN.source },
  },
  [ORIGINAL_REQUEST_ID_HEADER]: {
    description: `The \`${REQUEST_ID_HEADER}\` of the first request with the same \`${IDEMPOTENCY_KEY_HEADER}\`, whose answer this one repeats. The audit item has that id.`,
    schema: { type: 'string' },
  },
  'Cache-Control': { description: 'Of the answers of functions.', schema: { const: 'no-store' } },
  'Retry-After': {
    description: `Seconds to wait: ${FAILURES.rateLimited.headers['Retry-After']} where the rate limit was exceeded.`,
    required: true,
    schema: { type: 'integer', minimum: 1 },
  },
  'WWW-Authenticate': {
    description:
      'Of the gateway. From a function API Gateway renames it `x-amzn-Remapped-WWW-Authenticate`, which happens where a token expires on its way.',
    schema: { const: FAILURES.unauthorized.headers['WWW-Authenticate'] },
  },
  'Access-Control-Allow-Origin': {
    description:
      'Where the deployment allows origins: the origin of the request, where it is one of them; in an answer of the gateway `*` instead where several are allowed.',
    schema: { type: 'string' },
  },
  'Access-Control-Expose-Headers': {
    description: 'Where the deployment allows origins.',
    schema: { const: CORS_EXPOSED_HEADERS },
  },
  Vary: { description: 'Where the deployment allows origins.', schema: { const: 'Origin' } },
};

const OF_EVERY_ANSWER = [
  REQUEST_ID_HEADER,
  CORRELATION_ID_HEADER,
  'Cache-Control',
  'Access-Control-Allow-Origin',
  'Access-Control-Expose-Headers',
  'Vary',
];

/** References to headers of the components: those of every response, and more. */
export function headers(more: readonly string[] = []): Node {
  const names = [...OF_EVERY_ANSWER, ...more];
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

/** An example of a response, for `examples`. */
export function example(summary: string, value: unknown): Node {
  return { summary, value };
}

/** What each failure means to a caller; the rest of its response comes from the table of failures. */
const MEANINGS: Readonly<Record<FailureCode, string>> = {
  invalidRequest:
    'The request is not a form of two files: not multipart, compressed, malformed, a picture missing, empty or sent twice; or its `x-correlation-id`, `Idempotency-Key` or `details` has a form that is not allowed, or other pictures were sent with the same key before.',
  unauthorized: 'No bearer token, one without the word `Bearer` before it, or an invalid or expired one.',
  forbidden: 'A valid token without `services: External`.',
  filtered: 'A web application firewall of the operator rejected the request.',
  notFound:
    'No such endpoint. The messages say which part is wrong (path, upper and lower case, slashes, method, base URL) and list what exists.',
  tooLarge: `A picture or the whole body is too large. Bodies that API Gateway cannot hand to a function (about 4.7 MB) and those above ${AWS_BODY_BYTES.toLocaleString('en-US')} bytes are answered by AWS itself, without envelope and \`x-request-id\`: take every 413 as too large, whatever its body.`,
  unsupportedMediaType: 'Another content type than the route takes. Of the routes that give out tokens alone.',
  rateLimited:
    'Too many requests: 5 per second unless the deployment says otherwise; or the first request with the same `Idempotency-Key` is still under way. The same request may succeed later.',
  unexpected:
    'A failure of the service, such as an audit item that could not be written: no decision without one. The same request may succeed later.',
};

/** The component name of a failure's answer. */
export function responseName(code: FailureCode): string {
  return code.charAt(0).toUpperCase() + code.slice(1);
}

/** The answers of all failures, by component name: one for each row of the table, so that none can be forgotten. */
export function failureResponses(): Record<string, Node> {
  const codes = (Object.keys(FAILURES) as FailureCode[]).filter((code) => code !== 'filtered');
  return Object.fromEntries(codes.map((code) => [responseName(code), failureResponse(code)]));
}

function failureResponse(code: FailureCode): Node {
  const failure: Failure = FAILURES[code];
  const { statusCode } = failure;
  const general = { name: 'general', message: failure.message };
  // A document has one answer for each status; that of a firewall is shown with the other 403.
  const filtered = code === 'forbidden' ? [{ name: 'filtered', message: FAILURES.filtered.message }] : [];
  const routes = code === 'notFound' ? routeExamples() : [];
  const examples = [
    ...[general, ...filtered, ...refusalExamples(code)].map(({ name, message }) => ({ name, messages: [message] })),
    ...routes,
  ].map(({ name, messages }) => [name, { value: envelope(statusCode, messages, null) }] as const);
  // Siblings of a reference hold in OpenAPI 3.1 as well.
  const schema = { $ref: ref('FailureEnvelope'), properties: { statusCode: { const: statusCode } } };
  const json = { schema, examples: Object.fromEntries(examples) };
  return {
    description: MEANINGS[code],
    headers: { ...headers(Object.keys(failure.headers)), ...(code === 'tooLarge' ? REQUEST_ID_BUT_OF_AWS : {}) },
    content: code === 'tooLarge' ? withAnswersOfAws(json) : { 'application/json': json },
  };
}

/** The two 413 of AWS come without it. */
const REQUEST_ID_BUT_OF_AWS: Node = { [REQUEST_ID_HEADER]: { ...HEADERS[REQUEST_ID_HEADER], required: false } };

/** The two 413 responses that AWS sends before our functions see the request. */
function withAnswersOfAws({ schema, examples }: { schema: Node; examples: Node }): Node {
  const tooLong = { message: 'Request Too Long' };
  return {
    'application/json': {
      schema: { anyOf: [schema, { $ref: ref('TooLongForAws') }] },
      examples: { ...examples, aws: example('Above what a function may receive', tooLong) },
    },
    'text/plain': { schema: { const: `HTTP content length exceeded ${AWS_BODY_BYTES} bytes.` } },
  };
}
