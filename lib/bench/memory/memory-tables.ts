import { type TableStyle, table } from '../../cli/table.ts';
import type { KindMemory } from './memory.ts';

/** Returns what was measured of memory, as tables. */
export function memoryTables(memory: ReadonlyMap<string, KindMemory>, style: TableStyle): string {
  const kinds = [...memory];
  const totals = kinds.map(([name, { readyBytes, firstPeakBytes, laterPeakBytes }]) => [
    name,
    ...[readyBytes, firstPeakBytes, firstPeakBytes - readyBytes, laterPeakBytes].map(megabytes),
  ]);
  const head = ['kind', 'ready', 'highest in the first', 'more', 'highest later'];
  const steps = [...new Set(kinds.flatMap(([, { steps: own }]) => Object.keys(own)))];
  const rows = kinds.map(([name, { steps: own }]) => [
    name,
    ...steps.map((step) => {
      const peak = own[step];
      return peak === undefined ? '-' : `${megabytes(peak.peakBytes)} +${megabytes(peak.grownBytes)}`;
    }),
  ]);
  return [
    `Resident memory of one comparison in a fresh process (MB)\n\n${table([head, ...totals], style)}`,
    `Highest in steps of the first comparison (MB, and the most that it grew within one)\n\n${table([['kind', ...steps], ...rows], style)}`,
  ].join('\n\n');
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
