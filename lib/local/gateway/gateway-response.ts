import type { GatewayModel, GatewayResponseModel } from './gateway-model.ts';

/** API Gateway's own status and message by response type, where nothing else is set. */
const DEFAULTS: Readonly<Record<string, readonly [number, string | null]>> = {
  ACCESS_DENIED: [403, 'User is not authorized to access this resource'],
  API_CONFIGURATION_ERROR: [500, null],
  AUTHORIZER_CONFIGURATION_ERROR: [500, null],
  AUTHORIZER_FAILURE: [500, null],
  BAD_REQUEST_BODY: [400, 'Invalid request body'],
  BAD_REQUEST_PARAMETERS: [400, 'Invalid request parameters'],
  DEFAULT_5XX: [502, 'Internal server error'],
  INTEGRATION_FAILURE: [504, 'Internal server error'],
  INTEGRATION_TIMEOUT: [504, 'Endpoint request timed out'],
  INVALID_API_KEY: [403, 'Forbidden'],
  MISSING_AUTHENTICATION_TOKEN: [403, 'Missing Authentication Token'],
  RESOURCE_NOT_FOUND: [404, 'The requested resource could not be found'],
  THROTTLED: [429, 'Too Many Requests'],
  UNAUTHORIZED: [401, 'Unauthorized'],
};

/** Types of the gateway's own responses. DEFAULT_5XX is for a function that crashed or returned no proxy result. */
export type RefusalType =
  | 'ACCESS_DENIED'
  | 'API_CONFIGURATION_ERROR'
  | 'AUTHORIZER_CONFIGURATION_ERROR'
  | 'AUTHORIZER_FAILURE'
  | 'DEFAULT_5XX'
  | 'INTEGRATION_TIMEOUT'
  | 'INVALID_API_KEY'
  | 'MISSING_AUTHENTICATION_TOKEN'
  | 'THROTTLED'
  | 'UNAUTHORIZED';

export interface Answer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | Buffer;
}

/** The variables of a request, by name without `$context.`. */
export type ContextVariables = Readonly<Record<string, string>>;

/**
 * Renders the gateway response of a type from the model: by the type's own entry, else by DEFAULT_4XX or DEFAULT_5XX, else
 * by API Gateway's own default. A template is text with variables, as in API Gateway
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html).
 */
export function gatewayResponse(model: GatewayModel, type: RefusalType, context: ContextVariables): Answer {
  const [ownStatus, ownMessage] = DEFAULTS[type] as readonly [number, string | null];
  const fallback = model.gatewayResponses[ownStatus < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX'];
  const entry: GatewayResponseModel | undefined = model.gatewayResponses[type] ?? fallback;
  const variables: ContextVariables = {
    ...context,
    'error.message': ownMessage ?? 'null',
    'error.messageString': JSON.stringify(ownMessage),
    'error.responseType': type,
  };

  const templates = Object.entries(entry?.templates ?? {});
  const [contentType, template] = templates.find(([name]) => name === 'application/json') ??
    templates[0] ?? ['application/json', '{"message":$context.error.messageString}'];
  const headers: Record<string, string> = { 'content-type': contentType };
  for (const [name, value] of Object.entries(entry?.headers ?? {})) {
    headers[name.toLowerCase()] = headerValue(value, variables);
  }
  return {
    statusCode: entry?.statusCode ?? ownStatus,
    headers,
    body: template.replace(/\$context\.([A-Za-z0-9_.-]*[A-Za-z0-9_-])/g, (_, name: string) => variables[name] ?? ''),
  };
}

/** Returns the text of a literal in single quotes, or the value of a variable such as `context.requestId`. */
function headerValue(mapping: string, variables: ContextVariables): string {
  if (/^'.*'$/s.test(mapping)) return mapping.slice(1, -1);
  if (mapping.startsWith('context.')) return variables[mapping.slice('context.'.length)] ?? '';
  throw new Error(
    `Expected a 'literal' or a context variable for a header of a gateway response but received ${mapping}.`,
  );
}
