export type TableStyle = 'text' | 'markdown';

/**
 * Returns rows of cells as aligned text or as a Markdown table.
 *
 * @param rows the first names the columns
 * @param textColumns the first so many columns are aligned to the left, the others, of numbers, to the right
 */
export function table(rows: readonly (readonly string[])[], style: TableStyle, textColumns = 1): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const pad = (cell: string, column: number): string =>
    column < textColumns ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!);
  if (style === 'text') return rows.map((row) => row.map(pad).join('  ').trimEnd()).join('\n');
  const line = (row: readonly string[]): string => `| ${row.map(pad).join(' | ')} |`;
  const rule = `|${widths.map((width, column) => (column < textColumns ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  return [line(rows[0]!), rule, ...rows.slice(1).map(line)].join('\n');
}
