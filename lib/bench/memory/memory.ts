import { median } from '../../statistics/quantiles.ts';
import { EVERY_NTH_ROUND, type InputKind } from '../inputs/inputs.ts';
import type { Allocation, Peak, Setup } from '../process/messages.ts';
import { type WorkerOptions, WorkerProcess } from '../process/worker-process.ts';

/** Memory that one kind of input takes. Bytes. */
export interface KindMemory {
  /** Resident memory of a process that has loaded the models and taken every step once with a drawn face. */
  readonly readyBytes: number;
  /** The highest in its first comparison, and in a few more after it. */
  readonly firstPeakBytes: number;
  readonly laterPeakBytes: number;
  /** The highest in each step of the first comparison, and how much that is above the step's beginning. */
  readonly steps: Readonly<Record<string, StepMemory>>;
  /** Bytes that JavaScript allocates in one comparison once code is compiled, including those collected meanwhile. */
  readonly allocatedBytes: number;
  /** Largest less smallest of the comparisons behind that median, over the median. */
  readonly allocationSpread: number;
}

export interface StepMemory {
  readonly peakBytes: number;
  readonly grownBytes: number;
  readonly allocatedBytes: number;
}

/** Processes that a median of peaks is taken of, and comparisons in each after the first: fewer of kinds that take long. */
const PEAK_PROCESSES = 3;
const LATER = { usual: 10, seldom: 2 } as const;

/**
 * Comparisons are repeated until ALIKE of them in a row allocate the same, within a share of their median, and ENOUGH times
 * at most. Code that is not compiled yet allocates an object for each number.
 */
const ALIKE = 7;
const SAME = 0.02;
const ENOUGH = { usual: 60, seldom: 14 } as const;

/**
 * Measures each kind of input in processes that have seen no other. A process keeps what it once took from the machine, so
 * another kind's memory would count. Linux only.
 *
 * @param setup holds the inputs
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
      peaks.push(await peaksOf(alone, worker, kind));
    }
    memory.set(kind.name, kindMemory(peaks, await allocationsOf(alone, worker, kind)));
    progress(memory.size, setup.inputs.length);
  }
  return memory;
}

export interface KindPeaks {
  readonly first: Peak;
  readonly laterPeakBytes: number;
}

async function peaksOf(setup: Setup, options: WorkerOptions, kind: InputKind): Promise<KindPeaks> {
  using process = await WorkerProcess.start(setup, options);
  const task = { task: 'peak', kind: kind.name, pair: 0 } as const;
  const first = await process.do(task);
  let laterPeakBytes = 0;
  for (let i = 0; i < LATER[pace(kind)]; i++) {
    laterPeakBytes = Math.max(laterPeakBytes, (await process.do(task)).peakBytes);
  }
  return { first, laterPeakBytes };
}

/** Returns the last comparisons, which allocate alike unless there were too few. */
async function allocationsOf(setup: Setup, options: WorkerOptions, kind: InputKind): Promise<Allocation[]> {
  // A single thread collects garbage, so that memory is free when the collection is reported.
  using process = await WorkerProcess.start(setup, { ...options, flags: ['--single-threaded-gc'] });
  const last: Allocation[] = [];
  for (let i = 0; i < ENOUGH[pace(kind)] && !areAlike(last); i++) {
    last.push(await process.do({ task: 'allocate', kind: kind.name, pair: 0 }));
    if (last.length > ALIKE) last.shift();
  }
  return last;
}

/** Returns whether enough comparisons were made and the last ones allocated the same. */
export function areAlike(allocations: readonly Allocation[]): boolean {
  return allocations.length >= ALIKE && spreadOf(allocations) <= SAME;
}

function spreadOf(allocations: readonly Allocation[]): number {
  const bytes = allocations.map((allocation) => allocation.bytes);
  return (Math.max(...bytes) - Math.min(...bytes)) / median(bytes);
}

/** Returns the medians of what was measured of a kind. */
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
