import { AuthorizationType, type MethodOptions } from 'aws-cdk-lib/aws-apigateway';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  APP_TOKEN_PATH,
  COMPARE_PATH,
  DISCOVERY_PATH,
  HEALTH_PATH,
  JWKS_PATH,
  OAUTH_TOKEN_PATH,
  OPENAPI_PATH,
  PLAYGROUND_PATH,
  REFERENCE_PATH,
  SESSION_TOKEN_PATH,
} from '../../../lambda/contract/fields.ts';

/** Requests per second and burst of a route. */
interface RouteThrottle {
  readonly rateLimit: number;
  readonly burstLimit: number;
}

/** A method of the API. */
export interface Route {
  readonly method: string;
  readonly path: string;
  /** Whether the route needs no token. Only the limits of the stage and of the route apply to its requests. */
  readonly open: boolean;
  /** Why the route has no Cognito authorizer and, if it is open, why it needs no token. */
  readonly reason: string;
  /** Tenant name for requests without a client, if clients are isolated. Default: the client. */
  readonly tenant?: string;
  /** Default: the limit of the stage. */
  readonly throttle?: RouteThrottle;
}

/** The functions that handle requests, each with its routes. */
export interface Answering {
  readonly compare: IFunction;
  readonly issuer: IFunction | null;
  readonly playground: IFunction | null;
}

const HEALTH = 'Monitors ask for the version without a token; the response contains nothing else.';
const NO_TOKEN = 'The page and the API description are files that hold no data; a browser opens them without a token.';
const ASKS_FOR_TOKEN = 'A caller that requests a token has none; the function checks the secret of the application.';
const PUBLIC_KEYS = 'The key set and the address of the issuer are for everybody who verifies a token.';

/** Requests of monitors run the compare function, so this limit keeps them from occupying its environments. */
const MONITORS: RouteThrottle = { rateLimit: 5, burstLimit: 10 };
/** A page is two files. */
const VISITORS: RouteThrottle = { rateLimit: 5, burstLimit: 10 };

const COMPARE_ROUTES: readonly Route[] = [
  {
    method: 'POST',
    path: COMPARE_PATH,
    open: false,
    reason:
      'Tokens come from the issuer of the stack or any OpenID Connect issuer; the Lambda authorizer verifies them.',
  },
  // Monitors use either method.
  ...['GET', 'HEAD'].map((method) => ({
    method,
    path: HEALTH_PATH,
    open: true,
    reason: HEALTH,
    throttle: MONITORS,
    tenant: 'health',
  })),
];

/** The function returns the response, because only it can distinguish several origins. */
const preflight = ({ rateLimit, burstLimit }: RouteThrottle): Route => ({
  method: 'OPTIONS',
  path: COMPARE_PATH,
  open: true,
  reason:
    'Browsers send a preflight request without a token (Fetch standard); the response contains only CORS headers.',
  tenant: 'preflight',
  // Twice what all usage plans grant: a browser sends one preflight request before each comparison.
  throttle: { rateLimit: rateLimit / 2, burstLimit: Math.ceil(burstLimit / 2) },
});

const PLAYGROUND_ROUTES: readonly Route[] = [PLAYGROUND_PATH, OPENAPI_PATH, REFERENCE_PATH].map((path) => ({
  method: 'GET',
  path,
  open: true,
  reason: NO_TOKEN,
  throttle: VISITORS,
}));

/**
 * The open routes of the issuer have their own limits. Nobody can guess a secret of 256 bits, at any rate. The limits bound what a
 * flood costs and how much of the account's concurrency it uses. Callers open a session with the token of an application.
 */
const ISSUER_ROUTES: readonly Route[] = [
  ...[APP_TOKEN_PATH, OAUTH_TOKEN_PATH].map((path) => ({
    method: 'POST',
    path,
    open: true,
    reason: ASKS_FOR_TOKEN,
    throttle: { rateLimit: 2, burstLimit: 10 },
  })),
  ...[JWKS_PATH, DISCOVERY_PATH].map((path) => ({
    method: 'GET',
    path,
    open: true,
    reason: PUBLIC_KEYS,
    throttle: { rateLimit: 5, burstLimit: 20 },
  })),
  {
    method: 'POST',
    path: SESSION_TOKEN_PATH,
    open: false,
    reason: 'The Lambda authorizer verifies the token of the application that opens a session.',
  },
];

/**
 * Returns every route of the API with the function that handles it.
 *
 * @param browsers the limit of the stage if browsers may call the API, otherwise `null`
 */
export function routes(
  { compare, issuer, playground }: Answering,
  browsers: RouteThrottle | null,
): { readonly route: Route; readonly answers: IFunction }[] {
  const by = (answers: IFunction | null, of: readonly Route[]) =>
    answers === null ? [] : of.map((route) => ({ route, answers }));
  return [
    ...by(compare, browsers === null ? COMPARE_ROUTES : [...COMPARE_ROUTES, preflight(browsers)]),
    ...by(issuer, ISSUER_ROUTES),
    ...by(playground, PLAYGROUND_ROUTES),
  ];
}

/** What the methods of the catch-all have in common. */
export const CATCH_ALL: Pick<Route, 'open' | 'reason'> = {
  open: true,
  reason: 'It says which routes exist, to callers who have got that wrong, before it asks for a token.',
};

/** Options of routes that need no token. */
export const OPEN: MethodOptions = { authorizationType: AuthorizationType.NONE, apiKeyRequired: false };
