import { prepare } from '../bench/command.ts';
import { idlestCores } from '../bench/machine.ts';
import { readBenchOptions } from '../bench/options.ts';
import { usageOf } from '../bench/process-usage.ts';
import { median, quantile } from '../bench/statistics.ts';
import { WorkerProcess } from '../bench/worker-process.ts';
import type { SizeTimes } from './cost-model.ts';
import { limitCpu } from './cpu-share.ts';
import { MEGABYTES_PER_CPU } from './workload.ts';

/** What one memory size does. */
export interface SizeFigures extends SizeTimes {
  /** Share of processor time, in whole processors. */
  readonly share: number;
  /** Highest resident memory. Bytes. */
  readonly peakBytes: number;
}

export interface Sizes {
  readonly sizes: readonly SizeFigures[];
  readonly method: string;
  /** Where it was measured. */
  readonly heading: string;
}

const WARM_UP = 3;

/**
 * Compares at the processor share of each memory size, as many pairs of one kind of input in each, with as many threads of
 * inference as the compare function has: one for each whole processor.
 *
 * @param kind of the benchmark's kinds
 */
export async function measureSizes(
  megabytes: readonly number[],
  kind: string,
  rounds: number,
  style: 'text' | 'markdown',
  progress: (done: number, total: number) => void,
): Promise<Sizes> {
  const { setup, heading } = await prepare({ ...readBenchOptions([]), kinds: [kind], pin: false, style });
  const figures: SizeFigures[] = [];
  let method = '';
  for (const [i, memoryMegabytes] of megabytes.entries()) {
    const share = memoryMegabytes / MEGABYTES_PER_CPU;
    const cores = await idlestCores(Math.ceil(share));
    const threads = Math.max(1, Math.floor(share));
    const worker = await WorkerProcess.start({ ...setup, threads, reference: false }, { cores });
    const limit = await limitCpu(worker.pid, share);
    try {
      method = limit.method;
      const times: number[] = [];
      for (let round = -WARM_UP; round < rounds; round++) {
        const task = { task: 'compare', contender: 'engine', kind, pair: Math.abs(round) } as const;
        const { ms } = await worker.do(task);
        if (round >= 0) times.push(ms);
      }
      const { peakBytes } = usageOf(worker.pid);
      figures.push({ memoryMegabytes, share, p50: median(times), p95: quantile(times, 0.95), peakBytes });
    } finally {
      worker.stop();
      await limit.end();
    }
    progress(i + 1, megabytes.length);
  }
  return { sizes: figures, method, heading };
}
