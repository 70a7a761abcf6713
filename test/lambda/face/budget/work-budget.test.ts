import { pbkdf2 } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  checkBudget,
  isBudgetSpent,
  nativeWork,
  OverBudgetError,
  WorkBudget,
} from '../../../../lambda/face/budget/work-budget.ts';

const derive = promisify(pbkdf2);
/** Uses as much processor time on another thread as `iterations` take. */
const native = (iterations: number) => () => derive('', '', iterations, 32, 'sha512');
/** Some tenths of a second. */
const LONG = 500_000;

function useProcessor(milliseconds: number): void {
  const start = process.cpuUsage();
  for (;;) {
    const { user, system } = process.cpuUsage(start);
    if (user + system > 1000 * milliseconds) return;
  }
}

describe('a budget of processor time', () => {
  it('lets through what fits, with its value and its error', async () => {
    const budget = new WorkBudget(60_000);
    expect(await budget.run(() => nativeWork(async () => 7))).toBe(7);
    await expect(budget.run(() => nativeWork(() => Promise.reject(new RangeError('own'))))).rejects.toThrow(RangeError);
    expect([budget.spent, budget.unfinished]).toEqual([false, false]);
  });

  it('goes on without native work that takes more, and knows that it still runs until it has ended', async () => {
    const budget = new WorkBudget(20);
    let work: Promise<unknown> = Promise.resolve();
    const start = () => {
      work = native(LONG)();
      return work;
    };
    await expect(budget.run(() => nativeWork(start))).rejects.toThrow(OverBudgetError);
    expect([budget.spent, budget.unfinished]).toEqual([true, true]);
    await work;
    expect(budget.unfinished).toBe(false);
  });

  it('counts processor time and not the clock', async () => {
    const budget = new WorkBudget(2_000);
    await budget.run(() => nativeWork(() => sleep(300)));
    expect(budget.spent).toBe(false);
  });

  it('counts what this thread does', async () => {
    const budget = new WorkBudget(30);
    const seen = await budget.run(async () => {
      const before = isBudgetSpent();
      useProcessor(31);
      return [before, isBudgetSpent()];
    });
    expect(seen).toEqual([false, true]);
    await expect(budget.run(async () => checkBudget())).rejects.toThrow(OverBudgetError);
  });

  it('starts no native work when the time is up', async () => {
    const budget = new WorkBudget(0);
    useProcessor(1);
    let started = false;
    const start = async () => {
      started = true;
    };
    await expect(budget.run(() => nativeWork(start))).rejects.toThrow(OverBudgetError);
    expect([started, budget.unfinished]).toEqual([false, false]);
  });

  it('ends what waits once it is closed', async () => {
    const budget = new WorkBudget(60_000);
    const never = new Promise<never>(() => {});
    const waiting = budget.run(() => nativeWork(() => never));
    budget.close();
    await expect(waiting).rejects.toThrow(OverBudgetError);
    expect([budget.spent, budget.unfinished]).toEqual([true, true]);
  });

  it('is that of the work that asks, and of no other', async () => {
    const [spent, fresh] = [new WorkBudget(0), new WorkBudget(60_000)];
    useProcessor(1);
    const ask = async () => {
      await sleep(1);
      return isBudgetSpent();
    };
    expect(await Promise.all([spent.run(ask), fresh.run(ask), ask()])).toEqual([true, false, false]);
  });
});
