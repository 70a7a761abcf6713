import { CommanderError } from 'commander';
import { PictureError } from '../../lambda/face/picture/pixels/picture.ts';
import { UsageError } from '../cli/command.ts';
import { progressBar } from '../cli/progress-bar.ts';
import { readArguments } from './arguments.ts';
import { findingsTable, totals } from './report.ts';
import { suitePictures } from './requests/pictures.ts';
import { runSuite, UnreachableError } from './suite.ts';

/** Where the command writes. */
export interface Output {
  out(text: string): void;
  /** Mistakes. */
  err(text: string): void;
}

/**
 * The command `npm run conformance`.
 *
 * @returns the exit code: 0 conforms, 1 deviates, 2 wrong usage, 3 no server at the address
 */
export async function conformance(args: readonly string[], { out, err }: Output): Promise<0 | 1 | 2 | 3> {
  try {
    const { same, different, json, ...given } = await readArguments(args, out);
    const pictures = await suitePictures(same, different);
    const findings = await runSuite({ ...given, pictures, progress: progressBar('groups') });
    const conforms = findings.every(({ outcome }) => outcome !== 'deviation');
    const report = { baseUrl: given.baseUrl, conforms, totals: totals(findings), findings };
    out(json ? `${JSON.stringify(report, null, 2)}\n` : findingsTable(findings));
    return conforms ? 0 : 1;
  } catch (error) {
    // The help is printed.
    if (error instanceof CommanderError) return 0;
    if (error instanceof UnreachableError) {
      err(`${error.message}\n`);
      return 3;
    }
    if (error instanceof UsageError || error instanceof PictureError) {
      err(`${error.message}\n`);
      return 2;
    }
    throw error;
  }
}
