import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppTable } from '../../../lib/apps/app-table.ts';
import * as apps from '../../../lib/apps/applications.ts';
import type { Limit, UsageLimits } from '../../../lib/apps/usage-limits.ts';
import { AppsError } from '../../../lib/apps/usage-limits.ts';
import {
  type AuditTable,
  LOCAL_APPS_TABLE,
  localDynamoDb,
  startAuditTable,
} from '../../../lib/local/audit/audit-table.ts';

let database: AuditTable;
let client: DynamoDBClient;
let table: AppTable;
let now = Date.UTC(2026, 10, 23);
beforeAll(async () => {
  database = await startAuditTable();
  client = localDynamoDb(database);
  table = new AppTable(client, LOCAL_APPS_TABLE);
});
afterAll(async () => {
  client.destroy();
  await database.close();
});

/** Limits in memory, which can fail. */
class MemoryLimits implements UsageLimits {
  readonly given = new Map<string, Limit>();
  fails = false;
  async give(value: string, _: string, limit: Limit): Promise<void> {
    if (this.fails) throw new AppsError('no plan left');
    this.given.set(value, limit);
  }
  async take(value: string): Promise<void> {
    this.given.delete(value);
  }
  async takeAll(): Promise<number> {
    const { size } = this.given;
    this.given.clear();
    return size;
  }
}
const limits = new MemoryLimits();
const directory = (): apps.Directory => ({
  baseUrl: 'https://api.example/v1',
  table,
  limits,
  usageSalt: 'salt',
  tokenSeconds: 3600,
  stageLimit: { rateLimit: 20, burstLimit: 40 },
  clock: () => now,
});
const LIMIT = { rateLimit: 10, burstLimit: 20 };

describe('applications', () => {
  it('are found by name and by id, and their secrets are never shown', async () => {
    const { application, credentials } = await apps.create(directory(), 'shop', 'tenant', null);
    expect(application).toMatchObject({ name: 'shop', status: 'active', limit: null });
    for (const key of ['shop', credentials.appId]) expect((await table.find(key))?.appId).toBe(credentials.appId);
    expect(await table.find('nobody')).toBeNull();
    const { hash } = (await table.find('shop'))!.secrets[0]!;
    expect(JSON.stringify(application)).not.toContain(hash);
    expect(JSON.stringify(await table.find('shop'))).not.toContain(credentials.appSecret);
  });

  it('have a name that is given once, also to two at the same time', async () => {
    await expect(apps.create(directory(), 'shop', 'tenant', null)).rejects.toThrow(
      /There is an application shop already/,
    );
    const made = await Promise.allSettled([1, 2, 3].map(() => apps.create(directory(), 'race', 'tenant', null)));
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('get no token before their limit is there, and are finished by the same command', async () => {
    limits.fails = true;
    await expect(apps.create(directory(), 'limited', 'tenant', LIMIT)).rejects.toThrow('no plan left');
    expect((await table.find('limited'))!.status).toBe('creating');
    await expect(apps.setStatus(directory(), 'limited', 'active')).rejects.toThrow(/not complete/);
    limits.fails = false;
    const { application } = await apps.create(directory(), 'limited', 'tenant', LIMIT);
    expect(application.status).toBe('active');
    expect([...limits.given.values()]).toEqual([LIMIT]);
  });

  it('get no limit that the stage never lets them reach', async () => {
    const above = { rateLimit: 21, burstLimit: 1 };
    await expect(apps.create(directory(), 'fast', 'tenant', above)).rejects.toThrow(
      /20 requests a second.*stageRateLimit/,
    );
    expect(await table.find('fast')).toBeNull();
  });

  it('take over a name that a command left that broke off', async () => {
    const Item = { pk: { S: 'NAME#left' }, appId: { S: 'GONE' } };
    await client.send(new PutItemCommand({ TableName: LOCAL_APPS_TABLE, Item }));
    await apps.create(directory(), 'left', 'tenant', null);
    expect((await table.find('left'))?.name).toBe('left');
  });

  it('are disabled and enabled as often as one likes', async () => {
    for (const status of ['disabled', 'disabled', 'active', 'active'] as const) {
      expect((await apps.setStatus(directory(), 'shop', status)).status).toBe(status);
    }
    await expect(apps.setStatus(directory(), 'nobody', 'disabled')).rejects.toThrow(/no application nobody/);
  });

  it('are not changed by two at the same time without one of them knowing', async () => {
    const before = (await table.find('shop'))!;
    await table.replace(before, { ...before, tenantId: 'other' });
    await expect(table.replace(before, { ...before, status: 'disabled' })).rejects.toThrow(/changed by somebody else/);
  });

  it('with a limit are deleted once their tokens have ended', async () => {
    await expect(apps.remove(directory(), 'limited', false)).rejects.toThrow(/Disable it/);
    await apps.setStatus(directory(), 'limited', 'disabled');
    now += 3_599_000;
    await expect(apps.remove(directory(), 'limited', false)).rejects.toThrow(/valid for another 1 s\. Wait/);
    now += 1_000;
    expect(await apps.remove(directory(), 'limited', false)).toBe(true);
    expect(limits.given.size).toBe(0);
    expect(await apps.remove(directory(), 'limited', false)).toBe(false);
    expect((await table.all()).map(({ name }) => name)).toEqual(['left', 'race', 'shop']);
    // Its name is free again.
    await apps.create(directory(), 'limited', 'tenant', null);
  });
});
