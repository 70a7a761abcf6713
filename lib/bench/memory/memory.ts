import { median } from '../../statistics/quantiles.ts';
import { EVERY_NTH_ROUND, type InputKind } from '../inputs/inputs.ts';
import type { Allocation, Peak, Setup } from '../process/messages.ts';
import { type WorkerOptions, WorkerProcess } from '../process/worker-process.ts';

/** What one kind of input takes of memory. Bytes. */
export interface KindMemory {
  /** Resident memory of a process that is ready: models loaded, every step taken once with a drawn face. */
  readonly readyBytes: number;
  /** The highest in its first comparison, and in a few more after it. */
  readonly firstPeakBytes: number;
  readonly laterPeakBytes: number;
  /** The highest in each step of the first comparison, and how much that is above the step's beginning. */
  readonly steps: Readonly<Record<string, StepMemory>>;
  /** What JavaScript allocates in one comparison once code is compiled, collected meanwhile or not. */
  readonly allocatedBytes: number;
  /** Largest less smallest of the comparisons that this is the median of, over the median. */
  readonly allocationSpread: number;
}

export interface StepMemory {
  readonly peakBytes: number;
  readonly grownBytes: number;
  readonly allocatedBytes: number;
}

/** Processes whose peaks the median is taken of, and comparisons in each after the first; less of kinds that take long. */
const PEAK_PROCESSES = 3;
const LATER = { usual: 10, seldom: 2 } as const;

/**
 * Comparisons until as many in a row allocate the same within a share of their median: code that is not compiled yet
 * allocates an object for each number.
 */
const ALIKE = 7;
const SAME = 0.02;
const ENOUGH = { usual: 60, seldom: 14 } as const;

/**
 * Measures each kind of input in processes that have seen no other: what a process once took from the machine it keeps, so
 * another kind's memory would count. Linux only.
 *
 * @param setup its inputs are measured
 */
export async function measureMemory(
  setup: Setup,
  worker: WorkerOptions,
  progress: (done: number, total: number) => void,
): Promise<ReadonlyMap<string, KindMemory>> {
  const memory = new Map<string, KindMemory>();
  for (const kind of setup.inputs) {
    const alone = { ...setup, inputs: [kind], reference: false };
    const peaks: KindPeaks[] = [];
    for (let i = 0; i < PEAK_PROCESSES; i++) {
      peaks.push(await inProcess(alone, worker, (process) => peaksOf(process, kind)));
    }
    // Garbage is collected by one thread, so that what is freed is freed when it is said to be.
    const flags = ['--single-threaded-gc'];
    const allocations = await inProcess(alone, { ...worker, flags }, (process) => allocationsOf(process, kind));
    memory.set(kind.name, kindMemory(peaks, allocations));
    progress(memory.size, setup.inputs.length);
  }
  return memory;
}

async function inProcess<T>(
  setup: Setup,
  options: WorkerOptions,
  use: (process: WorkerProcess) => Promise<T>,
): Promise<T> {
  const process = await WorkerProcess.start(setup, options);
  return use(process).finally(() => process.stop());
}

export interface KindPeaks {
  readonly first: Peak;
  readonly laterPeakBytes: number;
}

async function peaksOf(process: WorkerProcess, kind: InputKind): Promise<KindPeaks> {
  const task = { task: 'peak', kind: kind.name, pair: 0 } as const;
  const first = await process.do(task);
  let laterPeakBytes = 0;
  for (let i = 0; i < LATER[pace(kind)]; i++) {
    laterPeakBytes = Math.max(laterPeakBytes, (await process.do(task)).peakBytes);
  }
  return { first, laterPeakBytes };
}

/** @returns the last ones, alike where that was reached */
async function allocationsOf(process: WorkerProcess, kind: InputKind): Promise<Allocation[]> {
  const last: Allocation[] = [];
  for (let i = 0; i < ENOUGH[pace(kind)] && !areAlike(last); i++) {
    last.push(await process.do({ task: 'allocate', kind: kind.name, pair: 0 }));
    if (last.length > ALIKE) last.shift();
  }
  return last;
}

/** Whether enough comparisons were made, and the last ones allocated the same. */
export function areAlike(allocations: readonly Allocation[]): boolean {
  return allocations.length >= ALIKE && spreadOf(allocations) <= SAME;
}

function spreadOf(allocations: readonly Allocation[]): number {
  const bytes = allocations.map((allocation) => allocation.bytes);
  return (Math.max(...bytes) - Math.min(...bytes)) / median(bytes);
}

/** Medians of what was measured of a kind. */
export function kindMemory(peaks: readonly KindPeaks[], allocations: readonly Allocation[]): KindMemory {
  const names = new Set(
    [...peaks.map(({ first }) => first), ...allocations].flatMap(({ steps }) => Object.keys(steps)),
  );
  const steps = [...names].map((step): [string, StepMemory] => {
    const found = peaks.flatMap(({ first }) => first.steps[step] ?? []);
    return [
      step,
      {
        peakBytes: median(found.map(({ peakBytes }) => peakBytes)),
        grownBytes: median(found.map(({ grownBytes }) => grownBytes)),
        allocatedBytes: median(allocations.map((allocation) => allocation.steps[step] ?? 0)),
      },
    ];
  });
  return {
    readyBytes: median(peaks.map(({ first }) => first.beforeBytes)),
    firstPeakBytes: median(peaks.map(({ first }) => first.peakBytes)),
    laterPeakBytes: median(peaks.map(({ laterPeakBytes }) => laterPeakBytes)),
    steps: Object.fromEntries(steps),
    allocatedBytes: median(allocations.map(({ bytes }) => bytes)),
    allocationSpread: spreadOf(allocations),
  };
}

function pace({ name }: InputKind): 'usual' | 'seldom' {
  return EVERY_NTH_ROUND[name] === undefined ? 'usual' : 'seldom';
}
