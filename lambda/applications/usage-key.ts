import { createHash } from 'node:crypto';

/**
 * Returns the value of an API key. Callers never send it: the API takes its key from the authorizer, so a key only says which
 * bucket of requests a caller draws from and opens nothing. Values must be unique in an account and Region and have 20 to
 * 128 characters (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html).
 *
 * @param salt names the stack and the construct that makes its keys
 * @param owner whose key it is: `sharedKey`, `clientKey(…)` or `applicationKey(…)`
 */
export function usageKey(salt: string, owner: string): string {
  return createHash('sha256').update(`face-comparison usage key\n${salt}\n${owner}`).digest('hex').slice(0, 40);
}

/** The owner of the key that all callers without their own limit share. */
export const SHARED_KEY = 'shared';

/**
 * Names a client of the setting `clients`. The limit belongs to the key, because API Gateway does not move a key to another usage
 * plan of a stage while it is in one: a changed limit gives a new key.
 *
 * @param limit "RATE/BURST"
 */
export function clientKey(client: string, limit: string): string {
  return `client ${client}\n${limit}`;
}

/** Names an application of the built-in issuer, whose limit is fixed when it is created. */
export function applicationKey(appId: string): string {
  return `application ${appId}`;
}
