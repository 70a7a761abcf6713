import { describe, expect, it } from 'vitest';
import { loadFigures } from '../../../lib/load/figures.ts';
import { dueTimes, openLoop } from '../../../lib/load/open-loop.ts';

describe('requests of an open loop', () => {
  it('are due at even intervals, a burst before them', () => {
    expect(dueTimes({ rate: 4, seconds: 1, burst: 0 })).toEqual([0, 250, 500, 750]);
    expect(dueTimes({ rate: 2, seconds: 1, burst: 2 })).toEqual([0, 0, 0, 500]);
    expect(dueTimes({ rate: 0.1, seconds: 1, burst: 0 })).toEqual([0]);
  });

  it('do not wait for answers, and their waiting counts from when they were due', async () => {
    // A server that responds only when it has all requests: a loop that waited for a response would never end.
    const waiting: (() => void)[] = [];
    const send = (): Promise<number> =>
      new Promise((resolve) => {
        waiting.push(() => resolve(200));
        if (waiting.length === 20) for (const answer of waiting) answer();
      });
    const schedule = { rate: 50, seconds: 0.4, burst: 0 };
    const shots = await openLoop(schedule, send);
    expect(shots.map(({ due }) => due)).toEqual(dueTimes(schedule));
    const { compared, mostUnderWay } = loadFigures(schedule, shots);
    expect(mostUnderWay).toBe(20);
    expect(compared!.max).toBe(shots[0]!.done);
  });

  it('leave turns in which answers are read, however late the sending is', async () => {
    const seen: string[] = [];
    let sent = 0;
    const send = async (): Promise<number> => {
      const i = sent++;
      seen.push(`sent ${i}`);
      await new Promise((resolve) => setImmediate(resolve));
      seen.push(`answered ${i}`);
      return 200;
    };
    await openLoop({ rate: 1, seconds: 1, burst: 30 }, send);
    expect(seen.indexOf('answered 0')).toBeLessThan(seen.indexOf('sent 5'));
  });

  it('tell of a sender that does not keep up', async () => {
    // 1,000 a second, each of which keeps this process busy for 3 ms.
    const send = (): Promise<number> => {
      const end = performance.now() + 3;
      while (performance.now() < end);
      return Promise.resolve(200);
    };
    const schedule = { rate: 1000, seconds: 0.05, burst: 0 };
    const { latestStart, lateShare } = loadFigures(schedule, await openLoop(schedule, send));
    expect(latestStart).toBeGreaterThan(90);
    expect(lateShare).toBeGreaterThan(0.5);
  });

  it('that fail have status 0, and count as progress', async () => {
    const progress: [number, number][] = [];
    const shots = await openLoop(
      { rate: 100, seconds: 0.02, burst: 1 },
      () => Promise.reject(new Error('refused')),
      (...numbers) => progress.push(numbers),
    );
    expect(shots.map(({ status }) => status)).toEqual([0, 0, 0]);
    expect(progress).toEqual([
      [1, 3],
      [2, 3],
      [3, 3],
    ]);
  });
});
