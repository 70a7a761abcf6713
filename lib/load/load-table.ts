import { type TableStyle, table } from '../cli/table.ts';
import { ANSWER_MS, LATE_MS, type LoadFigures, MAX_LATE_SHARE, type Outcome } from './figures.ts';

const PERCENTILES = ['p50', 'p95', 'p99', 'max'] as const;

/** Returns a table with one row for each rate. An asterisk marks a rate at which requests were sent late. */
export function loadTable(figures: readonly LoadFigures[], style: TableStyle): string {
  const rows = figures.map((row) => [
    `${row.rate}${row.burst === 0 ? '' : `, burst ${row.burst}`}${sentLate(row) ? ' *' : ''}`,
    String(row.requests),
    String(row.counts.compared),
    String(row.counts.limited),
    percent(row.limitedShare),
    String(row.counts.failed),
    String(row.counts.unanswered),
    ...PERCENTILES.map((name) => milliseconds(row.compared?.[name])),
    milliseconds(row.limited?.p50),
    String(row.mostUnderWay),
    percent(row.lateShare),
    row.latestStart.toFixed(0),
  ]);
  const answers = ['rate /s', 'requests', '200', '429', '429 %', '5xx', 'none'];
  const times = [...PERCENTILES.map((name) => `${name} ms`), '429 p50 ms'];
  return table([[...answers, ...times, 'under way', 'late', 'latest ms'], ...rows], style);
}

const UNWANTED: readonly [Outcome, (figures: LoadFigures) => string][] = [
  ['failed', () => `got 5xx; each counts as ${ANSWER_MS / 1000} s at least`],
  ['unanswered', () => `got no response; each counts as ${ANSWER_MS / 1000} s at least`],
  ['other', ({ statuses }) => `got ${strange(statuses).join(', ')}; not counted in the times`],
];

/** Returns one line for each reason to doubt the times. */
export function loadWarnings(figures: readonly LoadFigures[]): string[] {
  return figures.flatMap((row) =>
    UNWANTED.filter(([outcome]) => row.counts[outcome] > 0).map(
      ([outcome, what]) => `${row.rate} requests a second: ${row.counts[outcome]} of ${row.requests} ${what(row)}.`,
    ),
  );
}

/** @returns why a run measured the sending machine as well as the server; `null` if it did not */
export function sendingFellBehind(figures: readonly LoadFigures[]): string | null {
  const late = figures.filter(sentLate);
  if (late.length === 0) return null;
  const rates = late.map(({ rate, lateShare }) => `${rate} a second (${percent(lateShare)})`).join(', ');
  return (
    `Sent more than ${LATE_MS} ms late: more than ${percent(MAX_LATE_SHARE)} of the requests at ${rates}. These rows, marked with *, ` +
    `measured the machine that sends as well as the server: send from another or idler one, or at a lower rate.`
  );
}

function sentLate({ lateShare }: LoadFigures): boolean {
  return lateShare > MAX_LATE_SHARE;
}

function strange(statuses: LoadFigures['statuses']): string[] {
  return Object.keys(statuses).filter((status) => !/^(0|200|429|5\d\d)$/.test(status));
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function milliseconds(value: number | null | undefined): string {
  return value === null || value === undefined ? '-' : value.toFixed(0);
}
