import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

/** Where figures were measured. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGigabytes: number;
  readonly node: string;
  /** Processes that wanted a core in the minute before, as Linux counts them. */
  readonly load: number;
  readonly date: string;
  readonly commit: string;
}

export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGigabytes: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    load: loadavg()[0]!,
    date: new Date().toISOString().slice(0, 10),
    commit: commitOf(import.meta.dirname),
  };
}

/** Short hash of a checkout's commit, with `+` where files differ from it. */
export function commitOf(dir: string): string {
  try {
    const git = (...args: string[]): string => execFileSync('git', ['-C', dir, ...args], { encoding: 'utf8' }).trim();
    const hash = git('rev-parse', '--short', 'HEAD');
    return git('status', '--porcelain', '--untracked-files=no') === '' ? hash : `${hash}+`;
  } catch {
    return 'unknown';
  }
}

/**
 * Processors to pin a measuring process to: those with most idle time in the last moment.
 *
 * @param count how many
 * @returns `null` where `taskset` is missing, as on macOS
 */
export async function idlestCores(count: number): Promise<number[] | null> {
  if (spawnSync('taskset', ['--version']).status !== 0) return null;
  const before = idleTimes();
  await sleep(300);
  const after = idleTimes();
  const idle = [...after].map(([core, ticks]) => ({ core, ticks: ticks - (before.get(core) ?? 0) }));
  return idle
    .toSorted((a, b) => b.ticks - a.ticks)
    .slice(0, count)
    .map(({ core }) => core);
}

/** Idle ticks of each processor since the start (proc(5), /proc/stat). */
function idleTimes(): Map<number, number> {
  const lines = readFileSync('/proc/stat', 'utf8').matchAll(/^cpu(\d+) \d+ \d+ \d+ (\d+)/gm);
  return new Map([...lines].map(([, core, ticks]) => [Number(core), Number(ticks)]));
}
