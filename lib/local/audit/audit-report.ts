import { asSpreadsheetText } from '../../cli/spreadsheet-text.ts';
import { table } from '../../cli/table.ts';
import type { AuditItem } from './audit-items.ts';

const COLUMNS: readonly (readonly [string, (item: AuditItem) => string])[] = [
  ['time', (item) => safeText(item.time)],
  ['client', (item) => safeText(item.client)],
  ['status', (item) => safeText(item.status)],
  ['match', (item) => (item.isFaceMatch === true ? 'yes' : 'no')],
  ['similarity', (item) => Number(item.matchingSimilarity).toFixed(4)],
  ['threshold', (item) => safeText(item.threshold)],
  ['pairs', (item) => safeText(item.pairs)],
  ['request id', (item) => safeText(item.requestId)],
];

/** Returns audit items as a table for a terminal. The table omits what only `--json` shows. */
export function auditReport(items: readonly AuditItem[]): string {
  const rows = [COLUMNS.map(([name]) => name), ...items.map((item) => COLUMNS.map(([, cell]) => cell(item)))];
  return table(rows, 'text', COLUMNS.length);
}

/**
 * Returns a value as safe text. Names and ids come from callers, and items may be older than today's rules for them. Their control
 * characters must not reach the terminal, and a spreadsheet into which the table is pasted must not run them as formulas.
 */
export function safeText(value: unknown): string {
  return asSpreadsheetText(String(value ?? '').replace(/\p{C}/gu, '?'));
}

/**
 * Returns what to print if no item was found.
 *
 * @param client the requested client; `null` for all
 * @param all items of all clients
 */
export function noItems(client: string | null, all: readonly AuditItem[]): string {
  if (client === null || all.length === 0) return 'No audit items yet.';
  const names = [...new Set(all.map((item) => safeText(item.client)))].sort();
  const shown = names.length > 10 ? [...names.slice(0, 10), `${names.length - 10} more`] : names;
  return `No audit items of client ${client}. There are items of ${shown.join(', ')}.`;
}
