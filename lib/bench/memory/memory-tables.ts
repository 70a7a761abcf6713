import { type TableStyle, table } from '../../cli/table.ts';
import type { KindMemory, StepMemory } from './memory.ts';

/** Returns what was measured of memory, as tables. */
export function memoryTables(memory: ReadonlyMap<string, KindMemory>, style: TableStyle): string {
  const kinds = [...memory];
  const totals = kinds.map(
    ([name, { readyBytes, firstPeakBytes, laterPeakBytes, allocatedBytes, allocationSpread }]) => [
      name,
      megabytes(readyBytes),
      megabytes(firstPeakBytes),
      megabytes(firstPeakBytes - readyBytes),
      megabytes(laterPeakBytes),
      megabytes(allocatedBytes),
      `${(100 * allocationSpread).toFixed(1)} %`,
    ],
  );
  const head = ['kind', 'ready', 'highest in the first', 'more', 'highest later', 'allocated', 'spread'];
  const steps = [...new Set(kinds.flatMap(([, { steps: own }]) => Object.keys(own)))];
  const perStep = (title: string, cell: (figures: StepMemory) => string): string => {
    const rows = kinds.map(([name, { steps: own }]) => [
      name,
      ...steps.map((step) => (own[step] === undefined ? '-' : cell(own[step]))),
    ]);
    return `${title}\n\n${table([['kind', ...steps], ...rows], style)}`;
  };
  return [
    `Memory of one comparison (MB): resident in a process of its own, and allocated by JavaScript\n\n${table([head, ...totals], style)}`,
    perStep(
      'Highest resident memory in steps of the first comparison (MB, and the most that it grew within one)',
      ({ peakBytes, grownBytes }) => `${megabytes(peakBytes)} +${megabytes(grownBytes)}`,
    ),
    perStep('Allocated in steps (MB)', ({ allocatedBytes }) => megabytes(allocatedBytes)),
  ].join('\n\n');
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
