import type { PublishedFile } from '../../lambda/face/models/manifest.ts';
import type { DownloadOptions } from './download.ts';
import { fileNameOf } from './files.ts';

/** A line for each quarter of a file: enough to see that it moves, little enough for a log. */
const STEPS = 4;

/**
 * Tells of downloads in lines.
 *
 * @param report receives one line at each quarter of a file, and one before each new try
 */
export function downloadReport(report: (line: string) => void): Pick<DownloadOptions, 'progress' | 'onRetry'> {
  const reported = new Map<string, number>();
  return {
    progress(file, received) {
      const step = Math.floor((received / file.bytes) * STEPS);
      if (step <= (reported.get(file.url) ?? 0)) return;
      reported.set(file.url, step);
      report(`  ${fileNameOf(file)}: ${(100 * step) / STEPS} % of ${sizeText(file)}`);
    },
    onRetry: (message, milliseconds) => report(`  ${message}; trying again in ${milliseconds / 1000} s`),
  };
}

function sizeText({ bytes }: PublishedFile): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
