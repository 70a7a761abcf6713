import { FAILURES, type FailureCode } from './failures.ts';
import { MAX_TOKEN_REQUEST_BYTES, SESSION_COMPARISONS, SESSION_ID_EXPECTED, SESSION_SECONDS } from './limits.ts';

/** The response to a rejected request for a token, by the route's protocol. */
interface TokenRefusal {
  readonly failure: FailureCode;
  readonly message: string;
  /** RFC 6749, section 5.2, for `POST /oauth2/token`; absent where that route never rejects for this. */
  readonly oauth?: { readonly statusCode: 400 | 401 | 500; readonly error: (typeof OAUTH_ERRORS)[number] };
}

/** The codes of RFC 6749, section 5.2, and one for an outage. */
export const OAUTH_ERRORS = [
  'invalid_request',
  'invalid_client',
  'unsupported_grant_type',
  'invalid_scope',
  'server_error',
] as const;

const invalidRequest = { statusCode: 400, error: 'invalid_request' } as const;

/**
 * Every way in which a request for a token is rejected. No message repeats anything of the request: it may be a secret in the
 * wrong place.
 */
export const TOKEN_REFUSALS = {
  notJson: { failure: 'invalidRequest', message: 'The body is not a JSON object.' },
  notForm: {
    failure: 'invalidRequest',
    message: 'Send Content-Type: application/x-www-form-urlencoded.',
    oauth: invalidRequest,
  },
  credentialsMissing: {
    failure: 'invalidRequest',
    message: 'appId, appSecret and tenantId are required, each a string that is not empty.',
  },
  bodyTooLarge: {
    failure: 'tooLarge',
    message: `The body of a token request is limited to ${MAX_TOKEN_REQUEST_BYTES.toLocaleString('en-US')} bytes.`,
    oauth: invalidRequest,
  },
  notJsonType: { failure: 'unsupportedMediaType', message: FAILURES.unsupportedMediaType.message },
  /** One text for every cause, so that nobody can find out which applications exist. */
  application: {
    failure: 'unauthorized',
    message: 'The credentials were rejected: the application is unknown or disabled, or its secret or tenant is wrong.',
    oauth: { statusCode: 401, error: 'invalid_client' },
  },
  sessionToken: {
    failure: 'unauthorized',
    message: 'Only the token of an enabled application can open a session; a session token cannot.',
  },
  sessionId: { failure: 'invalidRequest', message: `sessionId must be ${SESSION_ID_EXPECTED}.` },
  sessionSeconds: {
    failure: 'invalidRequest',
    message: `expiresIn must be a whole number of seconds between ${SESSION_SECONDS.min} and ${SESSION_SECONDS.max}.`,
  },
  sessionComparisons: {
    failure: 'invalidRequest',
    message: `comparisons must be a whole number between ${SESSION_COMPARISONS.min} and ${SESSION_COMPARISONS.max}.`,
  },
  repeatedParameter: {
    failure: 'invalidRequest',
    message: 'A parameter was sent more than once.',
    oauth: invalidRequest,
  },
  grantTypeMissing: { failure: 'invalidRequest', message: 'grant_type is missing.', oauth: invalidRequest },
  grantType: {
    failure: 'invalidRequest',
    message: 'The only grant_type is client_credentials.',
    oauth: { statusCode: 400, error: 'unsupported_grant_type' },
  },
  scope: {
    failure: 'invalidRequest',
    message: 'There are no scopes. Leave scope out.',
    oauth: { statusCode: 400, error: 'invalid_scope' },
  },
  twoCredentials: {
    failure: 'invalidRequest',
    message: 'The client credentials are in the header and in the body. Send them in one place.',
    oauth: invalidRequest,
  },
  noClient: {
    failure: 'unauthorized',
    message: 'The client credentials are missing. Send client_id and client_secret, or Authorization: Basic.',
    oauth: { statusCode: 401, error: 'invalid_client' },
  },
  unexpected: {
    failure: 'unexpected',
    message: FAILURES.unexpected.message,
    oauth: { statusCode: 500, error: 'server_error' },
  },
} as const satisfies Readonly<Record<string, TokenRefusal>>;

export type TokenRefusalCode = keyof typeof TOKEN_REFUSALS;
