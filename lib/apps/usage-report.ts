import { asSpreadsheetText } from '../cli/spreadsheet-text.ts';
import { table } from '../cli/table.ts';
import type { UsageRow } from './usage.ts';

const HEAD = ['application', 'client', 'day', 'status', 'comparisons'];

/** Returns what applications are called, by their ids. */
export type AppNames = ReadonlyMap<string, string>;

/** Returns the usage as a table, with the sum of each client and of all. */
export function usageTable(rows: readonly UsageRow[], names: AppNames): string {
  const clients = [...new Set(rows.map(({ client }) => client))];
  const sum = (of: readonly UsageRow[]) => String(of.reduce((total, { comparisons }) => total + comparisons, 0));
  const lines = clients.flatMap((client) => {
    const own = rows.filter((row) => row.client === client);
    return [...own.map((row) => cells(row, names)), [...cells(own[0]!, names).slice(0, 2), 'all', 'all', sum(own)]];
  });
  return table([HEAD, ...lines, ['all', 'all', 'all', 'all', sum(rows)]], 'text', HEAD.length - 1);
}

/** Returns the usage as CSV (RFC 4180), without sums. */
export function usageCsv(rows: readonly UsageRow[], names: AppNames): string {
  return [HEAD, ...rows.map((row) => cells(row, names))].map((line) => `${line.map(quoted).join(',')}\r\n`).join('');
}

function cells({ client, day, status, comparisons }: UsageRow, names: AppNames): string[] {
  const text = [names.get(client) ?? '', client, day, status].map((cell) => asSpreadsheetText(cell));
  return [...text, String(comparisons)];
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
