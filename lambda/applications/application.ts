import { createHash, timingSafeEqual } from 'node:crypto';

/** A program that may call the API with tokens of the built-in issuer. */
export interface Application {
  /** The client's name in tokens, audit items and logs. */
  readonly appId: string;
  /** What its operator calls it; unique in a deployment. */
  readonly name: string;
  readonly tenantId: string;
  /** `creating` while its own usage plan is being made. Only active applications get tokens. */
  readonly status: 'active' | 'disabled' | 'creating';
  /** At most two, so that one can be replaced while the other is in use. */
  readonly secrets: readonly StoredSecret[];
  /** Its own requests per second and burst; `null` if it shares the limit of all other callers. */
  readonly limit: { readonly rateLimit: number; readonly burstLimit: number } | null;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** A secret is 256 random bits, so a plain hash of it cannot be reversed, and a slow one would serve only attackers. */
export interface StoredSecret {
  readonly id: string;
  /** See `secretHash`. */
  readonly hash: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** ISO 8601; absent if the secret does not expire. */
  readonly expiresAt?: string;
}

/** The part of the table of applications that functions need. */
export interface AppStore {
  /**
   * Returns the application with an id, or `null` if there is none. This is one read, which sees every earlier write.
   *
   * @throws Error when the table cannot be read
   */
  application(appId: string): Promise<Application | null>;
}

/** The most secrets that an application can have at a time. */
export const MAX_SECRETS = 2;

/** Returns what is stored of a secret: SHA-256 over the application's id and the secret, in hexadecimal digits. */
export function secretHash(appId: string, secret: string): string {
  return createHash('sha256').update(`${appId}\n${secret}`).digest('hex');
}

/** Why an application gets no token, for the log. Callers do not see it. */
export type RefusedApplication = 'unknown-application' | 'secret' | 'secret-expired' | 'tenant' | 'disabled';

/**
 * Returns why an application with these credentials gets no token, or `null` if it gets one. The time that it takes does
 * not reveal the reason: two hashes are always compared, however many secrets the application has.
 *
 * @param application `null` for one that does not exist
 * @param tenantId `null` if the protocol names no tenant
 * @param now milliseconds since 1970
 */
export function refusalOf(
  application: Application | null,
  appId: string,
  secret: string,
  tenantId: string | null,
  now: number,
): RefusedApplication | null {
  const given = Buffer.from(secretHash(appId, secret));
  const matching = Array.from({ length: MAX_SECRETS }, (_, i) => {
    const stored = application?.secrets[i];
    // Nobody knows anything whose hash is sixty-four zeros.
    const equal = timingSafeEqual(given, Buffer.from(stored?.hash ?? '0'.repeat(given.length)));
    return equal && stored !== undefined ? stored : null;
  }).find((stored) => stored !== null);
  if (application === null) return 'unknown-application';
  if (matching === undefined) return 'secret';
  if (matching.expiresAt !== undefined && Date.parse(matching.expiresAt) <= now) return 'secret-expired';
  if (tenantId !== null && tenantId !== application.tenantId) return 'tenant';
  return application.status === 'active' ? null : 'disabled';
}
