import { describe, expect, it } from 'vitest';
import { PER_COMPARISON } from '../../../lib/cost/workload.ts';
import { AWS_LIMITS } from '../../../lib/load/aws-limits.ts';
import { burstOf, type CallTimes, capacityOf, limitsByRate, writeUnitsOf } from '../../../lib/load/capacity.ts';

const TIMES: CallTimes = { compare: 120, compareStart: 600, authorizer: 4, authorizerStart: 150 };
const ITEM = 1_350;

describe('what a rate of comparisons needs', () => {
  it('is rate times duration of both functions', () => {
    expect(capacityOf(1000, TIMES, ITEM).busy).toEqual({ compare: 120, authorizer: 4 });
    expect(capacityOf(10, TIMES, ITEM).busy).toEqual({ compare: 1.2, authorizer: 0.04 });
  });

  it('is an environment for each ten calls a second at least, however short they are', () => {
    expect(capacityOf(1000, TIMES, ITEM).environments).toEqual({ compare: 120, authorizer: 100 });
    expect(capacityOf(1000, { ...TIMES, compare: 60 }, ITEM).environments.compare).toBe(100);
    expect(capacityOf(1, TIMES, ITEM).environments).toEqual({ compare: 1, authorizer: 1 });
  });

  it('starts more environments from nothing, since calls come while the first start', () => {
    expect(capacityOf(1000, TIMES, ITEM).startedByJump).toEqual({ compare: 720, authorizer: 154 });
  });

  it('waits for Lambda beyond a thousand environments of a function', () => {
    expect(capacityOf(8_000, TIMES, ITEM).secondsToScale).toBe(0);
    expect(capacityOf(100_000, TIMES, ITEM).secondsToScale).toBe(110);
  });

  it('is two write units for an item above a kilobyte, and as many partitions as these fill', () => {
    expect([1, 1024, 1025, 2048, 2049].map(writeUnitsOf)).toEqual([1, 1, 2, 2, 3]);
    expect(capacityOf(10, TIMES, ITEM)).toMatchObject({ writeUnits: 20, partitions: 1 });
    expect(capacityOf(10_000, TIMES, ITEM)).toMatchObject({ writeUnits: 20_000, partitions: 20 });
    // The bill counts those of the index too.
    expect(PER_COMPARISON.writeUnits).toBe(2 * writeUnitsOf(PER_COMPARISON.itemBytes));
  });
});

describe('accounts without raised quotas', () => {
  it.each([
    ['calls, however short,', 10_000, 5, 100, 2],
    ['environments', 10_000, 120, ITEM, 3],
    ['environments of a hundred thousand', 100_000, 120, ITEM, 22],
    ['write units', 4000, 5, 30_000, 3],
  ])('are as many as %s needs', (_, rate, compare, itemBytes, accounts) => {
    expect(capacityOf(rate, { ...TIMES, compare }, itemBytes).accounts).toBe(accounts);
  });
});

describe('the limits of AWS', () => {
  it('are met in this order, each at the rate that it allows', () => {
    const met = limitsByRate(TIMES, ITEM).map(({ what, rate }) => [what, Math.floor(rate)]);
    expect(met).toEqual([
      ['usage plan of the stack', 5],
      ['DynamoDB, one client', 500],
      // 0.6 + 0.12 + 0.15 + 0.004 s that a request is in one of the functions.
      ['Lambda, a jump from nothing', 1144],
      ['DynamoDB, a new table', 2000],
      // 0.12 environments of one function and 0.1 of the other.
      ['Lambda, both functions', 4545],
      ['API Gateway', 10_000],
      ['DynamoDB, any table', 20_000],
    ]);
  });

  it('are reached at their rate and not before', () => {
    for (const { what, rate } of limitsByRate(TIMES, ITEM)) {
      const { environments, writeUnits } = capacityOf(Math.floor(rate) - 10, TIMES, ITEM);
      if (what === 'Lambda, both functions') {
        expect(environments.compare + environments.authorizer).toBeLessThan(AWS_LIMITS.concurrency.value);
      }
      if (what === 'DynamoDB, any table') expect(writeUnits).toBeLessThan(AWS_LIMITS.table.value);
    }
  });

  it('have a page each', () => {
    for (const { source } of Object.values(AWS_LIMITS)) expect(source).toMatch(/^https:\/\/(docs|repost)\.aws/);
  });
});

describe('requests at once', () => {
  it('start an environment of each function, one after the other', () => {
    expect(burstOf(10, TIMES)).toEqual({ requests: 10, limited: 0, started: 10, refused: 0, answered: 874 });
  });

  it('share the concurrency of the account, beyond which the authorizer has none', () => {
    expect(burstOf(1000, TIMES)).toMatchObject({ limited: 0, started: 1000, refused: 0 });
    expect(burstOf(1001, TIMES)).toMatchObject({ limited: 0, started: 1000, refused: 1 });
  });

  it('are refused by API Gateway beyond its bucket', () => {
    expect(burstOf(100_000, TIMES)).toMatchObject({ limited: 95_000, started: 1000, refused: 4000 });
  });
});
