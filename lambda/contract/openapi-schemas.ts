import { FAILURES } from './failures.ts';
import { AUDIT_STORE_STATES, UNHEALTHY_STATUS } from './health.ts';
import { INVALID_REASONS, invalidImageExamples } from './invalid-image.ts';
import { SESSION_COMPARISONS, SESSION_ID_PATTERN } from './limits.ts';
import { STATUSES } from './status.ts';
import { OAUTH_ERRORS } from './token-refusals.ts';

/** A JSON Schema of the dialect of OpenAPI 3.1 (2020-12). Objects may grow: clients ignore fields they do not know. */
export type Schema = Readonly<Record<string, unknown>>;

const FRACTION = { type: 'number', minimum: 0, maximum: 1 };
const RATE = { type: ['number', 'null'], minimum: 0, maximum: 1 };
const COUNT = { type: 'integer', minimum: 0 };

const BEARER_TOKEN: Readonly<Record<string, Schema>> = {
  token: { type: 'string' },
  tokenType: { const: 'Bearer' },
  expiresIn: { type: 'integer', description: 'Seconds.' },
};

/** The components of the document's schemas, by name. */
export const SCHEMAS: Readonly<Record<string, Schema>> = {
  ComparisonEnvelope: envelope('Every 200 of a comparison.', { const: 200 }, { $ref: ref('ComparisonResult') }),
  IndexEnvelope: envelope('The response of `GET /`.', { const: 200 }, { $ref: ref('Index') }),
  HealthEnvelope: envelope(
    'The response of `GET /health`.',
    { enum: [200, UNHEALTHY_STATUS] },
    { $ref: ref('Health') },
  ),
  FailureEnvelope: envelope(
    'Every response except 200. Each message describes one mistake: which field, what was found and what is allowed.',
    { enum: [...new Set(Object.values(FAILURES).map(({ statusCode }) => statusCode))] },
    { type: 'null' },
  ),
  Index: object({
    version: { type: 'string' },
    links: {
      type: 'object',
      description: 'Paths below the base URL, by name.',
      additionalProperties: { type: 'string', format: 'uri-reference' },
    },
  }),
  ComparisonResult: object(
    {
      isFaceMatch: {
        type: 'boolean',
        description:
          'Whether `matchingSimilarity` exceeds the deployed threshold. `false` if both photos are `LowQuality`. Read it together with `status`.',
      },
      matchingSimilarity: {
        ...FRACTION,
        description:
          'Similarity of the most similar pair of faces. 0.5 means a false match rate of 1 in 100, and each further 0.1 a tenth of it; 1 is the same photo. 0 without a pair. The deployment may round it.',
      },
      status: { $ref: ref('ComparisonStatus') },
      details: { $ref: ref('ComparisonDetails') },
    },
    ['details'],
  ),
  ComparisonStatus: {
    type: 'string',
    enum: STATUSES,
    description:
      'Whether the photos are usable. `Success`: compared. For any other status `messages` names the photo and the next step. If the photos differ, the status listed first here counts.',
  },
  ComparisonDetails: object({
    threshold: { ...FRACTION, description: 'The deployed threshold.' },
    falseMatchRate: {
      ...RATE,
      description:
        'How often at least one of `pairs` pairs of look-alikes (different people of the same sex and origin) reaches this similarity, if the pairs are independent; `null` without a pair, and with a calibration for random pairs.',
    },
    falseMatchRatePerPair: {
      ...RATE,
      description:
        'How often one such pair reaches this similarity, 0.0001 at 0.7; `null` if `falseMatchRate` is `null`.',
    },
    randomPairFalseMatchRate: {
      ...RATE,
      description:
        'How often at least one of `pairs` random pairs of different people reaches this similarity, if the pairs are independent; `null` without a pair, and if it was not measured.',
    },
    pairs: { ...COUNT, maximum: 1024, description: 'Number of compared pairs of faces; 0 without a pair.' },
    pack: { type: 'string', description: 'Name of the model pack.' },
    calibrationVersion: { type: 'string' },
    samePicture: {
      type: 'boolean',
      description: 'Both uploads are the same photograph, apart from compression, size, crop and light.',
    },
    marginToSecond: {
      type: ['number', 'null'],
      minimum: 0,
      maximum: 1,
      description: 'Similarity of the pair minus that of the second-best pair; `null` with fewer than two pairs.',
    },
    similarities: {
      type: 'array',
      maxItems: 32,
      items: { type: 'array', maxItems: 32, items: { type: ['number', 'null'], minimum: 0, maximum: 1 } },
      description:
        '`similarities[i][j]` is the similarity of face i of LivenessFace and face j of FaceFromDocument, by their index in `faces`; `null` for a face that is too poor or too small to compare. Empty without a pair.',
    },
    livenessFace: { $ref: ref('PictureDetails') },
    faceFromDocument: { $ref: ref('PictureDetails') },
  }),
  PictureDetails: {
    ...object({
      width: { ...COUNT, description: 'Pixels after EXIF orientation; 0 if the image could not be decoded.' },
      height: COUNT,
      facesFound: { ...COUNT, description: 'Number of faces found, including those not in `faces`.' },
      chosen: {
        type: ['integer', 'null'],
        minimum: 0,
        maximum: 31,
        description: 'Index in `faces` of the compared face; `null` without a pair.',
      },
      reason: {
        type: ['string', 'null'],
        enum: [...Object.keys(INVALID_REASONS), null],
        description: invalidReasonsText(),
      },
      recaptured: {
        type: ['boolean', 'null'],
        description:
          'The largest face looks photographed from a print or a screen. Only a hint: `false` says nothing about liveness. `null` without a face.',
      },
      faces: { type: 'array', maxItems: 32, items: { $ref: ref('FaceDetails') }, description: 'The 32 largest.' },
    }),
    description: 'Coordinates are pixels after EXIF orientation.',
  },
  FaceDetails: object({
    box: {
      type: 'array',
      minItems: 4,
      maxItems: 4,
      items: { type: 'number' },
      description: 'x, y, width, height; parts may be outside the image.',
    },
    landmarks: {
      type: 'array',
      minItems: 5,
      maxItems: 5,
      items: { type: 'array', minItems: 2, maxItems: 2, items: { type: 'number' } },
      description:
        'x, y of the right eye, left eye, nose tip, right and left corner of the mouth. Right means the right of the person, which is on the left of the image.',
    },
    quality: FRACTION,
    measures: {
      type: 'object',
      additionalProperties: { type: 'number' },
      description: 'Quality measures by name, after ISO/IEC 29794-5; more may be added.',
    },
  }),
  Health: object({
    version: { type: 'string', description: 'Version of the service.' },
    pack: {
      type: ['string', 'null'],
      description: 'Name of the model pack; `null` if the models could not be loaded.',
    },
    calibrationVersion: { type: ['string', 'null'] },
    auditStore: {
      type: 'string',
      enum: AUDIT_STORE_STATES,
      description: 'Result of the last write of this environment to the audit store.',
    },
    lastAuditWrite: {
      type: ['string', 'null'],
      format: 'date-time',
      description: 'Time of the last write of this environment.',
    },
  }),
  AppTokenEnvelope: envelope('A token for an application.', { const: 200 }, object(BEARER_TOKEN)),
  SessionTokenEnvelope: envelope(
    'A token for one session.',
    { const: 200 },
    object({
      ...BEARER_TOKEN,
      sessionId: { type: 'string', pattern: SESSION_ID_PATTERN.source },
      comparisons: { type: 'integer', minimum: SESSION_COMPARISONS.min, maximum: SESSION_COMPARISONS.max },
    }),
  ),
  OAuthToken: object({
    access_token: { type: 'string' },
    token_type: { const: 'Bearer' },
    expires_in: { type: 'integer', description: 'Seconds.' },
  }),
  OAuthError: object({
    error: { type: 'string', enum: OAUTH_ERRORS, description: 'RFC 6749, section 5.2.' },
    error_description: { type: 'string' },
  }),
  KeySet: object({
    keys: {
      type: 'array',
      minItems: 1,
      items: object({
        kty: { const: 'EC' },
        crv: { const: 'P-256' },
        x: { type: 'string' },
        y: { type: 'string' },
        kid: { type: 'string', description: 'RFC 7638 thumbprint.' },
        alg: { const: 'ES256' },
        use: { const: 'sig' },
      }),
    },
  }),
  Discovery: object({
    issuer: { type: 'string', format: 'uri' },
    jwks_uri: { type: 'string', format: 'uri' },
    token_endpoint: { type: 'string', format: 'uri' },
    ...Object.fromEntries(
      [
        'token_endpoint_auth_methods_supported',
        'grant_types_supported',
        'response_types_supported',
        'subject_types_supported',
        'id_token_signing_alg_values_supported',
      ].map((name) => [name, { type: 'array', items: { type: 'string' } }]),
    ),
  }),
  TooLongForAws: {
    ...object({ message: { const: 'Request Too Long' } }),
    description: 'From API Gateway: the body is larger than what it can pass to a function.',
  },
};

/** The reference to a schema of the components. */
export function ref(name: string): string {
  return `#/components/schemas/${name}`;
}

/** An object whose properties are all required but for the named ones. */
function object(properties: Readonly<Record<string, Schema>>, optional: readonly string[] = []): Schema {
  return { type: 'object', required: Object.keys(properties).filter((name) => !optional.includes(name)), properties };
}

function envelope(description: string, statusCode: Schema, result: Schema): Schema {
  return {
    ...object({
      version: { type: 'null' },
      statusCode: { type: 'integer', ...statusCode, description: 'The HTTP status.' },
      messages: {
        type: 'array',
        minItems: 1,
        items: { type: 'string', minLength: 1 },
        description: 'Sentences for people, about LivenessFace first.',
      },
      result,
    }),
    description,
  };
}

/** Says what the reasons are, by the example of each. */
function invalidReasonsText(): string {
  const rows = invalidImageExamples().map(({ reason, message }) => `- \`${reason}\`: ${message}`);
  return ['Why the image is `InvalidImage`; `null` for any other status. For example:', '', ...rows].join('\n');
}
