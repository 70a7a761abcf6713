import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { MEGABYTES_PER_CPU } from '../../../lambda/compare/settings.ts';
import { type CpuShare, limitCpu, PERIOD_MS } from '../../cost/cpu-share.ts';
import { inTurns } from '../../cost/turns.ts';
import { median, type Ratio, ratioOfMedians } from '../../statistics/quantiles.ts';
import type { InputKind } from '../inputs/inputs.ts';
import { idlestCores } from '../process/machine.ts';
import { SessionProcess } from './session-process.ts';
import { OURS, type SessionVariant, SPINNING } from './session-variants.ts';

/** Comparisons with some number of threads at the processor share of a memory size. */
export interface ThreadFigures {
  readonly memoryMegabytes: number;
  /** Share of processor time, in whole processors. */
  readonly share: number;
  readonly threads: number;
  readonly spinning: boolean;
  readonly kinds: Readonly<Record<string, ThreadTime>>;
}

export interface ThreadTime {
  /** Median milliseconds of a comparison. */
  readonly ms: number;
  /** Over that of one thread at the same size, with an interval of 95 %. */
  readonly ratio: Ratio;
}

export interface ThreadShares {
  readonly figures: readonly ThreadFigures[];
  /** How the share was given. */
  readonly method: string;
}

/** One whole processor, a little more, just below two, two, three and four. */
export const THREAD_SIZES: readonly number[] = [1769, 2048, 3008, 3538, 5307, 7076];

const WARM_UP = 3;

/** Numbers of threads tried with so many processors, one first. */
export function threadsTried(processors: number): readonly { threads: number; variant: SessionVariant }[] {
  const most = Math.max(2, processors);
  return [
    ...Array.from({ length: most }, (_, i) => ({ threads: i + 1, variant: OURS })),
    { threads: 2, variant: SPINNING },
  ];
}

/**
 * Compares with different numbers of threads of one inference, at the processor share that Lambda gives to each memory size;
 * of one size all in turns, each in a process with its own share. Sizes with more processors than there are here are left
 * out.
 */
export async function measureThreadShares(
  sizes: readonly number[],
  modelsDir: string,
  inputs: readonly InputKind[],
  rounds: number,
  progress: (done: number, total: number) => void,
): Promise<ThreadShares> {
  const possible = sizes.filter((size) => Math.ceil(size / MEGABYTES_PER_CPU) <= availableParallelism());
  const figures: ThreadFigures[] = [];
  let method = '';
  for (const size of possible) {
    const ofSize = await measureSize(size, modelsDir, inputs, rounds);
    figures.push(...ofSize.figures);
    method = ofSize.method;
    progress(possible.indexOf(size) + 1, possible.length);
  }
  return { figures, method };
}

async function measureSize(
  memoryMegabytes: number,
  modelsDir: string,
  inputs: readonly InputKind[],
  rounds: number,
): Promise<ThreadShares> {
  const share = memoryMegabytes / MEGABYTES_PER_CPU;
  const processors = Math.ceil(share);
  const cores = await idlestCores(processors);
  const running: { process: SessionProcess; limit: CpuShare }[] = [];
  try {
    const tried = threadsTried(processors);
    for (const { threads, variant } of tried) {
      const process = await SessionProcess.start({ modelsDir, threads, variant, savedIn: null, use: 'engine' }, cores);
      running.push({ process, limit: await limitCpu(process.pid, share) });
    }
    const items = running.flatMap(({ process }) => inputs.map(({ pairs }) => ({ process, pair: pairs[0]! })));
    const measure = async ({ process, pair }: (typeof items)[number]): Promise<number> => {
      // A period whose share the last comparison has used up ends, and threads stop spinning.
      await sleep(2 * PERIOD_MS);
      return process.compare(pair);
    };
    await inTurns(items, WARM_UP, measure);
    const times = await inTurns(items, rounds, measure);
    const figures = tried.map(({ threads, variant }, i) => ({
      memoryMegabytes,
      share,
      threads,
      spinning: variant === SPINNING,
      kinds: Object.fromEntries(
        inputs.map(({ name }, kind) => {
          const values = times[i * inputs.length + kind]!;
          return [name, { ms: median(values), ratio: ratioOfMedians(values, times[kind]!) }];
        }),
      ),
    }));
    return { figures, method: running[0]!.limit.method };
  } finally {
    for (const { process, limit } of running) {
      process.stop();
      await limit.end();
    }
  }
}
