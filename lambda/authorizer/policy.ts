import type { APIGatewayAuthorizerResult } from 'aws-lambda';
import type { AuthorizerSettings } from './settings.ts';
import type { Caller } from './verify.ts';

/**
 * The answer for a caller that may use the API. `usageIdentifierKey` is how API Gateway learns whose usage plan counts
 * the request (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html).
 *
 * @param methodArn ARN of the method called
 */
export function allow(caller: Caller, methodArn: string, settings: AuthorizerSettings): APIGatewayAuthorizerResult {
  return {
    principalId: caller.client,
    policyDocument: policy('Allow', methodArn),
    context: { client: caller.client, exp: caller.exp },
    usageIdentifierKey: settings.usageKeys.get(caller.client) ?? settings.usageKey,
  };
}

/**
 * The answer for a caller whose token is valid but does not admit to this API; API Gateway makes a 403 of it.
 *
 * @param reason a code for access logs
 */
export function deny(caller: Caller, methodArn: string, reason: string): APIGatewayAuthorizerResult {
  return { principalId: caller.client, policyDocument: policy('Deny', methodArn), context: { reason } };
}

function policy(effect: 'Allow' | 'Deny', methodArn: string): APIGatewayAuthorizerResult['policyDocument'] {
  return {
    Version: '2012-10-17',
    Statement: [{ Action: 'execute-api:Invoke', Effect: effect, Resource: wholeStage(methodArn) }],
  };
}

/**
 * The ARN of every method of the stage: a cached answer for one route must not refuse the next.
 *
 * @param methodArn `arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/METHOD/PATH`
 */
function wholeStage(methodArn: string): string {
  const stage = /^(arn:[^:/]+:execute-api:[^:/]*:[^:/]*:[^:/]+\/[^/]+)\//.exec(methodArn)?.[1];
  if (stage === undefined) throw new Error('The event carries no method ARN of a REST API.');
  return `${stage}/*`;
}
