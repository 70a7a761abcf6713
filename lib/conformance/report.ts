import { table } from '../cli/table.ts';
import type { Finding } from './findings/findings.ts';

/** Longer text is cut. */
const WIDTHS: readonly number[] = [15, 56, 9, 36, 44];

/** Returns the findings as a table for people, deviations marked, with a line of totals. */
export function findingsTable(findings: readonly Finding[]): string {
  const rows = findings.map(({ group, check, scope, expected, found, outcome }) => [
    ...[group, check, scope, expected, found].map((cell, i) => cut(cell, WIDTHS[i]!)),
    outcome === 'deviation' ? 'DEVIATION' : outcome,
  ]);
  const head = ['group', 'check', 'scope', 'expected', 'found', 'ok'];
  return `${table([head, ...rows], 'text', head.length)}\n\n${totals(findings)}\n`;
}

/** "212 checks: 210 ok, 1 deviation, 1 skipped" */
export function totals(findings: readonly Finding[]): string {
  const count = (outcome: Finding['outcome']) => findings.filter((finding) => finding.outcome === outcome).length;
  const deviations = count('deviation');
  return `${findings.length} checks: ${count('ok')} ok, ${deviations} deviation${deviations === 1 ? '' : 's'}, ${count('skipped')} skipped`;
}

function cut(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text;
}
