import { type Ratio, ratioOfMedians } from '../../statistics/intervals.ts';
import { mean, median, quantile } from '../../statistics/quantiles.ts';
import type { KindSamples, Measurements } from '../process/measure.ts';
import type { Contender, Sample } from '../process/messages.ts';
import { MODEL_RUNS, type ModelRun } from '../process/model-runs.ts';

export interface StepFigures {
  /** Milliseconds. */
  readonly p50: number;
  /** Lambda bills the mean. */
  readonly mean: number;
  /** `null` below 20 comparisons, where no comparison would be slower. */
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

interface KindFigures extends ContenderFigures {
  /** The plain pipeline with the same session options; `null` for kinds it does not compare. */
  readonly plain: ContenderFigures | null;
}

interface Target {
  readonly name: string;
  readonly ratio: Ratio;
  /** `null` for a ratio without a limit. */
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

/** Returns the medians, percentiles and ratios of what was measured. */
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

/** One ratio of the report: values of each round, and the limit where there is one. */
interface Goal {
  readonly name: string;
  readonly numerator: readonly number[];
  readonly denominator: readonly number[];
  readonly atMost?: number;
  readonly atLeast?: number;
}

const PUBLISHED = '2 x (YuNet at 320x320 + published embedder + quality)';
const REWRITTEN = '2 x (YuNet at 320x320 + embedder as rewritten + quality)';

/**
 * Returns the ratios of the report. Small images have a limit against the models as published. The ratios to the rewritten
 * embedder, and those without the second look, have none: both are choices of this project. A ratio whose inputs were not
 * measured is left out.
 */
function targetsOf({ kinds, models }: Measurements): Target[] {
  const times = (name: string, contender: Contender): number[] =>
    (kinds.get(name)?.[contender] ?? []).map(({ ms }) => ms);
  const small = times('small', 'engine');
  const once = (kinds.get('small')?.engine ?? []).map(({ ms, steps }) => ms - (steps.secondLook?.ms ?? 0));
  const phone = times('phone', 'engine');
  // Models run after every kind of every round. One value a round makes them pairs with the comparisons.
  const perRound = (run: ModelRun): number[] => roundMedians(models[run], small.length);
  const [detector, quality] = [perRound('yunet-320x320'), perRound('quality')];
  const models320 = (embedder: ModelRun): number[] =>
    perRound(embedder).map((ms, i) => 2 * (ms + detector[i]! + quality[i]!));
  const [published, rewritten] = [models320('published embedder'), models320('embedder')];
  const goals: readonly Goal[] = [
    { name: `two 640x480 JPEGs : ${PUBLISHED}`, numerator: small, denominator: published, atMost: 1.35 },
    { name: `two 640x480 JPEGs less the second look : ${PUBLISHED}`, numerator: once, denominator: published },
    { name: `two 640x480 JPEGs : ${REWRITTEN}`, numerator: small, denominator: rewritten },
    { name: `two 640x480 JPEGs less the second look : ${REWRITTEN}`, numerator: once, denominator: rewritten },
    { name: 'phone photo : two 640x480 JPEGs', numerator: phone, denominator: small, atMost: 2.2 },
    {
      name: 'plain pipeline : ours, two 640x480 JPEGs',
      numerator: times('small', 'plain'),
      denominator: small,
      atLeast: 1,
    },
    { name: 'plain pipeline : ours, phone photo', numerator: times('phone', 'plain'), denominator: phone, atLeast: 2 },
  ];
  return goals
    .filter(({ numerator, denominator }) => numerator.length > 0 && numerator.length === denominator.length)
    .map(({ name, numerator, denominator, atMost, atLeast }) => {
      const ratio = ratioOfMedians(numerator, denominator);
      const met = ratio.ratio <= (atMost ?? Infinity) && ratio.ratio >= (atLeast ?? 0);
      const is = atLeast === undefined ? 'at most' : 'at least';
      return { name, ratio, limit: atMost ?? atLeast ?? null, is, met };
    });
}

/** Returns the median of each of `rounds` equal parts of the values; nothing where there are fewer values than rounds. */
export function roundMedians(values: readonly number[], rounds: number): number[] {
  if (values.length < rounds) return [];
  return Array.from({ length: rounds }, (_, i) =>
    median(values.slice(Math.floor((i * values.length) / rounds), Math.floor(((i + 1) * values.length) / rounds))),
  );
}
