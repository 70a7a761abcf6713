import {
  INDEX_PATH,
  ISSUER_PATHS,
  OPENAPI_PATH,
  PLAYGROUND_PATH,
  REFERENCE_PATH,
} from '../../../lambda/contract/fields.ts';

/**
 * The properties of an API Gateway REST API that the local gateway imitates. They are read from the synthesized
 * CloudFormation template, so that the local API behaves as the deployed stack does.
 */
export interface GatewayModel {
  readonly stageName: string;
  readonly routes: readonly Route[];
  readonly authorizer: AuthorizerModel | null;
  readonly binaryMediaTypes: readonly string[];
  readonly apiKeySource: 'AUTHORIZER' | 'HEADER';
  readonly usagePlans: readonly UsagePlanModel[];
  /** Limit of all callers together; `null` when the stage sets none. */
  readonly stageThrottle: Throttle | null;
  readonly gatewayResponses: Readonly<Record<string, GatewayResponseModel>>;
}

export interface Route {
  /** "POST", "GET", …, "ANY" */
  readonly method: string;
  /** "/ExtFaceComparison/Compare" */
  readonly path: string;
  readonly authorized: boolean;
  readonly apiKeyRequired: boolean;
  /** Logical id of the function behind the route, or `null` for a mock integration. */
  readonly functionId: string | null;
  readonly timeoutMs: number;
  /** The method's own limit, instead of the stage's; `null` if it has none. */
  readonly throttle?: Throttle | null;
  /** The response of a mock integration. */
  readonly mock?: MockAnswer;
}

interface MockAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface AuthorizerModel {
  readonly functionId: string;
  /** Token authorizer: a header that does not match gets 401 without calling the function. */
  readonly validationRegex: string | null;
  readonly cacheTtlSeconds: number;
}

export interface Throttle {
  /** Requests per second. */
  readonly rateLimit: number;
  readonly burstLimit: number;
}

export interface UsagePlanModel extends Throttle {
  /** The values (not ids) of the API keys in this plan; each key has its own token bucket. */
  readonly keyValues: readonly string[];
}

/** One `AWS::ApiGateway::GatewayResponse`. Values keep API Gateway's own form, e.g. "'application/json'". */
export interface GatewayResponseModel {
  readonly statusCode: number | null;
  readonly headers: Readonly<Record<string, string>>;
  /** Body by content type, with $context variables. */
  readonly templates: Readonly<Record<string, string>>;
}

/** Returns whether a route belongs to the playground function. */
export function isPlayground(path: string): boolean {
  return [PLAYGROUND_PATH, OPENAPI_PATH, REFERENCE_PATH].includes(path);
}

/** Returns whether a route belongs to the function of the built-in issuer. */
export function isIssuer(path: string): boolean {
  return ISSUER_PATHS.includes(path);
}

/** Returns the id of the function that handles all other routes; `null` if there is none. */
export function catchAllOf({ routes }: Pick<GatewayModel, 'routes'>): string | null {
  return routes.find(({ path }) => path === INDEX_PATH)?.functionId ?? null;
}
