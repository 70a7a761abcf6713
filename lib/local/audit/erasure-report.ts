import type { AuditKey } from '../../apps/erase.ts';
import { table } from '../../cli/table.ts';
import { safeText } from './audit-report.ts';

/**
 * Returns the items of an erasure as a table for a terminal.
 *
 * @param erased whether they are deleted, or would be
 */
export function erasureReport(keys: readonly AuditKey[], erased: boolean): string {
  if (keys.length === 0) return 'No audit item has this id.';
  const rows = [['client', 'item'], ...keys.map(({ client, id }) => [safeText(client), safeText(id)])];
  const items = keys.length === 1 ? '1 item' : `${keys.length} items`;
  const outcome = erased ? `${items} deleted.` : `${items} found. Nothing is deleted yet: repeat it with --yes.`;
  return `${table(rows, 'text', 2)}\n${outcome}`;
}
