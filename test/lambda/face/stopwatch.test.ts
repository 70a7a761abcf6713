import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Stopwatch } from '../../../lambda/face/stopwatch.ts';

let now = 0;
beforeEach(() => {
  now = 1000;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
});
afterEach(() => vi.restoreAllMocks());

const takes = (ms: number) => async (): Promise<void> => {
  now += ms;
};

test('a step that runs several times adds up, and time between steps counts for none', async () => {
  const watch = new Stopwatch();
  await watch.time('decode', takes(2));
  now += 100;
  await watch.time('decode', takes(3));
  const result = watch.timeSync('score', () => {
    now += 7;
    return 'result';
  });
  expect([result, watch.milliseconds()]).toEqual(['result', { decode: 5, score: 7 }]);
});

test('a step within a step counts its own time only, so that all add up to the whole', async () => {
  const watch = new Stopwatch();
  await watch.time('detect', async () => {
    now += 5;
    await watch.time('secondLook', takes(3));
    now += 6;
    watch.timeSync('secondLook', () => {
      now += 4;
    });
  });
  expect(Object.entries(watch.milliseconds())).toEqual([
    ['detect', 11],
    ['secondLook', 7],
  ]);
});

test('a step that throws is counted, and so is the step around it', async () => {
  const watch = new Stopwatch();
  const broken = async (): Promise<void> => {
    now += 1;
    throw new Error('broken');
  };
  await watch.time('align', async () => {
    await expect(watch.time('secondLook', broken)).rejects.toThrow('broken');
    now += 2;
  });
  expect(watch.milliseconds()).toEqual({ align: 2, secondLook: 1 });
});
