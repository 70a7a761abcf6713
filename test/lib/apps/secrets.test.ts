import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { StoredSecret } from '../../../lambda/applications/application.ts';
import { newAppId, newSecret, rotated } from '../../../lib/apps/secrets.ts';

const NOW = Date.UTC(2026, 10, 23);

describe('newAppId', () => {
  it('is 26 letters and digits, another one each time, in the order of time', () => {
    const ids = Array.from({ length: 200 }, (_, i) => newAppId(NOW + i));
    expect(new Set(ids).size).toBe(200);
    expect([...ids].sort()).toEqual(ids);
    for (const id of ids) expect(id).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
  });

  it('has its time in front, as a ULID', () => {
    // https://github.com/ulid/spec: the largest time is 7ZZZZZZZZZ.
    expect(newAppId(2 ** 48 - 1).slice(0, 10)).toBe('7ZZZZZZZZZ');
    expect(newAppId(0).slice(0, 10)).toBe('0000000000');
  });
});

describe('newSecret', () => {
  it('is 256 random bits that scanners know by prefix and check sum, and is not what is stored', () => {
    const { secret, stored } = newSecret('APP1', NOW);
    expect(secret).toMatch(/^fcs_[\w-]{49}$/);
    const [random, check] = [secret.slice(4, 47), secret.slice(47)];
    expect(Buffer.from(random, 'base64url')).toHaveLength(32);
    expect(Buffer.from(check, 'base64url').readUInt32BE()).toBe(crc32(random));
    expect(JSON.stringify(stored)).not.toContain(random);
    expect(newSecret('APP1', NOW).secret).not.toBe(secret);
  });
});

describe('rotated', () => {
  const made = (id: string, day: number, expiresAt?: string): StoredSecret => ({
    id,
    hash: id,
    createdAt: new Date(NOW + day * 86_400_000).toISOString(),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  });
  const added = made('new', 10);
  const ids = (secrets: readonly StoredSecret[]) => secrets.map(({ id }) => id);

  it('keeps the newest one before for some days, and no third', () => {
    const after = rotated([made('oldest', 0, '2027-01-01T00:00:00.000Z'), made('newest', 1)], added, 7, NOW);
    expect(ids(after)).toEqual(['newest', 'new']);
    expect(after[0]!.expiresAt).toBe('2026-11-30T00:00:00.000Z');
    expect(after[1]).not.toHaveProperty('expiresAt');
  });

  it('ends no secret later than it was to end', () => {
    const ends = '2026-11-24T00:00:00.000Z';
    expect(rotated([made('one', 0, ends)], added, 7, NOW)[0]!.expiresAt).toBe(ends);
  });

  it('leaves the new one alone where the one before ends at once', () => {
    expect(ids(rotated([made('one', 0)], added, 0, NOW))).toEqual(['new']);
  });
});
