import packageJson from '../../package.json' with { type: 'json' };
import { envelope } from './envelope.ts';
import { FAILURES, type Failure, type FailureCode } from './failures.ts';
import {
  COMPARE_PATH,
  CORRELATION_ID_HEADER,
  HEALTH_PATH,
  IDEMPOTENCY_KEY_HEADER,
  INDEX_PATH,
  ORIGINAL_REQUEST_ID_HEADER,
  PICTURE_FIELDS,
  REQUIRED_SERVICE,
} from './fields.ts';
import { HEALTHY, type Health, UNHEALTHY, UNHEALTHY_STATUS, type UnhealthyReason } from './health.ts';
import {
  CORRELATION_ID_EXPECTED,
  CORRELATION_ID_PATTERN,
  DETAILS_EXPECTED,
  IDEMPOTENCY_HOURS,
  IDEMPOTENCY_KEY_EXPECTED,
  IDEMPOTENCY_KEY_PATTERN,
  MAX_BODY_BYTES,
  MAX_FILE_BYTES,
  MAX_MEGAPIXELS,
} from './limits.ts';
import { example, failureResponses, HEADERS, headers, type Node, responseName } from './openapi-answers.ts';
import { COMPARISON_EXAMPLES } from './openapi-examples.ts';
import { ref, SCHEMAS } from './openapi-schemas.ts';
import { TOKEN_PATHS } from './openapi-tokens.ts';
import { API_PARTS, INDEX_MESSAGE, type Index, linksTo, routesOf } from './routes.ts';

/**
 * The OpenAPI 3.1 document of the service, made from the contract's tables (https://spec.openapis.org/oas/v3.1.1.html).
 *
 * @returns a new object of nothing but JSON values
 */
export function openApiDocument(): object {
  return structuredClone({
    openapi: '3.1.1',
    info: {
      title: 'Face Comparison',
      version: packageJson.version,
      summary: 'Is the person in this selfie the person on this ID document?',
      description:
        'Compares two photos of faces. Photos are processed in memory and not kept; only the outcome of a comparison is stored, for audit. Every response has the same envelope, except two 413 responses of AWS.',
      license: { name: packageJson.license, identifier: packageJson.license },
    },
    servers: [
      {
        url: '{baseUrl}',
        description: 'The output BaseUrl of the deployment. The default is the API that npm start serves.',
        variables: { baseUrl: { default: 'http://127.0.0.1:3000' } },
      },
    ],
    tags: [
      { name: 'Comparison', description: 'Compare two faces.' },
      { name: 'Tokens', description: 'Get a token from a deployment that issues its own.' },
      { name: 'Operation', description: 'Check the service.' },
    ],
    security: [{ applicationToken: [] }],
    paths: {
      [INDEX_PATH]: { get: INDEX, head: HEAD_OF_INDEX },
      [COMPARE_PATH]: { post: COMPARE, options: PREFLIGHT },
      [HEALTH_PATH]: { get: HEALTH, head: HEAD_OF_HEALTH },
      ...TOKEN_PATHS,
    },
    components: {
      securitySchemes: {
        applicationToken: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: `An application token, with \`${REQUIRED_SERVICE}\` in its claim \`services\`. User tokens do not have it.`,
        },
      },
      headers: HEADERS,
      responses: failureResponses(),
      schemas: SCHEMAS,
    },
  });
}

const [LIVENESS, DOCUMENT] = PICTURE_FIELDS;
const megabytes = (bytes: number): string => `${bytes / 1_000_000} MB`;
const picture = (description: string): Node => ({
  type: 'string',
  format: 'binary',
  minLength: 1,
  maxLength: MAX_FILE_BYTES,
  description: `${description} JPG, PNG, BMP or TIFF, recognised by content; at most ${MAX_MEGAPIXELS} megapixels and ${megabytes(MAX_FILE_BYTES)}, or less if the deployment sets a lower limit.`,
});

const COMPARE: Node = {
  operationId: 'compareFaces',
  tags: ['Comparison'],
  summary: 'Compare two faces',
  description: `The order of the two photos makes no difference. If a photo shows several faces, the most similar pair counts. The body is limited to ${megabytes(MAX_BODY_BYTES)}. Other parts are ignored.`,
  parameters: [
    {
      name: 'details',
      in: 'query',
      description: `Adds \`result.details\`: boxes, landmarks, quality, versions. Accepted are ${DETAILS_EXPECTED}; any other value gets 400.`,
      schema: { type: 'boolean', default: false },
    },
    {
      name: CORRELATION_ID_HEADER,
      in: 'header',
      description: `The caller's id, stored with the audit item: ${CORRELATION_ID_EXPECTED}. Any other value gets 400.`,
      schema: { type: 'string', pattern: CORRELATION_ID_PATTERN.source },
    },
    {
      name: IDEMPOTENCY_KEY_HEADER,
      in: 'header',
      description: `The caller's random key for this comparison, such as a UUID: ${IDEMPOTENCY_KEY_EXPECTED}. For ${IDEMPOTENCY_HOURS} hours a request with the same key and the same images gets the first response, without a second audit item.`,
      schema: { type: 'string', pattern: IDEMPOTENCY_KEY_PATTERN.source },
    },
  ],
  requestBody: {
    required: true,
    content: {
      'multipart/form-data': {
        schema: {
          type: 'object',
          required: [...PICTURE_FIELDS],
          properties: {
            [LIVENESS]: picture('Selfie or liveness photo.'),
            [DOCUMENT]: picture('Face cropped from an ID document.'),
          },
        },
        encoding: Object.fromEntries(
          PICTURE_FIELDS.map((field) => [field, { contentType: 'image/jpeg, image/png, image/bmp, image/tiff' }]),
        ),
      },
    },
  },
  responses: {
    200: {
      description: 'The photos were compared, or cannot be compared: read `status` and `isFaceMatch`.',
      headers: headers([ORIGINAL_REQUEST_ID_HEADER]),
      content: { 'application/json': { schema: { $ref: ref('ComparisonEnvelope') }, examples: COMPARISON_EXAMPLES } },
    },
    ...failures(({ statusCode }) => statusCode !== FAILURES.unsupportedMediaType.statusCode),
  },
};

