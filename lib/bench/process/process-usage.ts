import { readFileSync, writeFileSync } from 'node:fs';

/** Ticks a second in which Linux counts processor time for user programs (USER_HZ; 100 on all of Lambda's processors). */
const TICKS_PER_SECOND = 100;

export interface ProcessUsage {
  /** Processor time since the process began, all its threads, to 10 ms. */
  readonly cpuMs: number;
  /** Resident memory now and at its highest. Bytes. */
  readonly residentBytes: number;
  readonly peakBytes: number;
}

/**
 * What Linux knows of a process (proc(5), stat and status).
 *
 * @throws Error when there is no such process
 */
export function usageOf(pid: number): ProcessUsage {
  return {
    cpuMs: cpuMillisecondsOf(readFileSync(`/proc/${pid}/stat`, 'utf8')),
    ...memoryOf(readFileSync(`/proc/${pid}/status`, 'utf8')),
  };
}

/** @param stat text of /proc/PID/stat; the name of the program in it may hold spaces and brackets */
export function cpuMillisecondsOf(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // The state is field 3; utime and stime are fields 14 and 15.
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SECOND;
}

/** @param status text of /proc/PID/status */
export function memoryOf(status: string): Pick<ProcessUsage, 'residentBytes' | 'peakBytes'> {
  const bytes = (name: string): number =>
    1024 * Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? Number.NaN);
  return { residentBytes: bytes('VmRSS'), peakBytes: bytes('VmHWM') };
}

/** The highest resident memory of this process since it was last begun again. Linux only. */
export const peakOfThisProcess = {
  /** Lets Linux begin VmHWM again at what is resident now (proc(5), clear_refs, 5). */
  reset(): void {
    writeFileSync('/proc/self/clear_refs', '5');
  },
  read: (): Pick<ProcessUsage, 'residentBytes' | 'peakBytes'> => memoryOf(readFileSync('/proc/self/status', 'utf8')),
} as const;
