import { envelope } from './envelope.ts';
import { FAILURES } from './failures.ts';
import {
  APP_TOKEN_PATH,
  DISCOVERY_PATH,
  JWKS_PATH,
  OAUTH_TOKEN_PATH,
  REQUEST_ID_HEADER,
  SESSION_TOKEN_PATH,
} from './fields.ts';
import {
  MAX_TOKEN_REQUEST_BYTES,
  SESSION_COMPARISONS,
  SESSION_ID_EXPECTED,
  SESSION_ID_PATTERN,
  SESSION_SECONDS,
} from './limits.ts';
import { example, type Node } from './openapi-answers.ts';
import { ref } from './openapi-schemas.ts';
import { TOKEN_REFUSALS, type TokenRefusalCode } from './token-refusals.ts';

const TAGS = ['Tokens'];
const BUILT_IN = 'Exists only if the deployment issues its own tokens; 404 otherwise.';
const NO_STORE = { 'Cache-Control': { schema: { const: 'no-store' } } };
/** Headers that RFC 6749, section 5.1, requires. */
const NO_CACHE = { ...NO_STORE, Pragma: { schema: { const: 'no-cache' } } };
const ID = { [REQUEST_ID_HEADER]: { $ref: `#/components/headers/${REQUEST_ID_HEADER}` } };
const SOME_TOKEN = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIwMU04In0.c2lnbmF0dXJl';

/** Returns a response with a token, which no client or proxy may cache. */
function secret(description: string, schema: string, examples: Node): Node {
  const content = { 'application/json': { schema: { $ref: ref(schema) }, examples } };
  return { description, headers: { ...ID, ...NO_CACHE }, content };
}

/** Returns the rejections of a route in the envelope, by status code. */
function refusals(codes: readonly TokenRefusalCode[]): Record<number, Node> {
  const { statusCode: unsupported } = FAILURES.unsupportedMediaType;
  const all = new Set(codes.map((code) => FAILURES[TOKEN_REFUSALS[code].failure].statusCode));
  const statuses = [...all].filter((statusCode) => statusCode !== unsupported);
  const shared: Record<number, Node> = { 429: { $ref: '#/components/responses/RateLimited' } };
  if (all.has(unsupported)) shared[unsupported] = { $ref: '#/components/responses/UnsupportedMediaType' };
  const entries = statuses.map((statusCode) => {
    const own = codes.filter((code) => FAILURES[TOKEN_REFUSALS[code].failure].statusCode === statusCode);
    const { failure } = TOKEN_REFUSALS[own[0]!];
    const headers = Object.keys(FAILURES[failure].headers).map((name) => [name, { schema: { type: 'string' } }]);
    const examples = own.map((code) => [code, { value: envelope(statusCode, [TOKEN_REFUSALS[code].message], null) }]);
    const schema = { $ref: ref('FailureEnvelope'), properties: { statusCode: { const: statusCode } } };
    const answer = {
      description: own.map((code) => TOKEN_REFUSALS[code].message).join(' '),
      headers: { ...ID, ...NO_STORE, ...Object.fromEntries(headers) },
      content: { 'application/json': { schema, examples: Object.fromEntries(examples) } },
    };
    return [statusCode, answer] as const;
  });
  return { ...Object.fromEntries(entries), ...shared };
}

/** Returns the rejections of the OAuth route, by status code. */
function oauthRefusals(): Record<number, Node> {
  const codes = (Object.keys(TOKEN_REFUSALS) as TokenRefusalCode[]).filter((code) => 'oauth' in TOKEN_REFUSALS[code]);
  const rows = codes.map((code) => {
    const { message, ...row } = TOKEN_REFUSALS[code];
    return { code, message, ...(row as { oauth: { statusCode: number; error: string } }).oauth };
  });
  const entries = [...new Set(rows.map(({ statusCode }) => statusCode))].map((statusCode) => {
    const own = rows.filter((row) => row.statusCode === statusCode);
    const examples = own.map(({ code, error, message }) => [code, { value: { error, error_description: message } }]);
    const schema = { $ref: ref('OAuthError') };
    const content = { 'application/json': { schema, examples: Object.fromEntries(examples) } };
    return [
      statusCode,
      { description: own.map(({ message }) => message).join(' '), headers: { ...ID, ...NO_CACHE }, content },
    ];
  });
  return { ...Object.fromEntries(entries), 429: { $ref: '#/components/responses/RateLimited' } };
}

const text = (description: string): Node => ({ type: 'string', minLength: 1, description });

const published = (operationId: string, summary: string, schema: string, value: object): Node => ({
  operationId,
  tags: TAGS,
  summary,
  description: BUILT_IN,
  security: [],
  responses: {
    200: {
      description: 'Public; cache it for five minutes.',
      headers: {
        ...ID,
        'Cache-Control': { schema: { const: 'public, max-age=300' } },
        'Access-Control-Allow-Origin': { schema: { const: '*' } },
        'X-Content-Type-Options': { schema: { const: 'nosniff' } },
      },
      content: { 'application/json': { schema: { $ref: ref(schema) }, examples: { one: example(summary, value) } } },
    },
    ...refusals(['unexpected']),
  },
});

