import { afterEach, beforeEach, expect, it } from 'vitest';
import { LambdaFunction } from '../../../../lib/local/runtime/lambda-function.ts';
import { type TestFunction, testFunction } from './handlers.ts';

let task: TestFunction;
let starts: number;
let made: LambdaFunction;
beforeEach(async () => {
  starts = 0;
  task = await testFunction();
  const started = () => {
    starts += 1;
  };
  made = new LambdaFunction(task.configuration, 2, { log: () => {}, started });
});
afterEach(async () => {
  await made.close();
  await task.remove();
});

/** The id of the process that slept. */
const sleep = (ms: number) => made.invoke({ do: 'sleep', ms }) as Promise<number>;

it('uses one process for invocations after each other', async () => {
  expect(await sleep(1)).toBe(await sleep(1));
  expect(starts).toBe(1);
});

it('starts a process for each invocation under way, up to the limit; the rest waits', async () => {
  const pids = await Promise.all([sleep(500), sleep(500), sleep(1), sleep(1), sleep(1)]);
  expect(new Set(pids).size).toBe(2);
  expect(starts).toBe(2);
  expect(pids).toContain(await sleep(1));
});

it('throws what the function throws, under its name, and goes on', async () => {
  await expect(made.invoke({ do: 'reject' })).rejects.toThrow(/^Unauthorized$/);
  await expect(made.invoke({ do: 'throw' })).rejects.toMatchObject({
    name: 'RangeError',
    message: 'thrown on purpose',
  });
  await expect(made.invoke({ do: 'exit', code: 1 })).rejects.toMatchObject({ name: 'Runtime.ExitError' });
  expect(await sleep(1)).toEqual(expect.any(Number));
});

it('gives its process back when an invocation fails, so that those that wait go on', async () => {
  const failing = ['throw', 'throw', 'throw', 'throw'].map((action) => made.invoke({ do: action }));
  expect((await Promise.allSettled(failing)).map(({ status }) => status)).toEqual(Array(4).fill('rejected'));
  expect(await sleep(1)).toEqual(expect.any(Number));
});

it('gives no invocation to a process that has answered and is about to end', async () => {
  await Promise.all([sleep(500), sleep(500)]);
  const dying = await made.invoke({ do: 'die', ms: 3_000 });
  const [first, second] = [await sleep(1), await sleep(1)];
  expect(first).not.toBe(dying);
  expect(second).toBe(first);
  expect(starts).toBe(2);
});
