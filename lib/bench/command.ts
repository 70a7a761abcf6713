import { progressBar } from '../cli/progress-bar.ts';
import { writeJson } from '../cli/write-json.ts';
import { measureMemory } from './memory/memory.ts';
import { memoryTables } from './memory/memory-tables.ts';
import { prepare, type RunOptions } from './prepare/prepare.ts';
import { measure } from './process/measure.ts';
import type { Setup } from './process/messages.ts';
import { type WorkerOptions, WorkerProcess } from './process/worker-process.ts';
import { type Figures, figuresOf } from './report/figures.ts';
import { figuresTables } from './report/tables.ts';

export interface BenchOptions extends RunOptions {
  readonly rounds: number;
  /** Whether to measure memory too. Linux only. */
  readonly memory: boolean;
  /** File for the figures, "-" for standard output, `null` for none. */
  readonly json: string | null;
}

/** Measures every kind of input and prints the figures. */
export async function bench(options: BenchOptions): Promise<void> {
  const { rounds, style, json } = options;
  const { setup, worker, heading, about } = await prepare(options);
  const figures = await timeFigures(setup, worker, rounds);
  // Peaks are read from /proc.
  const measuresMemory = options.memory && process.platform === 'linux';
  const memory = measuresMemory ? await measureMemory(setup, worker, progressBar('kinds of input')) : null;
  const tables = [figuresTables(figures, style), ...(memory === null ? [] : [memoryTables(memory, style)])];
  console.log([heading, ...tables].join('\n\n'));
  await writeJson(json, { ...about, rounds, ...figures, memory: memory && Object.fromEntries(memory) });
}

/** The measuring process ends before those start in which memory is measured. */
async function timeFigures(setup: Setup, options: WorkerOptions, rounds: number): Promise<Figures> {
  using worker = await WorkerProcess.start(setup, options);
  return figuresOf(await measure(worker, setup.inputs, rounds, progressBar('rounds')));
}
