import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

/** Programs of Debian's packages imagemagick, libtiff-tools, netpbm and libjpeg-turbo-progs. */
const PROGRAMS = [
  ...['convert', 'mogrify', 'tiffcp', 'tiffset', 'cjpeg', 'djpeg', 'jpegtran'],
  ...['ppmtobmp', 'pamdepth', 'pamtotiff', 'pnmtojpeg', 'pnmtopng', 'pnmtotiffcmyk'],
];

const folders = (process.env.PATH ?? '').split(delimiter);
const missing = PROGRAMS.filter((program) => !folders.some((folder) => existsSync(join(folder, program))));

/** Why tests with encoders and decoders other than our own cannot run here, or `null`. */
export const noForeignTools =
  missing.length === 0
    ? null
    : `${missing.join(', ')} not found (Debian: imagemagick, libtiff-tools, netpbm, libjpeg-turbo-progs)`;

/** Runs a shell script in a folder, and fails if the script fails. */
export async function runScript(folder: string, script: string): Promise<void> {
  // Several threads would only wait for each other while other tests run.
  const env = { ...process.env, MAGICK_THREAD_LIMIT: '1' };
  await promisify(execFile)('sh', ['-c', `set -e\n${script}`], { cwd: folder, env, maxBuffer: 1 << 26 }).catch(
    ({ stderr }: { stderr: string }) => {
      throw new Error(`The script of foreign programs failed. They said:\n${stderr.slice(-2000)}`);
    },
  );
}
