import type { KindSamples, Measurements } from './measure.ts';
import type { Sample } from './messages.ts';
import { MODEL_RUNS, type ModelRun } from './model-runs.ts';
import { median, quantile, type Ratio, ratioOfMedians } from './statistics.ts';

export interface StepFigures {
  /** Milliseconds. */
  readonly p50: number;
  readonly p95: number;
  /** Processor time, median; milliseconds. */
  readonly cpu: number;
}

export interface ContenderFigures {
  readonly comparisons: number;
  readonly total: StepFigures;
  readonly steps: Readonly<Record<string, StepFigures>>;
  /** Runs of models in one comparison and their share of its time, medians. */
  readonly modelRuns: number;
  readonly modelMs: number;
  readonly faces: readonly [number, number];
}

export interface KindFigures extends ContenderFigures {
  readonly plain: ContenderFigures | null;
}

export interface Target {
  readonly name: string;
  readonly ratio: Ratio;
  /** `null` where the ratio is told and held to nothing. */
  readonly limit: number | null;
  readonly is: 'at most' | 'at least';
  readonly met: boolean;
}

export interface Figures {
  readonly kinds: Readonly<Record<string, KindFigures>>;
  /** Median milliseconds of a single run. */
  readonly models: Readonly<Record<ModelRun, number>>;
  readonly targets: readonly Target[];
}

/** Medians, percentiles and ratios of what was measured. */
export function figuresOf(measurements: Measurements): Figures {
  const kinds: Record<string, KindFigures> = {};
  for (const [name, samples] of measurements.kinds) {
    if (samples.engine.length > 0) kinds[name] = kindFigures(samples);
  }
  const models = Object.fromEntries(MODEL_RUNS.map((run) => [run, median(measurements.models[run])]));
  return { kinds, models: models as Record<ModelRun, number>, targets: targetsOf(measurements) };
}

function kindFigures({ engine, plain }: KindSamples): KindFigures {
  return { ...contenderFigures(engine), plain: plain.length === 0 ? null : contenderFigures(plain) };
}

function contenderFigures(samples: readonly Sample[]): ContenderFigures {
  const stepNames = [...new Set(samples.flatMap(({ steps }) => Object.keys(steps)))];
  const steps = stepNames.map((step) => {
    const values = samples.map((sample) => sample.steps[step] ?? { ms: 0, cpuMs: 0 });
    return [step, stepFigures(values)] as const;
  });
  return {
    comparisons: samples.length,
    total: stepFigures(samples),
    steps: Object.fromEntries(steps),
    modelRuns: median(samples.map((sample) => sample.modelRuns)),
    modelMs: median(samples.map((sample) => sample.modelMs)),
    faces: samples.at(-1)!.faces,
  };
}

function stepFigures(values: readonly { ms: number; cpuMs: number }[]): StepFigures {
  const times = values.map(({ ms }) => ms);
  return { p50: median(times), p95: quantile(times, 0.95), cpu: median(values.map(({ cpuMs }) => cpuMs)) };
}

/** What the comparison is held to; those whose inputs were not measured are left out. */
function targetsOf({ kinds, models }: Measurements): Target[] {
  const times = (name: string, contender: 'engine' | 'plain'): number[] =>
    (kinds.get(name)?.[contender] ?? []).map(({ ms }) => ms);
  const small = times('small', 'engine');
  const phone = times('phone', 'engine');
  const targets: Target[] = [];
  const add = (
    name: string,
    a: readonly number[],
    b: readonly number[],
    is: 'at most' | 'at least',
    limit: number | null,
  ): void => {
    if (a.length === 0 || a.length !== b.length) return;
    const ratio = ratioOfMedians(a, b);
    const met = limit === null || (is === 'at most' ? ratio.ratio <= limit : ratio.ratio >= limit);
    targets.push({ name, ratio, limit, is, met });
  };
  // Models run after every kind of every round; as many values as rounds make them pairs with the comparisons.
  const perRound = (run: ModelRun): number[] => roundMedians(models[run], small.length);
  const [detector, quality] = [perRound('yunet-320x320'), perRound('quality')];
  const alone = (embedder: 'published embedder' | 'embedder'): number[] =>
    perRound(embedder).map((ms, i) => 2 * (ms + detector[i]! + quality[i]!));
  const models320 = (embedder: string): string => `two 640x480 JPEGs : 2 x (YuNet at 320x320 + ${embedder} + quality)`;
  add(models320('published embedder'), small, alone('published embedder'), 'at most', 1.35);
  add(models320('embedder as rewritten'), small, alone('embedder'), 'at most', null);
  add('phone photo : two 640x480 JPEGs', phone, small, 'at most', 2.2);
  add('plain pipeline : ours, two 640x480 JPEGs', times('small', 'plain'), small, 'at least', 1);
  add('plain pipeline : ours, phone photo', times('phone', 'plain'), phone, 'at least', 2);
  return targets;
}

/** The median of each of so many equal parts of the values. */
export function roundMedians(values: readonly number[], rounds: number): number[] {
  if (values.length < rounds) return [];
  return Array.from({ length: rounds }, (_, i) =>
    median(values.slice(Math.floor((i * values.length) / rounds), Math.floor(((i + 1) * values.length) / rounds))),
  );
}
