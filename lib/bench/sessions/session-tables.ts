import { type TableStyle, table } from '../../cli/table.ts';
import type { Ratio } from '../../statistics/quantiles.ts';
import type { VariantFigures } from './session-options.ts';
import type { ThreadFigures } from './thread-shares.ts';

/** Session options as two tables: times, and their ratios to the first variant. */
export function sessionTables(variants: readonly VariantFigures[], style: TableStyle): string {
  const columns = Object.keys(variants[0]!.times);
  const times = variants.map(({ name, times: own, residentBytes }) => [
    name,
    ...columns.map((column) => own[column]!.ms.toFixed(2)),
    (residentBytes / 1e6).toFixed(0),
  ]);
  const ratios = variants
    .slice(1)
    .map(({ name, times: own }) => [name, ...columns.map((column) => interval(own[column]!.ratio))]);
  return [
    'Session options, each changed alone (ms, medians; the process that compares, MB)',
    table([['options', ...columns, 'resident after'], ...times], style),
    `Ratio to ${variants[0]!.name} (95 %)`,
    table([['options', ...columns], ...ratios], style),
  ].join('\n\n');
}

/** Threads of one inference by memory size. */
export function threadTable(figures: readonly ThreadFigures[], method: string, style: TableStyle): string {
  const kinds = Object.keys(figures[0]?.kinds ?? {});
  const rows = figures.map(({ memoryMegabytes, share, threads, spinning, kinds: own }) => [
    String(memoryMegabytes),
    share.toFixed(2),
    `${threads}${spinning ? ', spinning' : ''}`,
    ...kinds.flatMap((kind) => [own[kind]!.ms.toFixed(1), interval(own[kind]!.ratio)]),
  ]);
  const head = ['memory MB', 'processors', 'threads', ...kinds.flatMap((kind) => [`${kind} ms`, 'to 1 thread (95 %)'])];
  return `Threads of one inference, by ${method}\n\n${table([head, ...rows], style, 0)}`;
}

function interval({ ratio, low, high }: Ratio): string {
  return `${ratio.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
}
