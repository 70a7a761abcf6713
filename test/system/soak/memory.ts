import { readFileSync } from 'node:fs';
import { processTree } from '../image/image-harness.ts';

/** Resident memory of processes over time, bytes. */
export class MemoryWatch {
  readonly #samples: number[] = [];
  readonly #of: () => readonly number[];
  readonly #timer: NodeJS.Timeout;

  /** @param of ids of the processes to add up; those of the moment */
  constructor(of: () => readonly number[], everyMs = 500) {
    this.#of = of;
    this.#timer = setInterval(() => this.#sample(), everyMs);
  }

  stop(): { readonly early: number; readonly late: number; readonly peak: number } {
    clearInterval(this.#timer);
    this.#sample();
    const quarter = Math.max(1, Math.floor(this.#samples.length / 4));
    // The first quarter is the start; the second is how it settles.
    const early = median(this.#samples.slice(quarter, 2 * quarter + 1));
    return { early, late: median(this.#samples.slice(-quarter)), peak: Math.max(...this.#samples) };
  }

  #sample(): void {
    this.#samples.push(this.#of().reduce((sum, pid) => sum + residentMemory(pid), 0));
  }
}

/** All processes that this one started. */
export function childProcesses(): number[] {
  return processTree(process.pid).slice(1);
}

function residentMemory(pid: number): number {
  try {
    return 1024 * Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
