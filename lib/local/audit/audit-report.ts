import type { AuditItem } from './audit-items.ts';

const COLUMNS: readonly (readonly [string, (item: AuditItem) => string])[] = [
  ['time', (item) => text(item.time)],
  ['client', (item) => text(item.client)],
  ['status', (item) => text(item.status)],
  ['match', (item) => (item.isFaceMatch === true ? 'yes' : 'no')],
  ['similarity', (item) => Number(item.matchingSimilarity).toFixed(4)],
  ['threshold', (item) => text(item.threshold)],
  ['request id', (item) => text(item.requestId)],
];

/** Audit items as a table for a terminal; the rest of each item is shown by `--json`. */
export function auditReport(items: readonly AuditItem[]): string {
  const rows = [COLUMNS.map(([name]) => name), ...items.map((item) => COLUMNS.map(([, cell]) => cell(item)))];
  const widths = COLUMNS.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] as number))
      .join('  ')
      .trimEnd(),
  );
  return lines.join('\n');
}

/** A client's name comes from a token: no control character of it may reach the terminal. */
function text(value: unknown): string {
  return String(value ?? '').replace(/\p{C}/gu, '?');
}
