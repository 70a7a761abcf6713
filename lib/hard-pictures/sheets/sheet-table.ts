import type { PictureStatus } from '../../../lambda/face/comparison.ts';
import { table } from '../../cli/table.ts';
import type { Share } from '../../statistics/wilson.ts';
import type { Sheet, SheetRow } from './sheet.ts';

const STATUSES: readonly PictureStatus[] = ['LandmarksNotDetected', 'LowQuality', 'Success'];

/** Returns a sheet as a Markdown table, rates in percent, those of errors with their interval. */
export function sheetTable(sheet: Sheet): string {
  const header = [
    sheet.axis || 'severity',
    sheet.showsFace ? 'face found' : 'falsely found',
    'no landmarks',
    'LowQuality',
    'Success',
    'recaptured',
    'FNMR',
    'FNMR of Success',
    'FMR',
    'slowest',
  ];
  return `### ${sheet.title} (\`${sheet.kind}\`)\n\n${table([header, ...sheet.rows.map(cells)], 'markdown')}`;
}

function cells(row: SheetRow): string[] {
  const status = (name: PictureStatus): string => percent(row.statuses[name] ?? 0);
  return [
    String(row.severity),
    percent(row.found.share),
    ...STATUSES.map(status),
    row.recaptured === null ? '' : percent(row.recaptured),
    withInterval(row.falseNonMatches),
    withInterval(row.silentFalseNonMatches),
    falseMatches(row.falseMatches),
    `${Math.round(row.slowestMilliseconds)} ms`,
  ];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function withInterval(share: Share | null): string {
  if (share === null) return '';
  const [low, high] = share.interval.map((bound) => (100 * bound).toFixed(1));
  return `${percent(share.share)} (${low} to ${high})`;
}

/** Returns a false match rate as a count of pairs, since there are only a few. */
function falseMatches(share: Share | null): string {
  return share === null ? '' : `${Math.round(share.share * share.cases)} of ${share.cases}`;
}
