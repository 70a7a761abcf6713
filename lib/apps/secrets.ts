import { randomBytes, randomUUID } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { MAX_SECRETS, type StoredSecret, secretHash } from '../../lambda/applications/application.ts';

const MS_PER_DAY = 86_400_000;
/** The alphabet of ULIDs, without letters that look like digits (https://github.com/ulid/spec). */
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A secret that is shown once, and what is kept of it. */
export interface NewSecret {
  readonly secret: string;
  readonly stored: StoredSecret;
}

/** Returns a new id of an application: 26 letters and digits, in the order of time to the millisecond, as a ULID. */
export function newAppId(now: number): string {
  const value = (BigInt(now) << 80n) | BigInt(`0x${randomBytes(10).toString('hex')}`);
  return Array.from({ length: 26 }, (_, i) => CROCKFORD[Number((value >> BigInt(5 * (25 - i))) & 31n)]).join('');
}

/**
 * Makes a secret: `fcs_`, 32 random bytes in base64url, and 6 characters of their CRC-32. Prefix and check sum let scanners find
 * it where it should not be.
 */
export function newSecret(appId: string, now: number): NewSecret {
  const random = randomBytes(32).toString('base64url');
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(random));
  const secret = `fcs_${random}${check.toString('base64url')}`;
  const id = randomUUID().slice(0, 8);
  return { secret, stored: { id, hash: secretHash(appId, secret), createdAt: new Date(now).toISOString() } };
}

/**
 * Returns the secrets of an application with a new one, and an end for the one that was newest before. A third one goes.
 *
 * @param days for which the one before goes on
 */
export function rotated(
  secrets: readonly StoredSecret[],
  added: StoredSecret,
  days: number,
  now: number,
): readonly StoredSecret[] {
  const newest = [...secrets].sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1)).slice(0, MAX_SECRETS - 1);
  const end = now + days * MS_PER_DAY;
  const before = newest.map((secret) => {
    const expires = Math.min(end, secret.expiresAt === undefined ? end : Date.parse(secret.expiresAt));
    return { ...secret, expiresAt: new Date(expires).toISOString() };
  });
  return [...before.filter(() => days > 0), added];
}
