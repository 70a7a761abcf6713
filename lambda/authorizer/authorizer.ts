import type { APIGatewayAuthorizerResult } from 'aws-lambda';
import type { AppStore } from '../applications/application.ts';
import { bearerToken } from './bearer.ts';
import type { ClientLimits } from './client-limits.ts';
import type { KeySet } from './key-set.ts';
import { allow, deny } from './policy.ts';
import { type Refusal, refusalOf } from './refusal.ts';
import { expectActive } from './revocation.ts';
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
  /** Clients of the setting `clients`; none by default. */
  readonly clients?: ClientLimits;
  /** Says at each request whether the application is still active. `null`, the default, accepts tokens until they expire. */
  readonly apps?: AppStore | null;
  /** Receives one line for each rejection: a reason code, and nothing from the token. */
  readonly log: (entry: Refusal) => void;
}

/**
 * Makes the authorizer function. It keeps three cases apart, as API Gateway does: no valid token (throws exactly
 * 'Unauthorized', a 401), a valid token that does not admit (a Deny policy, a 403), and an issuer that cannot be reached
 * (throws anything else, a 500: an outage must not tell callers that their tokens are bad).
 */
export function createAuthorizer(parts: AuthorizerParts): (event: TokenEvent) => Promise<APIGatewayAuthorizerResult> {
  const { settings, keys, clients = new Map(), apps = null, log } = parts;
  return async (event) => {
    const token = bearerToken(event.authorizationToken);
    if (token === null) {
      log({ outcome: 'unauthorized', reason: 'no_bearer_token' });
      throw unauthorized();
    }
    try {
      const caller = await verifyToken(token, settings, (kid) => keys.key(kid));
      if (apps !== null) await expectActive(apps, caller.client);
      if (hasRequiredService(caller.payload, settings.servicesClaim)) {
        return allow(caller, event.methodArn, settings, clients);
      }
      log({ outcome: 'denied', reason: 'services_claim' });
      return deny(caller, event.methodArn, 'services_claim');
    } catch (error) {
      const refusal = refusalOf(error);
      log(refusal);
      throw refusal.outcome === 'unauthorized' ? unauthorized() : failure(refusal);
    }
  };
}

/** API Gateway knows this text only. It has no stack, because the runtime would print one for every rejected caller. */
function unauthorized(): Error {
  return withoutStack(new Error('Unauthorized'));
}

/** Gives the reason as a code: the message of the cause may hold the address or parts of what a caller sent. */
function failure(refusal: Refusal): Error {
  return withoutStack(new Error(`The token could not be checked: ${refusal.reason}.`));
}

function withoutStack(error: Error): Error {
  error.stack = '';
  return error;
}