/** The paths of the built-in issuer. */
export const TOKEN_PATHS: Readonly<Record<string, Node>> = {
  [APP_TOKEN_PATH]: {
    post: {
      operationId: 'getAppToken',
      tags: TAGS,
      summary: 'Get a token for an application',
      description: `${BUILT_IN} The body is limited to ${MAX_TOKEN_REQUEST_BYTES.toLocaleString('en-US')} bytes.`,
      security: [],
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: {
              type: 'object',
              required: ['appId', 'appSecret', 'tenantId'],
              properties: {
                appId: text('The id of the application.'),
                appSecret: text('One of its secrets.'),
                tenantId: text('Its tenant.'),
              },
            },
          },
        },
      },
      responses: {
        200: secret('A token.', 'AppTokenEnvelope', {
          token: example(
            'A token for an hour',
            envelope(200, ['Processed successfully'], { token: SOME_TOKEN, tokenType: 'Bearer', expiresIn: 3600 }),
          ),
        }),
        ...refusals(['notJson', 'credentialsMissing', 'application', 'bodyTooLarge', 'notJsonType', 'unexpected']),
      },
    },
  },
  [SESSION_TOKEN_PATH]: {
    post: {
      operationId: 'getSessionToken',
      tags: TAGS,
      summary: 'Get a token for one session of an application',
      description: `${BUILT_IN} For a browser or a phone, which must not hold the secret of the application: a few minutes, a few comparisons. Each member of the body may be left out, and so may the body.`,
      requestBody: {
        required: false,
        content: {
          'application/json': {
            schema: {
              type: 'object',
              properties: {
                sessionId: {
                  type: 'string',
                  pattern: SESSION_ID_PATTERN.source,
                  description: `Your name of the session, which stands in its audit items: ${SESSION_ID_EXPECTED}. A random one by default. Tokens of one name share its comparisons.`,
                },
                expiresIn: {
                  type: 'integer',
                  minimum: SESSION_SECONDS.min,
                  maximum: SESSION_SECONDS.max,
                  default: SESSION_SECONDS.default,
                  description: 'Seconds.',
                },
                comparisons: {
                  type: 'integer',
                  minimum: SESSION_COMPARISONS.min,
                  maximum: SESSION_COMPARISONS.max,
                  default: SESSION_COMPARISONS.default,
                },
              },
            },
          },
        },
      },
      responses: {
        200: secret('A token for one session.', 'SessionTokenEnvelope', {
          token: example(
            'Five comparisons in ten minutes',
            envelope(200, ['Processed successfully'], {
              token: SOME_TOKEN,
              tokenType: 'Bearer',
              expiresIn: SESSION_SECONDS.default,
              sessionId: '2f1c7a7e-5c43-4b0e-9a55-3d8f9a1b7c10',
              comparisons: SESSION_COMPARISONS.default,
            }),
          ),
        }),
        ...refusals([
          'notJson',
          'sessionId',
          'sessionSeconds',
          'sessionComparisons',
          'sessionToken',
          'bodyTooLarge',
          'notJsonType',
          'unexpected',
        ]),
        403: { $ref: '#/components/responses/Forbidden' },
      },
    },
  },
  [OAUTH_TOKEN_PATH]: {
    post: {
      operationId: 'oauthToken',
      tags: TAGS,
      summary: 'Get a token for an application, by OAuth 2.0',
      description: `${BUILT_IN} The client credentials grant of RFC 6749; the client authenticates by HTTP Basic or in the form.`,
      security: [],
      requestBody: {
        required: true,
        content: {
          'application/x-www-form-urlencoded': {
            schema: {
              type: 'object',
              required: ['grant_type'],
              properties: {
                grant_type: { const: 'client_credentials' },
                client_id: text('The id of the application.'),
                client_secret: text('One of its secrets.'),
              },
            },
          },
        },
      },
      responses: {
        200: secret('A token.', 'OAuthToken', {
          token: example('A token for an hour', { access_token: SOME_TOKEN, token_type: 'Bearer', expires_in: 3600 }),
        }),
        ...oauthRefusals(),
      },
    },
  },
  [JWKS_PATH]: {
    get: published('keySet', 'The keys that verify tokens', 'KeySet', {
      keys: [
        {
          kty: 'EC',
          crv: 'P-256',
          x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
          y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
          kid: 'oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U',
          alg: 'ES256',
          use: 'sig',
        },
      ],
    }),
  },
  [DISCOVERY_PATH]: {
    get: published('discovery', 'Addresses of the issuer', 'Discovery', {
      issuer: 'https://api.example/v1',
      jwks_uri: 'https://api.example/v1/.well-known/jwks.json',
      token_endpoint: 'https://api.example/v1/oauth2/token',
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      grant_types_supported: ['client_credentials'],
      response_types_supported: [],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['ES256'],
    }),
  },
};
