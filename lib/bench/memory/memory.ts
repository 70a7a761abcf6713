import { median } from '../../statistics/quantiles.ts';
import { EVERY_NTH_ROUND, type InputKind } from '../inputs/inputs.ts';
import type { Peak, Setup, StepPeak } from '../process/messages.ts';
import { type WorkerOptions, WorkerProcess } from '../process/worker-process.ts';

/** Memory that one kind of input takes. Bytes. */
export interface KindMemory {
  /** Resident memory of a process that has loaded the models and taken every step once with a drawn face. */
  readonly readyBytes: number;
  /** The highest in its first comparison, and in a few more after it. */
  readonly firstPeakBytes: number;
  readonly laterPeakBytes: number;
  /** The highest in each step of the first comparison, and how much that is above the step's beginning. */
  readonly steps: Readonly<Record<string, StepPeak>>;
}

/** Processes that a median of peaks is taken of, and comparisons in each after the first: fewer of kinds that take long. */
const PEAK_PROCESSES = 3;
const LATER = { usual: 10, seldom: 2 } as const;

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
    memory.set(kind.name, kindMemory(peaks));
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

/** Returns the medians of what was measured of a kind. */
export function kindMemory(peaks: readonly KindPeaks[]): KindMemory {
  const names = new Set(peaks.flatMap(({ first }) => Object.keys(first.steps)));
  const steps = [...names].map((step): [string, StepPeak] => {
    const found = peaks.flatMap(({ first }) => first.steps[step] ?? []);
    const peakBytes = median(found.map((peak) => peak.peakBytes));
    return [step, { peakBytes, grownBytes: median(found.map((peak) => peak.grownBytes)) }];
  });
  return {
    readyBytes: median(peaks.map(({ first }) => first.beforeBytes)),
    firstPeakBytes: median(peaks.map(({ first }) => first.peakBytes)),
    laterPeakBytes: median(peaks.map(({ laterPeakBytes }) => laterPeakBytes)),
    steps: Object.fromEntries(steps),
  };
}

function pace({ name }: InputKind): 'usual' | 'seldom' {
  return EVERY_NTH_ROUND[name] === undefined ? 'usual' : 'seldom';
}
