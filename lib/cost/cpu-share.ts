import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Microseconds in which a process may use its share; when it has, it waits for the next. */
const PERIOD_US = 20_000;
export const PERIOD_MS = PERIOD_US / 1000;

/** A process that gets only a share of the processors. */
export interface CpuShare {
  /** How: for the report. */
  readonly method: string;
  /**
   * Gives another share from now on; wait two periods before you measure.
   *
   * @param share in whole processors, above 0
   */
  set(share: number): void;
  end(): Promise<void>;
}

/**
 * Gives a process, with its threads to come, a share of processor time, as Lambda does by the size of the memory: by a
 * control group of Linux (version 2 or 1), or where none may be made, by stopping and continuing the process. Then it
 * also stands still while it would only wait.
 *
 * @param share in whole processors, above 0; keep the process on as many cores, rounded up
 */
export async function limitCpu(pid: number, share: number): Promise<CpuShare> {
  return groupLimit(pid, share) ?? stopAndGo(pid, share);
}

const VERSION_2 = '/sys/fs/cgroup';
const VERSION_1 = '/sys/fs/cgroup/cpu';

function groupLimit(pid: number, share: number): CpuShare | null {
  const quota = (of: number): string => String(Math.round(of * PERIOD_US));
  const name = `face-comparison-${pid}`;
  const makes: readonly [root: string, usable: () => boolean, limit: (group: string, share: number) => void][] = [
    [
      VERSION_2,
      () => readFileSync(join(VERSION_2, 'cgroup.subtree_control'), 'utf8').split(/\s/).includes('cpu'),
      (group, of) => writeFileSync(join(group, 'cpu.max'), `${quota(of)} ${PERIOD_US}`),
    ],
    [
      VERSION_1,
      () => existsSync(join(VERSION_1, 'cpu.cfs_quota_us')) || existsSync(join(VERSION_1, 'cgroup.procs')),
      (group, of) => {
        writeFileSync(join(group, 'cpu.cfs_period_us'), String(PERIOD_US));
        writeFileSync(join(group, 'cpu.cfs_quota_us'), quota(of));
      },
    ],
  ];
  for (const [root, usable, limit] of makes) {
    const group = join(root, name);
    try {
      accessSync(root, constants.W_OK);
      if (!usable()) continue;
      mkdirSync(group);
      limit(group, share);
      writeFileSync(join(group, 'cgroup.procs'), String(pid));
    } catch {
      // Not this one: no such version, or no right to make a group.
      removeGroup(group);
      continue;
    }
    const version = root === VERSION_2 ? 'version 2, cpu.max' : 'version 1, cpu.cfs_quota_us';
    return {
      method: `control group (${version}) with a period of ${PERIOD_MS} ms`,
      set: (next) => limit(group, next),
      // A group can go only when its process has.
      async end() {
        for (let i = 0; i < 50 && !removeGroup(group); i++) await sleep(20);
      },
    };
  }
  return null;
}

function removeGroup(group: string): boolean {
  try {
    rmdirSync(group);
    return true;
  } catch {
    return !existsSync(group);
  }
}

/** Exact to about a millisecond in each period. */
export function stopAndGo(pid: number, share: number): CpuShare {
  let running = true;
  let current = share;
  const signal = (name: 'SIGSTOP' | 'SIGCONT'): void => {
    try {
      process.kill(pid, name);
    } catch {
      running = false;
    }
  };
  const turns = (async () => {
    while (running) {
      const working = Math.min(1, current) * PERIOD_MS;
      await sleep(Math.max(1, working));
      if (!running || working >= PERIOD_MS) continue;
      signal('SIGSTOP');
      await sleep(Math.max(1, PERIOD_MS - working));
      signal('SIGCONT');
    }
  })();
  return {
    method: `SIGSTOP and SIGCONT in periods of ${PERIOD_MS} ms`,
    set(next) {
      current = next;
    },
    async end() {
      running = false;
      await turns;
    },
  };
}
