import { mean, median, quantile, type Ratio, ratioOfMedians } from '../statistics/quantiles.ts';
import type { KindSamples, Measurements } from './process/measure.ts';
import type { Contender, Sample } from './process/messages.ts';
import { MODEL_RUNS, type ModelRun } from './process/model-runs.ts';

export interface StepFigures {
  /** Milliseconds. */
  readonly p50: number;
  /** What Lambda bills. */
  readonly mean: number;
  /** `null` below 20 comparisons: one in twenty is slower. */
  readonly p95: number | null;
  /** Processor time, median; milliseconds. */
  readonly cpu: number;
}

export interface ContenderFigures {
  readonly comparisons: number;
  readonly total: StepFigures;
  readonly steps: Readonly<Record<string, StepFigures>>;
  /** Runs of models in one comparison and their time, medians, and the latter over the median of the whole. */
  readonly modelRuns: number;
  readonly modelMs: number;
  readonly modelShare: number;
  readonly faces: readonly [number, number];
}

export interface KindFigures extends ContenderFigures {
  /** The plain pipeline with the same session options; `null` for kinds it does not compare. */
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
  /** Median milliseconds of a single run; models that are not at hand are left out. */
  readonly models: Readonly<Partial<Record<ModelRun, number>>>;
  readonly targets: readonly Target[];
}

/** Comparisons of which the slowest twentieth is at least one. */
const LEAST_FOR_P95 = 20;

/** Medians, percentiles and ratios of what was measured. */
export function figuresOf(measurements: Measurements): Figures {
  const kinds: Record<string, KindFigures> = {};
  for (const [name, samples] of measurements.kinds) {
    if (samples.engine.length > 0) kinds[name] = kindFigures(samples);
  }
  const measured = MODEL_RUNS.filter((run) => measurements.models[run].length > 0);
  const models = Object.fromEntries(measured.map((run) => [run, median(measurements.models[run])]));
  return { kinds, models, targets: targetsOf(measurements) };
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
  const total = stepFigures(samples);
  const modelMs = median(samples.map((sample) => sample.modelMs));
  return {
    comparisons: samples.length,
    total,
    steps: Object.fromEntries(steps),
    modelRuns: median(samples.map((sample) => sample.modelRuns)),
    modelMs,
    modelShare: modelMs / total.p50,
    faces: samples.at(-1)!.faces,
  };
}

function stepFigures(values: readonly { ms: number; cpuMs: number }[]): StepFigures {
  const times = values.map(({ ms }) => ms);
  const p95 = times.length < LEAST_FOR_P95 ? null : quantile(times, 0.95);
  return { p50: median(times), mean: mean(times), p95, cpu: median(values.map(({ cpuMs }) => cpuMs)) };
}

/**
 * What the comparison is held to, and what is told beside it: the small case by the published embedder is the criterion, the
 * rewritten one and the second look are ours to choose. Those whose inputs were not measured are left out. */
function targetsOf({ kinds, models }: Measurements): Target[] {
  const times = (name: string, contender: Contender): number[] =>
    (kinds.get(name)?.[contender] ?? []).map(({ ms }) => ms);
  const small = times('small', 'engine');
  const once = (kinds.get('small')?.engine ?? []).map(({ ms, steps }) => ms - (steps.secondLook?.ms ?? 0));
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
  for (const [embedder, title, limit] of [
    ['published embedder', 'published embedder', 1.35],
    ['embedder', 'embedder as rewritten', null],
  ] as const) {
    const models320 = `2 x (YuNet at 320x320 + ${title} + quality)`;
    add(`two 640x480 JPEGs : ${models320}`, small, alone(embedder), 'at most', limit);
    add(`two 640x480 JPEGs less the second look : ${models320}`, once, alone(embedder), 'at most', null);
  }
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
