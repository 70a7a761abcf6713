import { DeleteItemCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { localDynamoDb, startAuditTable } from '../../../lib/local/audit/audit-table.ts';
import { TokenBucket } from '../../../lib/local/gateway/throttle.ts';
import { seededRandom } from '../../../lib/statistics/random.ts';
import { describeUnless, noModels } from '../../support/shared.ts';
import { faultOnce, soakEnvironments } from './environments.ts';
import { type Given, isClean, reconcile } from './reconcile.ts';
import { problemOf, soakRetries } from './retries.ts';
import { expectedRefusals } from './throttle-oracle.ts';
import { soakTwin } from './twin.ts';

const CLEAN = { lost: [], duplicate: [], different: [], unasked: [] };

describeUnless(noModels, 'under load', () => {
  it('several environments lose no audit item and write none twice, while DynamoDB fails now and then', async () => {
    const report = await soakEnvironments({ requests: 240, environments: 3, seed: 7, faultsPerThousand: 60 });
    expect(report.wrong).toEqual([]);
    expect(report.faults).toBeGreaterThan(3);
    const given = Object.entries(report.byStatus).filter(([status]) => status.startsWith('200'));
    expect(report.reconciliation).toEqual({ items: given.reduce((sum, [, n]) => sum + n, 0), ...CLEAN });
    expect(report.reconciliation.items).toBeGreaterThan(120);
    expect(report.memory.peak).toBeGreaterThan(0);
  });

  it('several environments answer every good request right among pictures made to do harm', async () => {
    const report = await soakEnvironments({ requests: 40, environments: 2, seed: 3, attacksPerThousand: 120 });
    expect(report.wrong).toEqual([]);
    expect(report.attacks).toBeGreaterThan(4);
    expect(report.abandoned).toBeGreaterThan(0);
    const given = Object.entries(report.byStatus).filter(([status]) => status.startsWith('200'));
    expect(report.reconciliation).toEqual({ items: given.reduce((sum, [, n]) => sum + n, 0), ...CLEAN });
  });

  it('several environments make one decision for each key, while some crash and DynamoDB fails now and then', async () => {
    const report = await soakRetries({
      ...{ keys: 40, environments: 3, seed: 5, faultsPerThousand: 40, crashesPerThousand: 60 },
    });
    expect(report.wrong).toEqual([]);
    expect(report.crashes).toBeGreaterThan(0);
    expect(report.faults).toBeGreaterThan(0);
    expect(report.repeated).toBeGreaterThanOrEqual(40);
    expect(report.reconciliation).toEqual({ items: 40, ...CLEAN });
  });

  it('the local API throttles to the request, makes no error and accounts for every decision', async () => {
    const report = await soakTwin({ seconds: 8, perSecond: 5, burst: 60, burstEverySeconds: 4, seed: 7 });
    expect(report.sent).toBe(1 + 40 + 2 * 60);
    expect(report.wrong).toEqual([]);
    expect(report.throttled.seen).toBe(report.throttled.expected);
    expect(report.throttled.seen).toBeGreaterThan(30);
    expect(Object.keys(report.byStatus).sort()).toEqual(['200', '400', '401', '429']);
    expect(report.reconciliation).toEqual({ items: report.byStatus[200], ...CLEAN });
  });
});

describe('a fault of DynamoDB', () => {
  const attempt = (id: string) => Buffer.from(JSON.stringify({ Item: { client: { S: 'c' }, id: { S: id } } }));

  it('hits the first attempt of a write and none of its repetitions, however many fail', () => {
    const fault = faultOnce(7, 1000);
    for (const id of ['a', 'b']) expect(fault(attempt(id))).not.toBeNull();
    for (const id of ['a', 'b', 'a', 'b']) expect(fault(attempt(id))).toBeNull();
  });

  it('hits the share of writes that it was asked for', () => {
    const fault = faultOnce(7, 60);
    const hit = Array.from({ length: 2000 }, (_, i) => fault(attempt(String(i)))).filter((each) => each !== null);
    expect(hit.length).toBeGreaterThan(80);
    expect(hit.length).toBeLessThan(160);
  });
});

describe('the responses to the requests with one key', () => {
  const decided = (decision: string, body = 'a') => ({ decision, body });
  it.each([
    [null, [decided('1'), decided('1')]],
    ['no decision', [decided('1'), null]],
    ['two decisions', [decided('1'), decided('2')]],
    ['different responses', [decided('1'), decided('1', 'b')]],
  ])('have the problem: %s', (problem, responses) => {
    expect(problemOf(responses)).toBe(problem);
  });
});

describe('the second way of counting', () => {
  it('agrees with the token bucket to the request, for any times and limits', () => {
    const random = seededRandom(11);
    for (let round = 0; round < 50; round++) {
      const throttle = { rateLimit: random.pick([1, 2, 4, 5, 8, 10, 20]), burstLimit: 1 + random.below(12) };
      let now = random.below(1e6);
      const bucket = new TokenBucket(throttle, now - 300);
      const times: number[] = [];
      let refused = 0;
      for (let i = 0; i < 400; i++) {
        now += random.pick([0, 0, 1, random.below(50), random.below(500)]);
        // Some were overtaken by those before.
        const arrived = now - random.pick([0, 0, random.below(300)]);
        times.push(arrived);
        if (!bucket.take(arrived)) refused += 1;
      }
      expect(expectedRefusals(times, throttle, null)).toBe(refused);
    }
  });

  it('sees a throttle that is off by one', () => {
    const times = Array.from({ length: 100 }, (_, i) => 10 * i);
    const right = expectedRefusals(times, { rateLimit: 5, burstLimit: 5 }, null);
    expect(expectedRefusals(times, { rateLimit: 5, burstLimit: 6 }, null)).toBe(right - 1);
  });

  it('counts the stage behind the plan', () => {
    const times = [0, 0, 0, 0, 0, 0];
    // Five of the plan, of which the stage lets one through.
    expect(expectedRefusals(times, { rateLimit: 1, burstLimit: 5 }, { rateLimit: 1, burstLimit: 1 })).toBe(5);
  });
});

describe('the reconciliation', () => {
  it('finds an item that is lost, double, different or of no request', async () => {
    const table = await startAuditTable();
    const client = localDynamoDb(table);
    const put = (id: string, key: string, match: boolean) =>
      client.send(
        new PutItemCommand({
          TableName: table.tableName,
          Item: {
            client: { S: 'c' },
            id: { S: key },
            requestId: { S: id },
            isFaceMatch: { BOOL: match },
            matchingSimilarity: { N: '0.9' },
            status: { S: 'Success' },
          },
        }),
      );
    const given = (isFaceMatch: boolean): Given => ({
      statusCode: 200,
      isFaceMatch,
      matchingSimilarity: 0.9,
      status: 'Success',
    });
    const answers = new Map<string, Given>([
      ['fine', given(true)],
      ['lost', given(true)],
      ['double', given(true)],
      ['different', given(true)],
      ['refused', { statusCode: 400 }],
      ['failed', { statusCode: 500 }],
    ]);
    for (const id of ['fine', 'double', 'refused', 'failed']) await put(id, id, true);
    await put('double', 'double again', true);
    await put('different', 'different', false);
    await put('stranger', 'stranger', true);
    const found = await reconcile(table, answers);
    expect(found).toMatchObject({ items: 7, lost: ['lost'], duplicate: ['double'], different: ['different'] });
    expect([...found.unasked].sort()).toEqual(['refused', 'stranger']);
    expect(isClean(found)).toBe(false);

    for (const [id, key] of [
      ['c', 'double again'],
      ['c', 'refused'],
      ['c', 'stranger'],
      ['c', 'different'],
    ]) {
      const Key = { client: { S: id! }, id: { S: key! } };
      await client.send(new DeleteItemCommand({ TableName: table.tableName, Key }));
    }
    expect((await client.send(new ScanCommand({ TableName: table.tableName }))).Count).toBe(3);
    answers.delete('lost');
    answers.delete('different');
    expect(isClean(await reconcile(table, answers))).toBe(true);
    client.destroy();
    await table.close();
  });
});
