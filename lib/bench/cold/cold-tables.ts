import { type TableStyle, table } from '../../cli/table.ts';
import type { ColdFigures, PhaseFigures } from './cold-figures.ts';
import type { Reading } from './phase-clock.ts';

/** Limits that a cold start must meet: milliseconds, milliseconds, bytes. */
const MAX_READY_CPU_MS = 500;
const MAX_FIRST_ANSWER_MS = 120;
const MAX_RESIDENT_BYTES = 220e6;

export function coldTables(figures: ColdFigures, style: TableStyle): string {
  const met = (yes: boolean): string => (yes ? 'yes' : 'NO');
  const ms = (value: number): string => `${value.toFixed(0)} ms`;
  const { readyCpuMs, firstAnswerMs, residentAnsweredBytes } = figures;
  const totals = [
    ['process start to ready', ms(figures.readyMs), '', ''],
    ['processor time until ready', ms(readyCpuMs), ms(MAX_READY_CPU_MS), met(readyCpuMs <= MAX_READY_CPU_MS)],
    ['first response after it', ms(firstAnswerMs), ms(MAX_FIRST_ANSWER_MS), met(firstAnswerMs <= MAX_FIRST_ANSWER_MS)],
    ['processor time of the first response', ms(figures.firstAnswerCpuMs), '', ''],
    ['tenth response', ms(figures.tenthAnswerMs), '', ''],
    ['resident memory when ready', `${megabytes(figures.residentReadyBytes, 0)} MB`, '', ''],
    [
      'resident memory after the first response',
      `${megabytes(residentAnsweredBytes, 0)} MB`,
      `${megabytes(MAX_RESIDENT_BYTES, 0)} MB`,
      met(residentAnsweredBytes <= MAX_RESIDENT_BYTES),
    ],
    ['highest resident memory until then', `${megabytes(figures.peakBytes, 0)} MB`, '', ''],
  ];
  return [
    `Cold start of the assembled image, medians of ${figures.starts} starts`,
    table([['', 'is', 'at most', 'met'], ...totals], style),
    'Phases until it is ready, medians of as many starts in turns with these that have a clock in them (ms, MB)',
    phaseTable(figures.untilReady, style),
    'Phases of the first response in those starts (ms, MB)',
    phaseTable(figures.firstAnswer, style),
  ].join('\n\n');
}

function phaseTable({ phases, rest, all }: PhaseFigures, style: TableStyle): string {
  const row = (name: string, { ms, cpuMs, residentBytes }: Reading): string[] => [
    name,
    ms.toFixed(1),
    cpuMs.toFixed(1),
    megabytes(residentBytes, 1),
  ];
  const rows = phases.map((phase) => row(phase.name, phase));
  return table([['phase', 'time', 'CPU', 'resident'], ...rows, row('rest', rest), row('all', all)], style);
}

function megabytes(bytes: number, digits: number): string {
  return (bytes / 1e6).toFixed(digits);
}
