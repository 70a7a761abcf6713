import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { asSpreadsheetText } from '../../cli/spreadsheet-text.ts';
import { writePrivately } from '../../cli/write-privately.ts';
import type { ComparedFaces } from '../groups/measure-groups.ts';
import type { GroupReport } from './group-report.ts';
import { groupReportHtml } from './group-report-html.ts';

/**
 * Writes report.html, report.json and likely-duplicates.csv, readable by their owner only. The list names photos and can be given
 * to `--ignore`.
 */
export async function writeGroupReport(
  dir: string,
  report: GroupReport,
  duplicates: ComparedFaces['duplicates'],
): Promise<void> {
  await mkdir(dir, { recursive: true });
  await writePrivately(join(dir, 'report.html'), groupReportHtml(report));
  await writePrivately(join(dir, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
  const lines = duplicates.map(([a, b]) => [a, b].map(({ path }) => asSpreadsheetText(path)).join(','));
  await writePrivately(join(dir, 'likely-duplicates.csv'), `${['a,b', ...lines].join('\n')}\n`);
}
