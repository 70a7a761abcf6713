import { COMPARE_PATH, HEALTH_PATH, PICTURE_FIELDS, REQUIRED_SERVICE } from './fields.ts';
import { MAX_BODY_BYTES } from './limits.ts';

/**
 * Every way a request can fail before or instead of a comparison: one row each. The compare function, the gateway
 * responses of the stack, the local API and the documentation read this table; nothing else states a code or a message.
 */
export interface Failure {
  readonly statusCode: 400 | 401 | 403 | 404 | 413 | 415 | 429 | 500;
  /** The message in the envelope when nothing more exact is known; `REFUSALS` has the more exact ones. */
  readonly message: string;
  /** API Gateway's response types that mean this failure. */
  readonly gatewayResponses: readonly string[];
  /** Headers of the response besides `content-type` and `x-request-id`. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
}

export const FAILURES = {
  invalidRequest: {
    statusCode: 400,
    message: `The request is not valid. Send multipart/form-data with the files ${PICTURE_FIELDS.join(' and ')}.`,
    gatewayResponses: ['BAD_REQUEST_BODY', 'BAD_REQUEST_PARAMETERS', 'UNSUPPORTED_MEDIA_TYPE'],
    headers: {},
    retryable: false,
  },
  unauthorized: {
    statusCode: 401,
    message:
      'The bearer token is missing, invalid or expired, or the word Bearer before it is missing. Send the header Authorization: Bearer TOKEN with a current application token.',
    gatewayResponses: ['UNAUTHORIZED'],
    headers: { 'WWW-Authenticate': 'Bearer' },
    retryable: false,
  },
  forbidden: {
    statusCode: 403,
    message: `The token does not carry the required services: ${REQUIRED_SERVICE} claim. Send an application token, not one of a user.`,
    gatewayResponses: ['ACCESS_DENIED'],
    headers: {},
    retryable: false,
  },
  filtered: {
    statusCode: 403,
    message:
      'A firewall rejected the request. Send fewer requests, or ask the operator of the API which rule rejected it.',
    gatewayResponses: ['WAF_FILTERED'],
    headers: {},
    retryable: false,
  },
  notFound: {
    statusCode: 404,
    // Only the catch-all function knows which part of a request is wrong; this is for where API Gateway does not ask it.
    message: `There is no such endpoint. Available below the base URL: POST ${COMPARE_PATH}, GET and HEAD ${HEALTH_PATH}. Check the path, upper and lower case, slashes and the method.`,
    // What API Gateway calls MISSING_AUTHENTICATION_TOKEN is an unknown route or method. With a bearer token it takes the
    // header for an AWS signature, which no route of this project asks for.
    gatewayResponses: ['MISSING_AUTHENTICATION_TOKEN', 'RESOURCE_NOT_FOUND', 'INVALID_SIGNATURE', 'EXPIRED_TOKEN'],
    headers: {},
    retryable: false,
  },
  tooLarge: {
    statusCode: 413,
    message: `The upload exceeds the size limit. At most ${MAX_BODY_BYTES.toLocaleString('en-US')} bytes are allowed for both images together.`,
    gatewayResponses: ['REQUEST_TOO_LARGE'],
    headers: {},
    retryable: false,
  },
  unsupportedMediaType: {
    statusCode: 415,
    message: 'The content type is not supported. Send Content-Type: application/json.',
    // Of the routes that give out tokens alone: a comparison of another content type is 400, by the contract.
    gatewayResponses: [],
    headers: {},
    retryable: false,
  },
  rateLimited: {
    statusCode: 429,
    message: 'Rate limit exceeded. Wait for as many seconds as Retry-After says, then send the request again.',
    gatewayResponses: ['THROTTLED', 'QUOTA_EXCEEDED'],
    headers: { 'Retry-After': '1' },
    retryable: true,
  },
  unexpected: {
    statusCode: 500,
    message: 'Unexpected server error.',
    // INVALID_API_KEY is our own misconfiguration: callers send no key, the authorizer returns it.
    gatewayResponses: [
      'API_CONFIGURATION_ERROR',
      'AUTHORIZER_CONFIGURATION_ERROR',
      'AUTHORIZER_FAILURE',
      'INTEGRATION_FAILURE',
      'INTEGRATION_TIMEOUT',
      'INVALID_API_KEY',
    ],
    headers: {},
    retryable: true,
  },
} as const satisfies Record<string, Failure>;

export type FailureCode = keyof typeof FAILURES;
