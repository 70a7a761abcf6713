import { SettingsError } from '../errors/settings-error.ts';
import { CLIENT_NAME, CLIENT_NAME_EXPECTED } from './client-of-token.ts';

/** The file next to the authorizer's bundle with the clients that have their own limit. */
export const CLIENT_LIMITS_FILE = 'clients.json';

/** "RATE/BURST" by client. A Map, so that a client called `__proto__` is a client like any other. */
export type ClientLimits = ReadonlyMap<string, string>;

/** Returns requests per second and burst in the form in which the file has them. */
export function limitName(limit: { readonly rateLimit: number; readonly burstLimit: number }): string {
  return `${limit.rateLimit}/${limit.burstLimit}`;
}

/** Returns the text of the file for clients with their limits. */
export function clientLimitsText(
  clients: Readonly<Record<string, { readonly rateLimit: number; readonly burstLimit: number }>>,
): string {
  return JSON.stringify(
    Object.fromEntries(Object.entries(clients).map(([client, limit]) => [client, limitName(limit)])),
  );
}

/**
 * Reads the file: a JSON object of "RATE/BURST" by client. It holds names instead of keys, which the authorizer computes, and it
 * is a file instead of a variable, because all variables of a function have 4 kB together.
 *
 * @throws SettingsError for anything else
 */
export function readClientLimits(text: string): ClientLimits {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    parsed = null;
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new SettingsError([`Expected a JSON object {client: "RATE/BURST"} in ${CLIENT_LIMITS_FILE}.`]);
  }
  const limits = new Map<string, string>();
  for (const [client, limit] of Object.entries(parsed)) {
    if (!CLIENT_NAME.test(client) || typeof limit !== 'string' || !/^[\d.e+-]+\/\d+$/.test(limit)) {
      throw new SettingsError([`Expected names of ${CLIENT_NAME_EXPECTED} and "RATE/BURST" in ${CLIENT_LIMITS_FILE}.`]);
    }
    limits.set(client, limit);
  }
  return limits;
}
