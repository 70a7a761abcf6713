import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { loadFigures, loadTable } from '../../../lib/load/figures.ts';
import { dueTimes, openLoop, type Shot } from '../../../lib/load/open-loop.ts';

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
    expect(compared!.p99).toBeGreaterThan(3 * 60);
    expect(mostUnderWay).toBeGreaterThan(5);
  });

  it('that fail have status 0', async () => {
    const shots = await openLoop({ rate: 100, seconds: 0.02, burst: 1 }, () => Promise.reject(new Error('refused')));
    expect(shots.map(({ status }) => status)).toEqual([0, 0, 0]);
  });
});

describe('the figures of a load', () => {
  const shot = (due: number, done: number, status: number): Shot => ({ due, sent: due + 1, done, status });
  const schedule = { rate: 2, seconds: 2, burst: 1 };
  const shots = [shot(0, 100, 200), shot(0, 4, 429), shot(500, 700, 200), shot(1000, 1004, 429), shot(1500, 1500, 0)];

  it('count answers by status, and the share of 429 among them', () => {
    expect(loadFigures(schedule, shots)).toMatchObject({
      requests: 5,
      statuses: { 200: 2, 429: 2, 0: 1 },
      limitedShare: 0.5,
      latestStart: 1,
    });
  });

  it('keep the times of comparisons apart from those of refusals', () => {
    const { compared, limited } = loadFigures(schedule, shots);
    expect(compared).toMatchObject({ p50: 150, max: 200 });
    expect(limited).toMatchObject({ p50: 4, max: 4 });
    expect(loadFigures(schedule, [shots[4]!])).toMatchObject({ compared: null, limited: null, limitedShare: 0 });
  });

  it('are printed as one row a rate', () => {
    expect(loadTable([loadFigures(schedule, shots)], 'text')).toMatch(
      /^2, burst 1 +5 +none: 1, 200: 2, 429: 2 +50\.0 %/m,
    );
  });
});
