import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inTurns } from '../../cost/turns.ts';
import { median, type Ratio, ratioOfMedians } from '../../statistics/quantiles.ts';
import type { InputKind } from '../inputs/inputs.ts';
import { SESSION_MODELS, type SessionModel, SessionProcess } from './session-process.ts';
import type { SessionVariant } from './session-variants.ts';

/** What is measured of each variant: loading the models, a run of each, a comparison of each kind of input. */
export type Measured = 'load' | SessionModel | `compare ${string}`;

export interface VariantFigures {
  readonly name: string;
  readonly times: Readonly<Record<string, VariantTime>>;
  /** Resident memory of the process that compared, after it. Bytes. */
  readonly residentBytes: number;
}

export interface VariantTime {
  /** Median. */
  readonly ms: number;
  /** Over the first variant's, with an interval of 95 %. */
  readonly ratio: Ratio;
}

/** One thing measured of one variant. */
interface Item {
  readonly variant: SessionVariant;
  readonly measured: Measured;
  readonly measure: () => Promise<number>;
}

/** Rounds before the first that counts. */
const WARM_UP = 5;

/**
 * Runs the models with other session options in turns, each variant in two processes that have nothing else to do: one with
 * the models alone, one that compares.
 *
 * @param variants the first is what the others are compared with
 * @param inputs whose first pair is compared
 * @param cores processors that all of them may run on; `null` for all
 */
export async function measureSessionOptions(
  variants: readonly SessionVariant[],
  { modelsDir, threads }: { modelsDir: string; threads: number },
  inputs: readonly InputKind[],
  cores: readonly number[] | null,
  rounds: number,
  progress: (done: number, total: number) => void,
): Promise<VariantFigures[]> {
  const savedIn = mkdtempSync(join(tmpdir(), 'optimised-models-'));
  const processes: SessionProcess[] = [];
  const start = async (variant: SessionVariant, use: 'models' | 'engine'): Promise<SessionProcess> => {
    const process = await SessionProcess.start({ modelsDir, threads, variant, savedIn, use }, cores);
    processes.push(process);
    return process;
  };
  try {
    const items: Item[] = [];
    const comparing: SessionProcess[] = [];
    for (const variant of variants) {
      // Saves the models, so that the measured processes find them.
      if (variant.preOptimised) (await start(variant, 'models')).stop();
      const alone = await start(variant, 'models');
      const engine = await start(variant, 'engine');
      comparing.push(engine);
      items.push(
        { variant, measured: 'load', measure: () => alone.load() },
        ...SESSION_MODELS.map((model) => ({ variant, measured: model, measure: () => alone.run(model) })),
        ...inputs.map(({ name, pairs }) => ({
          variant,
          measured: `compare ${name}` as const,
          measure: () => engine.compare(pairs[0]!),
        })),
      );
    }
    await inTurns(items, WARM_UP, ({ measure }) => measure());
    const times = await inTurns(items, rounds, ({ measure }) => measure(), progress);
    const resident = await Promise.all(comparing.map((process) => process.resident()));
    return variants.map((variant, i) => ({
      name: variant.name,
      times: timesOf(variant, variants[0]!, items, times),
      residentBytes: resident[i]!,
    }));
  } finally {
    for (const process of processes) process.stop();
    rmSync(savedIn, { recursive: true });
  }
}

function timesOf(
  variant: SessionVariant,
  first: SessionVariant,
  items: readonly Item[],
  times: readonly (readonly number[])[],
): Record<string, VariantTime> {
  const timesFor = (wanted: SessionVariant, measured: Measured): readonly number[] =>
    times[items.findIndex((item) => item.variant === wanted && item.measured === measured)]!;
  const own = items.filter((item) => item.variant === variant);
  return Object.fromEntries(
    own.map(({ measured }) => {
      const values = timesFor(variant, measured);
      return [measured, { ms: median(values), ratio: ratioOfMedians(values, timesFor(first, measured)) }];
    }),
  );
}
