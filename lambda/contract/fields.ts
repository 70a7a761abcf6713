/** Names a caller sees or sends. The contract fixes them. */

export const INDEX_PATH = '/';
export const COMPARE_PATH = '/ExtFaceComparison/Compare';
export const HEALTH_PATH = '/health';
export const PLAYGROUND_PATH = '/playground';
export const OPENAPI_PATH = '/openapi.json';
export const REFERENCE_PATH = '/reference';

/** Routes of the built-in issuer; a deployment with an external one has none of them. */
export const APP_TOKEN_PATH = '/api/AppSessionManager/GetAppToken';
export const SESSION_TOKEN_PATH = '/api/AppSessionManager/GetSessionToken';
export const OAUTH_TOKEN_PATH = '/oauth2/token';
export const JWKS_PATH = '/.well-known/jwks.json';
export const DISCOVERY_PATH = '/.well-known/openid-configuration';
export const ISSUER_PATHS: readonly string[] = [
  APP_TOKEN_PATH,
  SESSION_TOKEN_PATH,
  OAUTH_TOKEN_PATH,
  JWKS_PATH,
  DISCOVERY_PATH,
];

/** The audience of tokens of the built-in issuer. */
export const BUILT_IN_AUDIENCE = 'face-comparison';

/** The two parts of the multipart body, in the order in which `messages` refers to them. */
export const PICTURE_FIELDS = ['LivenessFace', 'FaceFromDocument'] as const;
export type PictureField = (typeof PICTURE_FIELDS)[number];

export const REQUEST_ID_HEADER = 'x-request-id';
export const CORRELATION_ID_HEADER = 'x-correlation-id';
/** A request header. Header names are case-insensitive; the contract and the documentation write it so. */
export const IDEMPOTENCY_KEY_HEADER = 'Idempotency-Key';
/** A header of responses that repeat an earlier one: the request id of the earlier response. */
export const ORIGINAL_REQUEST_ID_HEADER = 'x-original-request-id';

/** The marker that an application token carries in its `services` claim. */
export const REQUIRED_SERVICE = 'External';
