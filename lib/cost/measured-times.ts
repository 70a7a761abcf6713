import { prepare } from '../bench/prepare/prepare.ts';
import type { Setup } from '../bench/process/messages.ts';
import { type WorkerOptions, WorkerProcess } from '../bench/process/worker-process.ts';
import { progressBar } from '../cli/progress-bar.ts';
import type { TableStyle } from '../cli/table.ts';
import { measureAround } from './around-comparison.ts';

/** Comparisons on one whole processor. */
export interface MeasuredTimes {
  /** Milliseconds of each comparison. */
  readonly times: readonly number[];
  /** Milliseconds of processor time around a comparison. */
  readonly aroundCpuMs: number;
  /** Lines that say what was measured and where. */
  readonly heading: string;
}

/** Comparisons before the first that counts. */
const WARM_UP = 5;

/**
 * Measures comparisons of one kind of the benchmark's inputs, and the work around one.
 *
 * @param kind of KIND_NAMES
 */
export async function measureTimes(kind: string, rounds: number, style: TableStyle): Promise<MeasuredTimes> {
  const options = { kinds: [kind], threads: 1, facesDir: null, pin: true, style };
  const { setup, worker, heading } = await prepare(options);
  const times = await comparisonTimes({ ...setup, reference: false }, worker, kind, rounds);
  return { times, aroundCpuMs: await measureAround(setup.inputs[0]!.pairs[0]!, setup.modelsDir), heading };
}

async function comparisonTimes(setup: Setup, options: WorkerOptions, kind: string, rounds: number): Promise<number[]> {
  using worker = await WorkerProcess.start(setup, options);
  const progress = progressBar('rounds');
  const times: number[] = [];
  for (let round = -WARM_UP; round < rounds; round++) {
    const { ms } = await worker.do({ task: 'compare', contender: 'engine', kind, pair: Math.abs(round) });
    if (round < 0) continue;
    times.push(ms);
    progress(round + 1, rounds);
  }
  return times;
}
