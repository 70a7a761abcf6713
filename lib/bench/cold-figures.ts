import type { Phase } from './cold-phases.ts';
import type { ColdStart } from './cold-start.ts';
import { median } from './statistics.ts';
import { type TableStyle, table } from './tables.ts';

/** What a cold start is held to: milliseconds, milliseconds, bytes. */
export const MAX_READY_CPU_MS = 500;
export const MAX_FIRST_ANSWER_MS = 120;
export const MAX_RESIDENT_BYTES = 220e6;

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
  readonly phases: readonly Phase[];
}

/** @param phases of each run, the same names in each */
export function coldFigures(starts: readonly ColdStart[], phases: readonly (readonly Phase[])[]): ColdFigures {
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
    phases: phases[0]!.map(({ name }, i) => ({
      name,
      ms: median(phases.map((run) => run[i]!.ms)),
      cpuMs: median(phases.map((run) => run[i]!.cpuMs)),
    })),
  };
}

export function coldTables(figures: ColdFigures, style: TableStyle): string {
  const met = (yes: boolean): string => (yes ? 'yes' : 'NO');
  const ms = (value: number): string => `${value.toFixed(0)} ms`;
  const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
  const { readyCpuMs, firstAnswerMs, residentAnsweredBytes } = figures;
  const totals = [
    ['process start to ready', ms(figures.readyMs), '', ''],
    ['processor time until ready', ms(readyCpuMs), ms(MAX_READY_CPU_MS), met(readyCpuMs <= MAX_READY_CPU_MS)],
    ['first answer after it', ms(firstAnswerMs), ms(MAX_FIRST_ANSWER_MS), met(firstAnswerMs <= MAX_FIRST_ANSWER_MS)],
    ['processor time of the first answer', ms(figures.firstAnswerCpuMs), '', ''],
    ['tenth answer', ms(figures.tenthAnswerMs), '', ''],
    ['resident memory when ready', megabytes(figures.residentReadyBytes), '', ''],
    [
      'resident memory after the first answer',
      megabytes(residentAnsweredBytes),
      megabytes(MAX_RESIDENT_BYTES),
      met(residentAnsweredBytes <= MAX_RESIDENT_BYTES),
    ],
    ['highest resident memory until then', megabytes(figures.peakBytes), '', ''],
  ];
  const parts = figures.phases.map(({ name, ms: wall, cpuMs }) => [name, wall.toFixed(1), cpuMs.toFixed(1)]);
  const sum = (value: (phase: Phase) => number): string =>
    figures.phases.reduce((total, phase) => total + value(phase), 0).toFixed(1);
  return [
    `Cold start of the assembled image, medians of ${figures.starts}`,
    table([['', 'is', 'at most', 'met'], ...totals], style),
    'Its parts, loaded one after the other by a script of their own (ms)',
    table([['part', 'time', 'CPU'], ...parts, ['all', sum((phase) => phase.ms), sum((phase) => phase.cpuMs)]], style),
  ].join('\n\n');
}
