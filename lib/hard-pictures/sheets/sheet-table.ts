import type { PictureStatus } from '../../../lambda/face/comparison.ts';
import type { Share, Sheet, SheetRow } from './sheet.ts';

const STATUSES: readonly PictureStatus[] = ['NoFaceDetected', 'LandmarksNotDetected', 'LowQuality', 'Success'];

/** A sheet as a Markdown table, rates in percent with their interval where it matters. */
export function sheetTable(sheet: Sheet): string {
  const header = [
    sheet.axis || 'severity',
    sheet.showsFace ? 'face found' : 'falsely found',
    'no landmarks',
    'LowQuality',
    'Success',
    'FNMR',
    'FNMR of Success',
    'FMR',
    'slowest',
  ];
  const lines = [header, header.map((_, i) => (i === 0 ? '---' : '---:')), ...sheet.rows.map(cells)];
  return [`### ${sheet.title} (\`${sheet.kind}\`)`, '', ...lines.map((line) => `| ${line.join(' | ')} |`)].join('\n');
}

function cells(row: SheetRow): string[] {
  const status = (name: PictureStatus): string => percent(row.statuses[name] ?? 0);
  return [
    String(row.severity),
    percent(row.found.share),
    ...STATUSES.slice(1).map(status),
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

/** A false-match rate as a count of pairs, since a handful is all there is. */
function falseMatches(share: Share | null): string {
  return share === null ? '' : `${Math.round(share.share * share.cases)} of ${share.cases}`;
}