const PREFLIGHT: Node = {
  operationId: 'preflightCompareFaces',
  tags: ['Comparison'],
  summary: 'Preflight request of a browser',
  description: 'Exists only if the deployment allows origins (setting `corsOrigins`); 404 otherwise.',
  security: [],
  responses: {
    204: {
      description: 'What pages of an allowed origin can send.',
      headers: {
        ...headers(),
        'Access-Control-Allow-Methods': { schema: { type: 'string' } },
        'Access-Control-Allow-Headers': { schema: { type: 'string' } },
        'Access-Control-Max-Age': { description: 'Seconds.', schema: { type: 'integer' } },
      },
    },
    ...failures(({ statusCode }) => [404, 429, 500].includes(statusCode)),
  },
};

const HEALTH_EXAMPLE: Health = {
  version: packageJson.version,
  pack: 'retail-0095',
  calibrationVersion: 'retail-0095-20261123-d0ae30',
  auditStore: 'reachable',
  lastAuditWrite: '2026-11-23T12:34:56.000Z',
};
/** What the environment that could not do this says. */
const UNHEALTHY_EXAMPLES: Readonly<Record<UnhealthyReason, Health>> = {
  models: { ...HEALTH_EXAMPLE, pack: null, calibrationVersion: null },
  abandonedWork: HEALTH_EXAMPLE,
  auditStore: { ...HEALTH_EXAMPLE, auditStore: 'unreachable' },
};

const healthAnswer = (description: string, examples: Node): Node => ({
  description,
  headers: headers(),
  content: { 'application/json': { schema: { $ref: ref('HealthEnvelope') }, examples } },
});

const HEALTH: Node = {
  operationId: 'health',
  tags: ['Operation'],
  summary: 'Can the service compare, and with which models?',
  description: 'Describes the environment that responds; others may be in another state.',
  security: [],
  responses: {
    200: healthAnswer('The environment can compare.', {
      healthy: example('Healthy', envelope(200, [HEALTHY], HEALTH_EXAMPLE)),
    }),
    [UNHEALTHY_STATUS]: healthAnswer(
      'The environment cannot compare, or cannot store its decisions.',
      Object.fromEntries(
        Object.entries(UNHEALTHY).map(([reason, message]) => [
          reason,
          example(message, envelope(UNHEALTHY_STATUS, [message], UNHEALTHY_EXAMPLES[reason as UnhealthyReason])),
        ]),
      ),
    ),
    ...failures(({ statusCode }) => [429, 500].includes(statusCode)),
  },
};

/** The same without bodies. */
const HEAD_OF_HEALTH: Node = {
  ...HEALTH,
  operationId: 'headHealth',
  summary: 'Can the service compare?',
  responses: {
    200: { description: 'The environment can compare.', headers: headers() },
    [UNHEALTHY_STATUS]: {
      description: 'The environment cannot compare, or cannot store its decisions.',
      headers: headers(),
    },
    ...failures(({ statusCode }) => [429, 500].includes(statusCode)),
  },
};

const INDEX_EXAMPLE: Index = { version: packageJson.version, links: linksTo(routesOf(API_PARTS)) };

const INDEX: Node = {
  operationId: 'index',
  tags: ['Operation'],
  summary: 'List the routes',
  description: 'Lists the paths of this deployment, which depend on its settings.',
  security: [],
  responses: {
    200: {
      description: 'The paths.',
      headers: headers(),
      content: {
        'application/json': {
          schema: { $ref: ref('IndexEnvelope') },
          examples: { index: example('All parts', envelope(200, [INDEX_MESSAGE], INDEX_EXAMPLE)) },
        },
      },
    },
    ...failures(({ statusCode }) => [429, 500].includes(statusCode)),
  },
};

/** The same without a body. */
const HEAD_OF_INDEX: Node = {
  ...INDEX,
  operationId: 'headIndex',
  summary: 'Check that the API responds',
  responses: {
    200: { description: 'The API responds.', headers: headers() },
    ...failures(({ statusCode }) => [429, 500].includes(statusCode)),
  },
};

/** References to the responses of failures, by status. */
function failures(given: (failure: Failure) => boolean): Record<number, Node> {
  const rows = Object.entries(FAILURES) as [FailureCode, Failure][];
  const named = rows.filter(([code, failure]) => code !== 'filtered' && given(failure));
  return Object.fromEntries(
    named.map(([code, { statusCode }]) => [statusCode, { $ref: `#/components/responses/${responseName(code)}` }]),
  );
}
