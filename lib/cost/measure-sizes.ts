import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { MEGABYTES_PER_CPU } from '../../lambda/compare/settings.ts';
import { prepare } from '../bench/command.ts';
import type { InputKind } from '../bench/inputs/inputs.ts';
import { readBenchOptions } from '../bench/options.ts';
import { describeMachine, idlestCores } from '../bench/process/machine.ts';
import type { Setup } from '../bench/process/messages.ts';
import { usageOf } from '../bench/process/process-usage.ts';
import { WorkerProcess } from '../bench/process/worker-process.ts';
import { inputsTable, machineLine } from '../bench/tables.ts';
import type { TableStyle } from '../cli/table.ts';
import { type CpuShare, limitCpu, PERIOD_MS } from './cpu-share.ts';
import { inTurns } from './turns.ts';

/** Comparisons of one memory size. */
export interface SizeTimes {
  readonly memoryMegabytes: number;
  /** Share of processor time, in whole processors. */
  readonly share: number;
  /** Milliseconds, in the order of the rounds. */
  readonly times: readonly number[];
}

export interface Sizes {
  readonly sizes: readonly SizeTimes[];
  readonly method: string;
}

/** What is compared, and where. */
export interface SizeInputs {
  readonly input: InputKind;
  readonly setup: Setup;
  readonly heading: string;
}

/** A process of one number of threads, and how it is held back. */
interface Runner {
  readonly worker: WorkerProcess;
  readonly limit: CpuShare;
  cores: string;
}

const WARM_UP = 5;

/** @param kind of the benchmark's kinds */
export async function sizeInputs(kind: string, style: TableStyle): Promise<SizeInputs> {
  const { setup, inputs } = await prepare({ ...readBenchOptions([]), kinds: [kind], pin: false, style });
  const heading = `${machineLine(describeMachine())}\n\n${inputsTable(inputs, style)}`;
  return { input: inputs[0]!, setup: { ...setup, reference: false }, heading };
}

/**
 * Compares at the processor share of each memory size, in turns: one process does the comparisons of all sizes, and gets
 * the share of a size before each. Sizes of more threads of inference, one for each whole processor, have a process of
 * their own.
 *
 * @param rounds comparisons of each size; all sizes compare the same pair in a round
 */
export async function measureSizes(
  megabytes: readonly number[],
  { input, setup }: SizeInputs,
  rounds: number,
  progress: (done: number, total: number) => void,
): Promise<Sizes> {
  const shares = megabytes.map((size) => size / MEGABYTES_PER_CPU);
  const cores = await idlestCores(Math.ceil(Math.max(...shares)));
  const runners = new Map<number, Runner>();
  const compare = async (share: number, round: number): Promise<number> => {
    const runner = runners.get(threadsOf(share))!;
    runner.limit.set(share);
    await keepOn(runner, cores?.slice(0, Math.ceil(share)) ?? null);
    // A period that the last share has used up ends. Two rounds, there and back, compare the same pair.
    await sleep(2 * PERIOD_MS);
    return (
      await runner.worker.do({ task: 'compare', contender: 'engine', kind: input.name, pair: Math.floor(round / 2) })
    ).ms;
  };
  try {
    for (const threads of new Set(shares.map(threadsOf))) {
      const worker = await WorkerProcess.start({ ...setup, threads }, { cores });
      for (let i = 0; i < WARM_UP; i++) {
        await worker.do({ task: 'compare', contender: 'engine', kind: input.name, pair: i });
      }
      runners.set(threads, { worker, limit: await limitCpu(worker.pid, 1), cores: cores?.join() ?? '' });
    }
    const times = await inTurns(shares, rounds, compare, progress);
    return {
      sizes: megabytes.map((memoryMegabytes, i) => ({ memoryMegabytes, share: shares[i]!, times: times[i]! })),
      method: [...runners.values()][0]!.limit.method,
    };
  } finally {
    for (const { worker, limit } of runners.values()) {
      worker.stop();
      await limit.end();
    }
  }
}

function threadsOf(share: number): number {
  return Math.max(1, Math.floor(share));
}

/** Keeps all threads of a process on some cores. */
async function keepOn(runner: Runner, cores: readonly number[] | null): Promise<void> {
  const list = cores?.join() ?? '';
  if (runner.cores === list) return;
  await promisify(execFile)('taskset', ['-a', '-c', '-p', list, String(runner.worker.pid)]);
  runner.cores = list;
}

const PEAK_PROCESSES = 3;
const PEAK_COMPARISONS = 20;

/**
 * The highest resident memory of a fresh process after 20 comparisons, the largest of three. It does not depend on the
 * memory size: the share of the processor makes comparisons slower, not larger.
 *
 * @returns bytes
 */
export async function measurePeak({ input, setup }: SizeInputs): Promise<number> {
  const peaks: number[] = [];
  for (let i = 0; i < PEAK_PROCESSES; i++) {
    const worker = await WorkerProcess.start({ ...setup, threads: 1 }, { cores: await idlestCores(1) });
    try {
      for (let pair = 0; pair < PEAK_COMPARISONS; pair++) {
        await worker.do({ task: 'compare', contender: 'engine', kind: input.name, pair });
      }
      peaks.push(usageOf(worker.pid).peakBytes);
    } finally {
      worker.stop();
    }
  }
  return Math.max(...peaks);
}
