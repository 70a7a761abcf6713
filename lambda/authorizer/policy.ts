import type { APIGatewayAuthorizerResult } from 'aws-lambda';
import { applicationKey, clientKey, usageKey } from '../applications/usage-key.ts';
import type { ClientLimits } from './client-limits.ts';
import type { AuthorizerSettings } from './settings.ts';
import type { Caller } from './verify.ts';

/**
 * Returns the policy for a caller that may use the API. From `usageIdentifierKey` API Gateway learns whose usage plan counts
 * the request (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html).
 *
 * @param methodArn ARN of the method that was called
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

/** Returns whether the issuer is the built-in one. An external issuer's claims of these names mean something else, if anything. */
function isBuiltIn({ keySource }: AuthorizerSettings): boolean {
  return 'signingKeys' in keySource;
}

/** Returns what the compare function must know about a session's token. */
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
 * Returns the policy for a caller whose token is valid but does not admit to this API. API Gateway responds with 403.
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
 * Returns the ARN of every method of the stage: a cached policy for one route must not reject the next.
 *
 * @param methodArn `arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/METHOD/PATH`
 */
function wholeStage(methodArn: string): string {
  const stage = /^(arn:[^:/]+:execute-api:[^:/]*:[^:/]*:[^:/]+\/[^/]+)\//.exec(methodArn)?.[1];
  if (stage === undefined) throw new Error('The event carries no method ARN of a REST API.');
  return `${stage}/*`;
}
