import { describe, expect, it } from 'vitest';
import { ANSWER_MS, LATE_MS, loadFigures } from '../../../lib/load/figures.ts';
import { loadTable, loadWarnings, sendingFellBehind } from '../../../lib/load/load-table.ts';
import type { Shot } from '../../../lib/load/open-loop.ts';

const schedule = { rate: 2, seconds: 2, burst: 1 };
const shot = (due: number, done: number, status: number): Shot => ({ due, sent: due + 1, done, status });
const many = (count: number, status: number): Shot[] =>
  Array.from({ length: count }, (_, i) => shot(10 * i, 10 * i + 1 + i, status));

describe('the figures of a load', () => {
  const shots = [shot(0, 100, 200), shot(0, 4, 429), shot(500, 700, 200), shot(1000, 1004, 429), shot(1500, 1500, 0)];

  it('count answers by status, and the share of 429 among them', () => {
    expect(loadFigures(schedule, shots)).toMatchObject({
      requests: 5,
      statuses: { 200: 2, 429: 2, 0: 1 },
      counts: { compared: 2, limited: 2, failed: 0, unanswered: 1, other: 0 },
      limitedShare: 0.5,
      latestStart: 1,
      lateShare: 0,
    });
  });

  it('keep the times of comparisons apart from those of refusals', () => {
    const { compared, limited } = loadFigures(schedule, shots.slice(0, 4));
    expect(compared).toMatchObject({ p50: 150, max: 200 });
    expect(limited).toMatchObject({ p50: 4, max: 4 });
    expect(loadFigures(schedule, [shots[1]!])).toMatchObject({ compared: null, limitedShare: 1 });
    expect(loadFigures(schedule, [shots[0]!])).toMatchObject({ limited: null, limitedShare: 0 });
  });

  it.each([0, 500, 502, 504])('count status %i as given up, however quickly it came', (status) => {
    const { compared } = loadFigures(schedule, [...many(99, 200), shot(0, 3, status)]);
    expect(compared!.max).toBe(ANSWER_MS);
    expect(loadFigures(schedule, [shot(0, ANSWER_MS + 7, status)]).compared!.p50).toBe(ANSWER_MS + 7);
    // Losing half of the responses is not half of the time.
    expect(loadFigures(schedule, [...many(20, 200), ...many(30, status)]).compared!.p50).toBe(ANSWER_MS);
  });

  it('leave the times of other statuses out', () => {
    const { compared, counts } = loadFigures(schedule, [shot(0, 100, 200), shot(0, 2, 401)]);
    expect([compared!.p50, counts.other]).toEqual([100, 1]);
  });

  it('hold only percentiles that leave a request above them', () => {
    const { compared: few } = loadFigures(schedule, many(19, 200));
    expect(few).toMatchObject({ p50: 10, p95: null, p99: null, max: 19 });
    expect(loadFigures(schedule, many(20, 200)).compared).toMatchObject({ p95: expect.any(Number), p99: null });
    expect(loadFigures(schedule, many(99, 200)).compared!.p99).toBeNull();
    expect(loadFigures(schedule, many(100, 200)).compared!.p99).toBeCloseTo(99, 0);
  });

  it('take more requests than a call takes arguments', () => {
    const { requests, latestStart, mostUnderWay } = loadFigures(schedule, many(200_000, 200));
    expect([requests, latestStart]).toEqual([200_000, 1]);
    expect(mostUnderWay).toBeGreaterThan(1);
  });
});

describe('the table of a load', () => {
  it('has a row a rate, with answers, times, and what was under way', () => {
    const shots = [shot(0, 100, 200), shot(0, 4, 429), shot(500, 700, 503), shot(1000, 1004, 0)];
    const [head, row] = loadTable([loadFigures(schedule, shots)], 'text').split('\n');
    expect(head!.split(/ {2,}/)).toEqual([
      ...['rate /s', 'requests', '200', '429', '429 %', '5xx', 'none'],
      ...['p50 ms', 'p95 ms', 'p99 ms', 'max ms', '429 p50 ms', 'under way', 'late', 'latest ms'],
    ]);
    expect(row!.split(/ {2,}/)).toEqual([
      ...['2, burst 1', '4', '1', '1', '33.3 %', '1', '1'],
      ...['35000', '-', '-', '35000', '4', '2', '0.0 %', '1'],
    ]);
  });

  it('is warned of where answers failed, were missing, or should not come', () => {
    const fine = loadFigures(schedule, [shot(0, 100, 200), shot(0, 4, 429)]);
    expect(loadWarnings([fine])).toEqual([]);
    const bad = loadFigures(schedule, [shot(0, 9, 503), shot(0, 9, 0), shot(0, 9, 0), shot(0, 9, 401)]);
    expect(loadWarnings([fine, bad])).toEqual([
      '2 requests a second: 1 of 4 got 5xx; each counts as 35 s at least.',
      '2 requests a second: 2 of 4 got no response; each counts as 35 s at least.',
      '2 requests a second: 1 of 4 got 401; not counted in the times.',
    ]);
  });

  it('marks rates at which more than one request in a hundred was sent late', () => {
    const late = { due: 0, sent: LATE_MS + 0.1, done: 100, status: 200 };
    const kept = loadFigures(schedule, [...many(99, 200), late]);
    expect(sendingFellBehind([kept])).toBeNull();
    expect(loadTable([kept], 'text')).not.toContain('*');
    const behind = loadFigures({ ...schedule, burst: 0 }, [...many(98, 200), late, late]);
    expect(sendingFellBehind([kept, behind])).toMatch(/at 2 a second \(2\.0 %\)/);
    expect(loadTable([kept, behind], 'text')).toMatch(/^2 \* /m);
  });
});
