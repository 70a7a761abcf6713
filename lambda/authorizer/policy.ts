import type { APIGatewayAuthorizerResult } from 'aws-lambda';
import { applicationKey, clientKey, usageKey } from '../applications/usage-key.ts';
import type { ClientLimits } from './client-limits.ts';
import type { AuthorizerSettings } from './settings.ts';
import type { Caller } from './verify.ts';

/**
 * The answer for a caller that may use the API. `usageIdentifierKey` is how API Gateway learns whose usage plan counts
 * the request (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html).
 *
 * @param methodArn ARN of the method called
 */
export function allow(
  caller: Caller,
  methodArn: string,
  settings: AuthorizerSettings,
  clients: ClientLimits,
): APIGatewayAuthorizerResult {
  return {
    principalId: caller.client,
    policyDocument: policy('Allow', methodArn),
    context: { client: caller.client, exp: caller.exp, ...session(caller, settings) },
    usageIdentifierKey: keyOf(caller, settings, clients),
  };
}

/** An external issuer's claims of these names mean something else, if anything. */
function isBuiltIn({ keySource }: AuthorizerSettings): boolean {
  return 'signingKeys' in keySource;
}

/** What the compare function must know of a session's token. */
function session({ payload }: Caller, settings: AuthorizerSettings): Record<string, string | number> {
  const { session_id: sessionId, session_comparisons: sessionComparisons } = payload;
  if (!isBuiltIn(settings) || sessionId === undefined) return {};
  return { sessionId: String(sessionId), sessionComparisons: Number(sessionComparisons) };
}

function keyOf({ client, payload }: Caller, settings: AuthorizerSettings, clients: ClientLimits): string {
  if (isBuiltIn(settings) && payload.usage_plan === 'own') return usageKey(settings.usageSalt, applicationKey(client));
  const limit = clients.get(client);
  return limit === undefined ? settings.usageKey : usageKey(settings.usageSalt, clientKey(client, limit));
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
 * The ARN of every method of the stage: a cached answer for one route must not reject the next.
 *
 * @param methodArn `arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/METHOD/PATH`
 */
function wholeStage(methodArn: string): string {
  const stage = /^(arn:[^:/]+:execute-api:[^:/]*:[^:/]*:[^:/]+\/[^/]+)\//.exec(methodArn)?.[1];
  if (stage === undefined) throw new Error('The event carries no method ARN of a REST API.');
  return `${stage}/*`;
}
