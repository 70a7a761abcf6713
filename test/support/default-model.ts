import { BEARER_PATTERN } from '../../lambda/authorizer/bearer.ts';
import {
  APP_TOKEN_PATH,
  BUILT_IN_AUDIENCE,
  COMPARE_PATH,
  DISCOVERY_PATH,
  HEALTH_PATH,
  JWKS_PATH,
  OAUTH_TOKEN_PATH,
  SESSION_TOKEN_PATH,
} from '../../lambda/contract/fields.ts';
import { DEFAULT_PACK } from '../../lambda/face/models/manifest.ts';
import {
  LOCAL_APPS_TABLE,
  LOCAL_IDEMPOTENCY_TABLE,
  LOCAL_SESSIONS_TABLE,
  LOCAL_TABLE,
} from '../../lib/local/audit/audit-table.ts';
import type { GatewayModel, GatewayResponseModel } from '../../lib/local/gateway/gateway-model.ts';
import { DEFAULT_KEY } from '../../lib/local/issuer/keys.ts';
import { localKeyArn } from '../../lib/local/issuer/local-kms.ts';
import type { FunctionDefinition } from '../../lib/local/template/template-resources.ts';
import { gatewayResponses } from '../../lib/stack/api/gateway-responses.ts';
import { PROCESS_ENVIRONMENT } from '../../lib/stack/functions/process-environment.ts';

/** Ids of the functions in the default model. */
export const COMPARE_FUNCTION = 'CompareFunction';
export const AUTHORIZER_FUNCTION = 'AuthorizerFunction';
export const ISSUER_FUNCTION = 'IssuerFunction';

/** The compare function as the stack deploys it with default settings. */
export const COMPARE_DEFINITION: FunctionDefinition = {
  memoryMb: 1769,
  timeoutMs: 20_000,
  environment: {
    AUDIT_TABLE: LOCAL_TABLE,
    IDEMPOTENCY_TABLE: LOCAL_IDEMPOTENCY_TABLE,
    SESSIONS_TABLE: LOCAL_SESSIONS_TABLE,
    THRESHOLD: '0.7',
    PACK: DEFAULT_PACK,
    MAX_FILE_BYTES: '4000000',
    ...PROCESS_ENVIRONMENT,
  },
};

/** The address of the stack, with the stand-ins that the local API has for what AWS assigns. */
const DEPLOYED_URL = 'https://localapi00.execute-api.eu-west-1.amazonaws.com/v1';

/** The authorizer as the stack deploys it with default settings, without its usage key. */
export const AUTHORIZER_DEFINITION: FunctionDefinition = {
  memoryMb: 256,
  timeoutMs: 10_000,
  environment: {
    ISSUER: DEPLOYED_URL,
    AUDIENCE: BUILT_IN_AUDIENCE,
    SIGNING_KEYS: localKeyArn(DEFAULT_KEY),
    SERVICES_CLAIM: 'services',
    CLIENT_CLAIM: 'client_id',
    USAGE_SALT: 'FaceComparison FaceComparisonUsagePlans43636CB9',
  },
};

/** The issuer as the stack deploys it with default settings. */
export const ISSUER_DEFINITION: FunctionDefinition = {
  memoryMb: 256,
  timeoutMs: 10_000,
  environment: {
    ISSUER: DEPLOYED_URL,
    BASE_URL: DEPLOYED_URL,
    APPS_TABLE: LOCAL_APPS_TABLE,
    SIGNING_KEYS: localKeyArn(DEFAULT_KEY),
    TOKEN_SECONDS: '3600',
  },
};

/**
 * The API as the stack makes it with default settings: compare behind the authorizer and a usage plan of 5 requests a
 * second, health open to all, a stage throttle as second fence.
 *
 * @param usageKey value of the API key that the authorizer names
 */
export function defaultModel(usageKey: string): GatewayModel {
  const integration = { functionId: COMPARE_FUNCTION, timeoutMs: 29_000 };
  const issuer = { functionId: ISSUER_FUNCTION, timeoutMs: 29_000, authorized: false, apiKeyRequired: false };
  const monitored = { authorized: false, apiKeyRequired: false, throttle: { rateLimit: 5, burstLimit: 10 } };
  const [asked, published] = [
    { rateLimit: 2, burstLimit: 10 },
    { rateLimit: 5, burstLimit: 20 },
  ];
  return {
    stageName: 'v1',
    routes: [
      { method: 'POST', path: COMPARE_PATH, authorized: true, apiKeyRequired: true, ...integration },
      { method: 'GET', path: HEALTH_PATH, ...monitored, ...integration },
      { method: 'HEAD', path: HEALTH_PATH, ...monitored, ...integration },
      { method: 'POST', path: APP_TOKEN_PATH, ...issuer, throttle: asked },
      { method: 'POST', path: SESSION_TOKEN_PATH, ...issuer, authorized: true, apiKeyRequired: true },
      { method: 'POST', path: OAUTH_TOKEN_PATH, ...issuer, throttle: asked },
      { method: 'GET', path: JWKS_PATH, ...issuer, throttle: published },
      { method: 'GET', path: DISCOVERY_PATH, ...issuer, throttle: published },
    ],
    authorizer: { functionId: AUTHORIZER_FUNCTION, validationRegex: BEARER_PATTERN, cacheTtlSeconds: 0 },
    binaryMediaTypes: ['multipart/form-data'],
    apiKeySource: 'AUTHORIZER',
    usagePlans: [{ rateLimit: 5, burstLimit: 5, keyValues: [usageKey] }],
    stageThrottle: { rateLimit: 20, burstLimit: 40 },
    gatewayResponses: gatewayResponseModels(),
  };
}

function gatewayResponseModels(): Record<string, GatewayResponseModel> {
  const models: Record<string, GatewayResponseModel> = {};
  for (const [type, { statusCode, headers, body }] of Object.entries(gatewayResponses())) {
    models[type] = { statusCode, headers, templates: { 'application/json': body } };
  }
  return models;
}
