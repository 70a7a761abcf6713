import { EVERY_NTH_ROUND, type InputKind } from '../inputs/inputs.ts';
import { CONTENDERS, type Contender, type Sample } from './messages.ts';
import { MODEL_RUNS, type ModelRun } from './model-runs.ts';
import type { WorkerProcess } from './worker-process.ts';

/** Everything measured of one kind of input, in the order of the rounds. */
export type KindSamples = Readonly<Record<Contender, Sample[]>>;

export interface Measurements {
  readonly kinds: ReadonlyMap<string, KindSamples>;
  /** Milliseconds of single runs; none of a model that is not at hand. */
  readonly models: Readonly<Record<ModelRun, number[]>>;
}

/** Kinds that the plain pipeline compares too. */
const PLAIN_KINDS: ReadonlySet<string> = new Set(['small', 'phone', 'phone-p3']);
/** Rounds before the first that counts: code is compiled, buffers have their size. */
const WARM_UP = 2;

export type Progress = (done: number, total: number) => void;

/**
 * Compares in rounds: in each, every kind of input once by each contender, and every single model once after each kind, so
 * that whatever else the machine does meets all alike. Each round begins with another kind.
 */
export async function measure(
  worker: WorkerProcess,
  inputs: readonly InputKind[],
  rounds: number,
  progress: Progress,
): Promise<Measurements> {
  const kinds = new Map<string, KindSamples>(inputs.map(({ name }) => [name, { engine: [], plain: [] }]));
  const models = Object.fromEntries(MODEL_RUNS.map((run): [string, number[]] => [run, []])) as Record<
    ModelRun,
    number[]
  >;
  for (let round = -WARM_UP; round < rounds; round++) {
    for (const { name } of dueInRound(inputs, round)) {
      for (const contender of contenders(name, round)) {
        const sample = await worker.do({ task: 'compare', contender, kind: name, pair: pairOf(name, round) });
        if (round >= 0) kinds.get(name)![contender].push(sample);
      }
      for (const run of MODEL_RUNS) {
        const { ms } = await worker.do({ task: 'model', run });
        if (round >= 0 && ms !== null) models[run].push(ms);
      }
    }
    if (round >= 0) progress(round + 1, rounds);
  }
  return { kinds, models };
}

/** The kinds compared in a round, each round beginning with another. Warm-up rounds are negative. */
export function dueInRound(inputs: readonly InputKind[], round: number): InputKind[] {
  const due = inputs.filter(({ name }) => round < 0 || round % (EVERY_NTH_ROUND[name] ?? 1) === 0);
  const first = due.length === 0 ? 0 : Math.abs(round) % due.length;
  return [...due.slice(first), ...due.slice(0, first)];
}

/** Which pair of a kind is taken in a round; more than there are begin again. */
export function pairOf(kind: string, round: number): number {
  return Math.floor(Math.abs(round) / (EVERY_NTH_ROUND[kind] ?? 1));
}

function contenders(kind: string, round: number): readonly Contender[] {
  if (!PLAIN_KINDS.has(kind)) return ['engine'];
  return round % 2 === 0 ? CONTENDERS : CONTENDERS.toReversed();
}
