import { setTimeout as sleep } from 'node:timers/promises';
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
    // A server that answers one request at a time, each in 60 ms, and gets one every 20 ms.
    let last: Promise<unknown> = Promise.resolve();
    const send = (): Promise<number> => {
      const turn = last.then(() => sleep(60));
      last = turn;
      return turn.then(() => 200);
    };
    const shots = await openLoop({ rate: 50, seconds: 0.4, burst: 0 }, send);
    expect(shots).toHaveLength(20);
    expect(shots.at(-1)!.sent).toBeLessThan(800);
    // The last was due after 380 ms and answered after 20 x 60 ms.
    expect(shots.at(-1)!.done - shots.at(-1)!.due).toBeGreaterThan(700);
    const { compared, mostUnderWay } = loadFigures({ rate: 50, seconds: 0.4, burst: 0 }, shots);
    expect(compared!.p95).toBeGreaterThan(3 * 60);
    expect(mostUnderWay).toBeGreaterThan(5);
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
    // 1,000 a second, of which each keeps this process busy for 3 ms.
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

  it('that fail have status 0', async () => {
    const shots = await openLoop({ rate: 100, seconds: 0.02, burst: 1 }, () => Promise.reject(new Error('refused')));
    expect(shots.map(({ status }) => status)).toEqual([0, 0, 0]);
  });
});
