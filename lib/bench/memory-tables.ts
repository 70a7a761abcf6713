import type { Memory } from './memory.ts';
import { type TableStyle, table } from './tables.ts';

/** What was measured of memory, as tables. */
export function memoryTables({ allocations, peaks }: Memory, style: TableStyle): string {
  const rows = [...allocations].map(([kind, { bytes, atLeast }]) => [
    kind,
    `${atLeast ? '>= ' : ''}${megabytes(bytes)}`,
    megabytes(peaks.get(kind)!.peakBytes),
  ]);
  const steps = [...new Set([...allocations.values()].flatMap((allocation) => Object.keys(allocation.steps)))];
  const perStep = [...allocations].map(([kind, allocation]) => [
    kind,
    ...steps.map((step) => ((allocation.steps[step] ?? -1) < 0 ? '-' : megabytes(allocation.steps[step]!))),
  ]);
  return [
    `Memory of one comparison (MB)\n\n${table([['kind', 'allocated', 'peak'], ...rows], style)}`,
    `Allocated in steps (MB)\n\n${table([['kind', ...steps], ...perStep], style)}`,
  ].join('\n\n');
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
