import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Template } from './rules/template.ts';
import { withFolder } from './with-folder.ts';

/** What Python's cfn-lint says about a template. */
export interface CfnLintReport {
  readonly version: string;
  /** Its errors, one each; not its warnings, most of which are about what the CDK writes twice. */
  readonly errors: readonly string[];
}

/**
 * Runs the cfn-lint that is on the PATH.
 *
 * @returns `null` where there is none, or only npm's package of that name, which is another and older tool
 * @throws Error where it fails for another reason than what it found
 */
export async function cfnLint(template: Template): Promise<CfnLintReport | null> {
  const version = /^cfn-lint (\d[\w.]*)/.exec((await run(['--version'])).stdout)?.[1];
  if (version === undefined) return null;
  return withFolder(async (folder) => {
    const file = join(folder, 'template.json');
    await writeFile(file, JSON.stringify(template));
    const { code, stdout, stderr } = await run(['--format', 'json', '--non-zero-exit-code', 'error', file]);
    if (code === 0) return { version, errors: [] };
    const found = jsonList(stdout);
    if (found === null) throw new Error(`cfn-lint failed: ${stderr.trim().split('\n').at(-1)}`);
    return { version, errors: found.filter(({ Level }) => Level === 'Error').map(sentence) };
  });
}

interface LintFinding {
  readonly Level: string;
  readonly Message: string;
  readonly Rule: { readonly Id: string };
  readonly Location: { readonly Path: readonly (string | number)[] | null };
}

function sentence({ Rule: { Id: id }, Message: message, Location }: LintFinding): string {
  return `${id} ${(Location.Path ?? []).join('/')}: ${message}`;
}

function jsonList(text: string): LintFinding[] | null {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list : null;
  } catch {
    return null;
  }
}

function run(args: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile('cfn-lint', args, { maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : null, stdout, stderr });
    });
  });
}
