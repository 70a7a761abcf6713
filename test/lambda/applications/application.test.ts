import { describe, expect, it, vi } from 'vitest';
import { type Application, refusalOf, secretHash } from '../../../lambda/applications/application.ts';
import { applicationKey, clientKey, SHARED_KEY, usageKey } from '../../../lambda/applications/usage-key.ts';

const crypto = vi.hoisted(() => ({ compared: 0 }));
vi.mock('node:crypto', async (original) => {
  const module = await original<typeof import('node:crypto')>();
  return {
    ...module,
    timingSafeEqual: (a: Buffer, b: Buffer) => {
      crypto.compared += 1;
      return module.timingSafeEqual(a, b);
    },
  };
});

const NOW = Date.UTC(2026, 10, 23);
const stored = (secret: string, expiresAt?: string) => ({
  id: secret,
  hash: secretHash('app-1', secret),
  createdAt: '2026-11-01T00:00:00.000Z',
  ...(expiresAt === undefined ? {} : { expiresAt }),
});
const APPLICATION: Application = {
  appId: 'app-1',
  name: 'one',
  tenantId: 'tenant',
  status: 'active',
  secrets: [stored('old', '2026-11-24T00:00:00.000Z'), stored('new')],
  limit: null,
  createdAt: '2026-11-01T00:00:00.000Z',
  updatedAt: '2026-11-01T00:00:00.000Z',
};

describe('refusalOf', () => {
  it.each([
    ['the newer secret', APPLICATION, 'new', 'tenant', NOW, null],
    ['the older one until its end', APPLICATION, 'old', 'tenant', NOW, null],
    ['the older one after it', APPLICATION, 'old', 'tenant', NOW + 86_400_000, 'secret-expired'],
    ['no tenant, where the protocol has none', APPLICATION, 'new', null, NOW, null],
    ['another tenant', APPLICATION, 'new', 'other', NOW, 'tenant'],
    ['another secret', APPLICATION, 'other', 'tenant', NOW, 'secret'],
    ['no application', null, 'new', 'tenant', NOW, 'unknown-application'],
    ['a disabled one', { ...APPLICATION, status: 'disabled' }, 'new', 'tenant', NOW, 'disabled'],
    ['one that is not complete', { ...APPLICATION, status: 'creating' }, 'new', 'tenant', NOW, 'disabled'],
    ['one without secrets', { ...APPLICATION, secrets: [] }, 'new', 'tenant', NOW, 'secret'],
  ] as const)('judges %s, and compares two hashes', (_, application, secret, tenant, now, expected) => {
    crypto.compared = 0;
    expect(refusalOf(application as Application | null, 'app-1', secret, tenant, now)).toBe(expected);
    expect(crypto.compared).toBe(2);
  });

  it('does not take the secret of another application', () => {
    expect(secretHash('app-1', 'x')).not.toBe(secretHash('app-2', 'x'));
    expect(secretHash('app-1', 'x')).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('usageKey', () => {
  it('is another one for each stack, construct, client, limit and application', () => {
    const owners = [SHARED_KEY, clientKey('a', '1/1'), clientKey('a', '1/2'), applicationKey('a'), applicationKey('b')];
    const keys = ['stack path', 'stack other-path', 'other path'].flatMap((salt) =>
      owners.map((it) => usageKey(salt, it)),
    );
    expect(new Set(keys).size).toBe(15);
    for (const key of keys) expect(key).toMatch(/^[0-9a-f]{40}$/);
  });
});
