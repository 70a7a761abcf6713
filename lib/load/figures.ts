import { quantile } from '../bench/statistics.ts';
import { type TableStyle, table } from '../bench/tables.ts';
import type { Schedule, Shot } from './open-loop.ts';

export interface LoadFigures {
  readonly rate: number;
  readonly burst: number;
  readonly requests: number;
  /** Requests by status; 0 where there was no answer. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Share of answers that were 429, [0, 1]. */
  readonly limitedShare: number;
  /** Milliseconds from when a request was due until it was answered: of those answered 200, and of those refused by 429. */
  readonly compared: Latencies | null;
  readonly limited: Latencies | null;
  /** Most requests under way at the same time. */
  readonly mostUnderWay: number;
  /** The latest that a request was sent after it was due, milliseconds: how far this machine kept up. */
  readonly latestStart: number;
}

export interface Latencies {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

export function loadFigures({ rate, burst }: Schedule, shots: readonly Shot[]): LoadFigures {
  const statuses: Record<string, number> = {};
  for (const { status } of shots) statuses[status] = (statuses[status] ?? 0) + 1;
  const answered = shots.filter(({ status }) => status !== 0).length;
  return {
    rate,
    burst,
    requests: shots.length,
    statuses,
    limitedShare: answered === 0 ? 0 : (statuses[429] ?? 0) / answered,
    compared: latencies(shots.filter(({ status }) => status === 200)),
    limited: latencies(shots.filter(({ status }) => status === 429)),
    mostUnderWay: mostUnderWay(shots),
    latestStart: Math.max(...shots.map(({ due, sent }) => sent - due)),
  };
}

function latencies(shots: readonly Shot[]): Latencies | null {
  if (shots.length === 0) return null;
  const times = shots.map(({ due, done }) => done - due);
  return {
    p50: quantile(times, 0.5),
    p95: quantile(times, 0.95),
    p99: quantile(times, 0.99),
    max: quantile(times, 1),
  };
}

function mostUnderWay(shots: readonly Shot[]): number {
  // At the same moment an end comes before a beginning.
  const changes = shots.flatMap(({ sent, done }) => [
    { at: sent, by: 1 },
    { at: done, by: -1 },
  ]);
  let current = 0;
  let most = 0;
  for (const { by } of changes.toSorted((a, b) => a.at - b.at || a.by - b.by)) {
    current += by;
    most = Math.max(most, current);
  }
  return most;
}

export function loadTable(figures: readonly LoadFigures[], style: TableStyle): string {
  const rows = figures.map(({ rate, burst, requests, statuses, limitedShare, compared, limited, ...rest }) => [
    burst === 0 ? `${rate}` : `${rate}, burst ${burst}`,
    String(requests),
    Object.entries(statuses)
      .map(([status, count]) => `${status === '0' ? 'none' : status}: ${count}`)
      .join(', '),
    `${(100 * limitedShare).toFixed(1)} %`,
    ...(['p50', 'p95', 'p99', 'max'] as const).map((name) => (compared === null ? '-' : compared[name].toFixed(0))),
    limited === null ? '-' : limited.p50.toFixed(0),
    String(rest.mostUnderWay),
    rest.latestStart.toFixed(0),
  ]);
  const head = ['rate /s', 'requests', 'answers', '429', 'p50 ms', 'p95 ms', 'p99 ms', 'max ms', '429 p50 ms'];
  return table([[...head, 'under way', 'sent late ms'], ...rows], style);
}
