import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';

/**
 * One JSON line for each request. No header, body, token, API key or text of an error: only what API Gateway knows
 * about the request, and the client's name as the authorizer verified it. Variables:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
 */
export const ACCESS_LOG_FIELDS = {
  time: '$context.requestTime',
  requestId: '$context.requestId',
  extendedRequestId: '$context.extendedRequestId',
  ip: '$context.identity.sourceIp',
  method: '$context.httpMethod',
  path: '$context.resourcePath',
  tlsVersion: '$context.tlsVersion',
  cipherSuite: '$context.cipherSuite',
  status: '$context.status',
  responseType: '$context.error.responseType',
  client: '$context.authorizer.client',
  apiKeyId: '$context.identity.apiKeyId',
  authorizerStatus: '$context.authorizer.status',
  authorizerLatency: '$context.authorizer.latency',
  integrationStatus: '$context.integration.status',
  integrationLatency: '$context.integration.latency',
  responseLatency: '$context.responseLatency',
  responseLength: '$context.responseLength',
} as const;

/** The access log format of the stage. */
export function accessLogFormat(): AccessLogFormat {
  return AccessLogFormat.custom(JSON.stringify(ACCESS_LOG_FIELDS));
}
