import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';

/** One request. Milliseconds since the run began. */
export interface Shot {
  /** When it was due. */
  readonly due: number;
  readonly sent: number;
  /** When its response was complete, or when it failed. */
  readonly done: number;
  /** HTTP status; 0 if there was no response. */
  readonly status: number;
}

export interface Schedule {
  /** Requests a second. */
  readonly rate: number;
  readonly seconds: number;
  /** Requests due at once at the beginning, in addition to the others. */
  readonly burst: number;
}

/** Returns when each request is due, in milliseconds since the beginning, ascending. */
export function dueTimes({ rate, seconds, burst }: Schedule): number[] {
  const steady = Array.from({ length: Math.max(1, Math.floor(rate * seconds)) }, (_, i) => (1000 * i) / rate);
  return [...Array<number>(burst).fill(0), ...steady];
}

/**
 * Sends requests when they are due, however many are still under way. A slow server gets no rest, and the time that requests
 * wait for it is counted ("open loop"). Closed loops omit this waiting time, which Gil Tene calls "coordinated omission".
 *
 * @param send sends one request. @returns its status
 * @param progress receives the number of sent requests and the number of all requests
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
    // When sending is late, without this turn the responses would wait in their sockets until all requests are sent.
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
