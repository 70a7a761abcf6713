import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';

/** One request. Milliseconds since the run began. */
export interface Shot {
  /** When it was to be sent. */
  readonly due: number;
  readonly sent: number;
  /** When its response had come whole, or when it failed. */
  readonly done: number;
  /** HTTP status; 0 where there was no answer. */
  readonly status: number;
}

export interface Schedule {
  /** Requests a second. */
  readonly rate: number;
  readonly seconds: number;
  /** Requests due at once at the beginning, besides the others. */
  readonly burst: number;
}

/** When each request is due; milliseconds since the beginning, ascending. */
export function dueTimes({ rate, seconds, burst }: Schedule): number[] {
  const steady = Array.from({ length: Math.max(1, Math.floor(rate * seconds)) }, (_, i) => (1000 * i) / rate);
  return [...Array<number>(burst).fill(0), ...steady];
}

/**
 * Sends requests when they are due, however many are still under way: a server that becomes slow gets no rest, and what
 * waits for it is counted as waiting ("open loop"; closed loops leave the waiting out, Gil Tene's "coordinated omission").
 *
 * @param send one request. @returns its status
 * @param progress receives the number sent and the number of all
 * @returns all requests in the order in which they were due
 */
export async function openLoop(
  schedule: Schedule,
  send: () => Promise<number>,
  progress: (done: number, total: number) => void = () => {},
): Promise<Shot[]> {
  const start = performance.now();
  const now = (): number => performance.now() - start;
  const shots: Promise<Shot>[] = [];
  const times = dueTimes(schedule);
  for (const [i, due] of times.entries()) {
    const early = due - now();
    // Without a turn where sending is late, answers would wait in their sockets until all is sent.
    await (early > 0 ? sleep(early) : turn());
    const sent = now();
    shots.push(
      send()
        .catch(() => 0)
        .then((status) => ({ due, sent, done: now(), status })),
    );
    progress(i + 1, times.length);
  }
  return Promise.all(shots);
}
