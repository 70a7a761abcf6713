import { table } from '../../cli/table.ts';
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

/** Returns audit items as a table for a terminal. It leaves out what only `--json` shows. */
export function auditReport(items: readonly AuditItem[]): string {
  const rows = [COLUMNS.map(([name]) => name), ...items.map((item) => COLUMNS.map(([, cell]) => cell(item)))];
  return table(rows, 'text', COLUMNS.length);
}

/** A client's name comes from a token: no control character of it may reach the terminal. */
function text(value: unknown): string {
  return String(value ?? '').replace(/\p{C}/gu, '?');
}
