import type { APIGatewayAuthorizerResult } from 'aws-lambda';
import { bearerToken } from './bearer.ts';
import type { KeySet } from './key-set.ts';
import { allow, deny } from './policy.ts';
import { type Refusal, refusalOf } from './refusal.ts';
import { hasRequiredService } from './services-claim.ts';
import type { AuthorizerSettings } from './settings.ts';
import { verifyToken } from './verify.ts';

/** What API Gateway hands to a TOKEN authorizer. */
export interface TokenEvent {
  readonly methodArn: string;
  readonly authorizationToken?: string;
}

export interface AuthorizerParts {
  readonly settings: AuthorizerSettings;
  readonly keys: Pick<KeySet, 'key'>;
  /** Receives one line for each refusal: a reason code, nothing of the token. */
  readonly log: (entry: Refusal) => void;
}

/**
 * Makes the authorizer function. It keeps three cases apart, as API Gateway does: no valid token (throws exactly
 * 'Unauthorized', a 401), a valid token that does not admit (a Deny policy, a 403), and an issuer that cannot be asked
 * (throws anything else, a 500: an outage must not tell callers that their tokens are bad).
 */
export function createAuthorizer(parts: AuthorizerParts): (event: TokenEvent) => Promise<APIGatewayAuthorizerResult> {
  const { settings, keys, log } = parts;
  return async (event) => {
    const token = bearerToken(event.authorizationToken);
    if (token === null) {
      log({ outcome: 'unauthorized', reason: 'no_bearer_token' });
      throw unauthorized();
    }
    try {
      const caller = await verifyToken(token, settings, (kid) => keys.key(kid));
      if (hasRequiredService(caller.payload, settings.servicesClaim)) return allow(caller, event.methodArn, settings);
      log({ outcome: 'denied', reason: 'services_claim' });
      return deny(caller, event.methodArn, 'services_claim');
    } catch (error) {
      const refusal = refusalOf(error);
      log(refusal);
      throw refusal.outcome === 'unauthorized' ? unauthorized() : failure(refusal);
    }
  };
}

/** API Gateway knows this text only. Without a stack, because the runtime would print one for every refused caller. */
function unauthorized(): Error {
  return withoutStack(new Error('Unauthorized'));
}

/** Says why by a code: the message of the cause may hold the address or parts of what a caller sent. */
function failure(refusal: Refusal): Error {
  return withoutStack(new Error(`The token could not be checked: ${refusal.reason}.`));
}

function withoutStack(error: Error): Error {
  error.stack = '';
  return error;
}
