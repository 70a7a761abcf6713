import type { Finding } from './findings/findings.ts';

const WIDTHS = [15, 56, 9, 36, 44] as const;

/** The findings as a table for people, deviations repeated nowhere but marked, with a line of totals. */
export function table(findings: readonly Finding[]): string {
  const rows = findings.map(({ group, check, scope, expected, found, outcome }) =>
    row([group, check, scope, expected, found], outcome === 'deviation' ? 'DEVIATION' : outcome),
  );
  return [row(['group', 'check', 'scope', 'expected', 'found'], 'ok'), ...rows, '', totals(findings), ''].join('\n');
}

/** "212 checks: 210 ok, 1 deviation, 1 skipped" */
export function totals(findings: readonly Finding[]): string {
  const count = (outcome: Finding['outcome']) => findings.filter((finding) => finding.outcome === outcome).length;
  const deviations = count('deviation');
  return `${findings.length} checks: ${count('ok')} ok, ${deviations} deviation${deviations === 1 ? '' : 's'}, ${count('skipped')} skipped`;
}

function row(cells: readonly string[], outcome: string): string {
  return `${cells.map((cell, i) => fitted(cell, WIDTHS[i] as number)).join(' ')} ${outcome}`;
}

function fitted(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width);
}
