import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { UsagePlans } from '../../../lib/local/gateway/usage-plans.ts';
import { LocalUsageLimits } from '../../../lib/local/usage-limits.ts';
import { defaultModel } from '../../support/default-model.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'face-limits-'));
});
afterAll(() => rm(dir, { recursive: true }));

it('has limits that another process gave, and none that were never given', async () => {
  const [here, there] = [new LocalUsageLimits(dir), new LocalUsageLimits(dir)];
  expect(here.limitOf('one')).toBeNull();
  await there.give('one', '', { rateLimit: 1, burstLimit: 2 });
  expect(here.limitOf('one')).toEqual({ rateLimit: 1, burstLimit: 2 });
  expect(here.limitOf('toString')).toBeNull();
  await there.take('one');
  expect(there.limitOf('one')).toBeNull();
  await there.give('two', '', { rateLimit: 1, burstLimit: 2 });
  expect(await there.takeAll()).toBe(1);
});

it('counts a key that was made at run time by its limit, until it is taken away', async () => {
  const limits = new LocalUsageLimits(dir);
  const plans = new UsagePlans(defaultModel('shared'), 0, (value) => limits.limitOf(value));
  expect(plans.count('own', 0)).toBe('INVALID_API_KEY');
  await limits.give('own', '', { rateLimit: 1, burstLimit: 2 });
  expect([1, 2, 3].map(() => plans.count('own', 0))).toEqual([null, null, 'THROTTLED']);
  await limits.take('own');
  expect(plans.count('own', 0)).toBe('INVALID_API_KEY');
});

it('counts a method with a limit of its own apart from the stage', () => {
  const model = defaultModel('shared');
  const route = model.routes.find(({ path }) => path === '/oauth2/token')!;
  const plans = new UsagePlans({ ...model, stageThrottle: { rateLimit: 1, burstLimit: 1 } }, 0);
  const counted = Array.from({ length: 11 }, () => plans.count(undefined, 0, route));
  expect(counted.filter((it) => it === null)).toHaveLength(10);
  expect(plans.count(undefined, 0, model.routes[1])).toBeNull();
});
