import { quantile } from '../statistics/quantiles.ts';
import type { Schedule, Shot } from './open-loop.ts';

/** Milliseconds after which a request times out. On AWS a response takes at most 29 s. */
export const ANSWER_MS = 35_000;
/** Delay in milliseconds from which a request counts as sent late: a tenth to a fifth of a comparison's time. */
export const LATE_MS = 10;
/** Share of late requests above which a run measured the sending machine, (0, 1). */
export const MAX_LATE_SHARE = 0.01;

export interface LoadFigures {
  readonly rate: number;
  readonly burst: number;
  readonly requests: number;
  /** Number of requests by status; status 0 means no response. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Number of requests by outcome. */
  readonly counts: Readonly<Record<Outcome, number>>;
  /** Share of responses with status 429, [0, 1]. */
  readonly limitedShare: number;
  /**
   * Milliseconds from when a request was due until its response: `compared` for comparisons and failed requests, `limited` for
   * requests with status 429. A 5xx or a missing response counts as at least `ANSWER_MS`.
   */
  readonly compared: Latencies | null;
  readonly limited: Latencies | null;
  /** Highest number of requests under way at the same time. */
  readonly mostUnderWay: number;
  /** Longest delay of a sent request in milliseconds, and the share of requests sent later than `LATE_MS`, [0, 1]. */
  readonly latestStart: number;
  readonly lateShare: number;
}

/** 200; 429; 5xx; none within `ANSWER_MS`, or a broken connection; any other status, such as 401. */
export type Outcome = 'compared' | 'limited' | 'failed' | 'unanswered' | 'other';

/** A percentile is `null` if there are too few requests: it would then be little more than the slowest one. */
interface Latencies {
  readonly p50: number;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly max: number;
}

export function loadFigures({ rate, burst }: Schedule, shots: readonly Shot[]): LoadFigures {
  const statuses: Record<string, number> = {};
  for (const { status } of shots) statuses[status] = (statuses[status] ?? 0) + 1;
  const counts = { compared: 0, limited: 0, failed: 0, unanswered: 0, other: 0 };
  for (const { status } of shots) counts[outcomeOf(status)]++;
  const answered = shots.length - counts.unanswered;
  const times = (...wanted: readonly Outcome[]): number[] =>
    shots.filter(({ status }) => wanted.includes(outcomeOf(status))).map(latency);
  const starts = shots.map(({ due, sent }) => sent - due);
  return {
    rate,
    burst,
    requests: shots.length,
    statuses,
    counts,
    limitedShare: answered === 0 ? 0 : counts.limited / answered,
    compared: latencies(times('compared', 'failed', 'unanswered')),
    limited: latencies(times('limited')),
    mostUnderWay: mostUnderWay(shots),
    // Not Math.max(...starts): as arguments of one call, 125,000 numbers overflow the stack.
    latestStart: starts.reduce((latest, start) => Math.max(latest, start), 0),
    lateShare: starts.filter((start) => start > LATE_MS).length / Math.max(1, shots.length),
  };
}

function outcomeOf(status: number): Outcome {
  if (status === 200) return 'compared';
  if (status === 429) return 'limited';
  if (status === 0) return 'unanswered';
  return status >= 500 ? 'failed' : 'other';
}

/** Returns at least `ANSWER_MS` for a failure. Otherwise a server would look faster the more it fails. */
function latency({ due, done, status }: Shot): number {
  const outcome = outcomeOf(status);
  return outcome === 'failed' || outcome === 'unanswered' ? Math.max(ANSWER_MS, done - due) : done - due;
}

/** Fewest values for which a percentile has at least one value above it. */
const FEWEST_FOR_P95 = 20;
const FEWEST_FOR_P99 = 100;

function latencies(times: readonly number[]): Latencies | null {
  if (times.length === 0) return null;
  return {
    p50: quantile(times, 0.5),
    p95: times.length < FEWEST_FOR_P95 ? null : quantile(times, 0.95),
    p99: times.length < FEWEST_FOR_P99 ? null : quantile(times, 0.99),
    max: quantile(times, 1),
  };
}

function mostUnderWay(shots: readonly Shot[]): number {
  // At the same moment, ends come before beginnings.
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
