import { randomUUID } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoDbSessionCounter } from '../../../../lambda/compare/environment/sessions.ts';
import { REFUSALS } from '../../../../lambda/contract/refusals.ts';
import {
  type AuditTable,
  LOCAL_SESSIONS_TABLE,
  localDynamoDb,
  startAuditTable,
} from '../../../../lib/local/audit/audit-table.ts';
import { CALLER, call, compareEvent, createHarness, DOCUMENT, LIVENESS, NOW } from '../harness.ts';

let table: AuditTable;
let client: DynamoDBClient;
beforeAll(async () => {
  table = await startAuditTable();
  client = localDynamoDb(table);
});
afterAll(async () => {
  client.destroy();
  await table.close();
});

const session = (comparisons: number) => ({ id: randomUUID(), comparisons, expires: NOW / 1000 + 600 });
const event = (id: string, sessionComparisons: number) =>
  compareEvent([LIVENESS, DOCUMENT], { authorizer: { ...CALLER, sessionId: id, sessionComparisons } });

describe('a counter of sessions', () => {
  it('counts to the bound and no further, whoever counts', async () => {
    const one = session(2);
    const counters = [1, 2, 3].map(() => new DynamoDbSessionCounter(client, LOCAL_SESSIONS_TABLE));
    const counted = await Promise.all(counters.map((counter) => counter.count('app', one, randomUUID())));
    expect(counted.filter((it) => it)).toHaveLength(2);
  });

  it('counts a request that is sent again once', async () => {
    const counter = new DynamoDbSessionCounter(client, LOCAL_SESSIONS_TABLE);
    const one = session(1);
    expect(await counter.count('app', one, 'request-1')).toBe(true);
    expect(await counter.count('app', one, 'request-1')).toBe(true);
    expect(await counter.count('app', one, 'request-2')).toBe(false);
  });

  it('keeps sessions of one name of two applications apart', async () => {
    const counter = new DynamoDbSessionCounter(client, LOCAL_SESSIONS_TABLE);
    const one = session(1);
    expect(await counter.count('app', one, 'r')).toBe(true);
    expect(await counter.count('other', one, 'q')).toBe(true);
  });
});

describe('a comparison of a session', () => {
  it('names the session in its audit item and its log line', async () => {
    const harness = createHarness({ sessions: { count: async () => true } });
    expect((await call(harness, event('visit-1', 5))).statusCode).toBe(200);
    expect(harness.items[0]).toMatchObject({ sessionId: 'visit-1' });
  });

  it('is not made beyond the bound: 401 and no item', async () => {
    const harness = createHarness({ sessions: { count: async () => false } });
    const { statusCode, envelope } = await call(harness, event('visit-1', 5));
    expect([statusCode, envelope.messages]).toEqual([401, [REFUSALS.sessionUsedUp.message(5)]]);
    expect(harness.items).toEqual([]);
  });

  it('is not made where it cannot be counted, or nothing counts', async () => {
    const down = async (): Promise<never> => {
      throw new Error('down');
    };
    for (const sessions of [{ count: down }, null]) {
      const harness = createHarness({ sessions });
      expect((await call(harness, event('visit-1', 5))).statusCode).toBe(500);
      expect(harness.items).toEqual([]);
    }
  });

  it('is not counted where the pictures are missing', async () => {
    let counted = 0;
    const count = async () => {
      counted += 1;
      return true;
    };
    const harness = createHarness({ sessions: { count } });
    const authorizer = { ...CALLER, sessionId: 's', sessionComparisons: 5 };
    expect((await call(harness, compareEvent([LIVENESS], { authorizer }))).statusCode).toBe(400);
    expect(counted).toBe(0);
  });

  it('is a failure of ours without a bound', async () => {
    const authorizer = { ...CALLER, sessionId: 's' };
    const harness = createHarness({ sessions: { count: async () => true } });
    expect((await call(harness, compareEvent([LIVENESS, DOCUMENT], { authorizer }))).statusCode).toBe(500);
  });
});
