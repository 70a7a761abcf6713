import { median } from '../../statistics/quantiles.ts';
import type { ProcessUsage } from '../process/process-usage.ts';
import type { Phase, Reading } from './phase-clock.ts';

/** One start of the function. Times in milliseconds; processor time since the process began. */
export interface ColdStart {
  readonly readyMs: number;
  readonly ready: ProcessUsage;
  /** From the event to its response: the first, and the tenth, when the process is warm. */
  readonly firstMs: number;
  readonly first: ProcessUsage;
  readonly tenthMs: number;
}

/** One start with the clock of cold-probe.ts in it: its phases until it was ready, and those of its first response. */
export interface PhasedStart extends Pick<ColdStart, 'readyMs'> {
  readonly ready: readonly Phase[];
  readonly answered: readonly Phase[];
}

/** Phases, what none of them accounts for, and all. */
export interface PhaseFigures {
  readonly phases: readonly Phase[];
  readonly rest: Reading;
  readonly all: Reading;
}

/** Medians over the starts. Milliseconds and bytes. */
export interface ColdFigures {
  readonly starts: number;
  readonly readyMs: number;
  readonly readyCpuMs: number;
  readonly firstAnswerMs: number;
  readonly firstAnswerCpuMs: number;
  readonly tenthAnswerMs: number;
  readonly residentReadyBytes: number;
  readonly residentAnsweredBytes: number;
  readonly peakBytes: number;
  readonly untilReady: PhaseFigures;
  readonly firstAnswer: PhaseFigures;
}

/**
 * @param starts without the clock
 * @param phased with it
 * @param models names by size in bytes, by which the clock knows them
 */
export function coldFigures(
  starts: readonly ColdStart[],
  phased: readonly PhasedStart[],
  models: ReadonlyMap<number, string>,
): ColdFigures {
  const of = (value: (start: ColdStart) => number): number => median(starts.map(value));
  return {
    starts: starts.length,
    readyMs: of(({ readyMs }) => readyMs),
    readyCpuMs: of(({ ready }) => ready.cpuMs),
    firstAnswerMs: of(({ firstMs }) => firstMs),
    firstAnswerCpuMs: of(({ ready, first }) => first.cpuMs - ready.cpuMs),
    tenthAnswerMs: of(({ tenthMs }) => tenthMs),
    residentReadyBytes: of(({ ready }) => ready.residentBytes),
    residentAnsweredBytes: of(({ first }) => first.residentBytes),
    peakBytes: of(({ first }) => first.peakBytes),
    untilReady: phaseFigures(
      phased.map(({ readyMs, ready }) => ({ ms: readyMs, phases: ready })),
      models,
    ),
    firstAnswer: phaseFigures(
      phased.map(({ answered }) => ({ ms: null, phases: answered })),
      models,
    ),
  };
}

/**
 * Medians of each phase. The rest is what the medians leave of the median of all, so that the figures add up: of the time,
 * what passes outside of the process too; of processor time and memory, only that medians do not add up of themselves.
 *
 * @param runs phases, and the time of all as seen from outside, `null` for that of the phases; a phase that a run does not
 *   have took none
 */
export function phaseFigures(
  runs: readonly { readonly ms: number | null; readonly phases: readonly Phase[] }[],
  models: ReadonlyMap<number, string> = new Map(),
): PhaseFigures {
  const names = [...new Set(runs.flatMap(({ phases }) => phases.map(({ name }) => name)))];
  const phases = names.map((name) => ({
    name: withModel(name, models),
    ...reading((value) => median(runs.map((run) => value(run.phases.find((phase) => phase.name === name) ?? NONE)))),
  }));
  const total = (of: readonly Phase[], value: (phase: Reading) => number): number =>
    of.reduce((sum, phase) => sum + value(phase), 0);
  const inside = reading((value) => median(runs.map((run) => total(run.phases, value))));
  const all = { ...inside, ms: median(runs.map((run) => run.ms ?? total(run.phases, ({ ms }) => ms))) };
  return { phases, rest: reading((value) => value(all) - total(phases, value)), all };
}

const NONE: Reading = { ms: 0, cpuMs: 0, residentBytes: 0 };

function reading(figure: (value: (of: Reading) => number) => number): Reading {
  return {
    ms: figure(({ ms }) => ms),
    cpuMs: figure(({ cpuMs }) => cpuMs),
    residentBytes: figure(({ residentBytes }) => residentBytes),
  };
}

/** "load 322906" becomes "yunet-n: load". */
function withModel(name: string, models: ReadonlyMap<number, string>): string {
  const [, what, bytes] = /^(.+) (\d+)$/.exec(name) ?? [];
  return what === undefined ? name : `${models.get(Number(bytes)) ?? `model of ${bytes} bytes`}: ${what}`;
}
