import { BEARER_PATTERN } from '../../lambda/authorizer/bearer.ts';
import { COMPARE_PATH, HEALTH_PATH } from '../../lambda/contract/fields.ts';
import type { GatewayModel, GatewayResponseModel } from '../../lib/local/gateway/gateway-model.ts';
import { gatewayResponses } from '../../lib/stack/api/gateway-responses.ts';

/** Ids of the functions in the default model. */
export const COMPARE_FUNCTION = 'CompareFunction';
export const AUTHORIZER_FUNCTION = 'AuthorizerFunction';

/**
 * The API as the stack makes it with default settings: compare behind the authorizer and a usage plan of 5 requests a
 * second, health open to all, a stage throttle as second fence.
 *
 * @param usageKey value of the API key that the authorizer names
 */
export function defaultModel(usageKey: string): GatewayModel {
  const integration = { functionId: COMPARE_FUNCTION, timeoutMs: 29_000 };
  return {
    stageName: 'v1',
    routes: [
      { method: 'POST', path: COMPARE_PATH, authorized: true, apiKeyRequired: true, ...integration },
      { method: 'GET', path: HEALTH_PATH, authorized: false, apiKeyRequired: false, ...integration },
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
