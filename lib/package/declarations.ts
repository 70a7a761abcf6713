import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../cli/root.ts';

/** The declarations of the package's entry, relative to the folder of all declarations. */
export const ENTRY_DECLARATIONS = 'lib/stack/index.d.ts';

/** An import of a declaration file: `from './api/api.ts'`, `import('./api/api.ts')`. */
const IMPORT = /((?:from |import\()['"])(\.[^'"]+)\.ts(['"])/g;

/**
 * Writes the type declarations of the package's entry, and of all that they name, into a folder. The compiler writes those of all
 * sources; the rest is left out. It does not check the sources: `npm run typecheck` does.
 */
export async function writeDeclarations(folder: string): Promise<void> {
  const all = await mkdtemp(join(tmpdir(), 'face-comparison-declarations-'));
  try {
    const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
    await promisify(execFile)(process.execPath, [compiler, '-p', import.meta.dirname, '--outDir', all]);
    const files = new Map<string, string>();
    await collect(all, ENTRY_DECLARATIONS, files);
    for (const [file, text] of files) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), text);
    }
  } finally {
    await rm(all, { recursive: true, force: true });
  }
}

/** Adds a file and all that it imports. Imports get the ending of the JavaScript that a reader of declarations expects. */
async function collect(root: string, file: string, files: Map<string, string>): Promise<void> {
  if (files.has(file)) return;
  const text = await readFile(join(root, file), 'utf8');
  files.set(file, text.replaceAll(IMPORT, '$1$2.js$3'));
  for (const [, , path] of text.matchAll(IMPORT)) await collect(root, join(dirname(file), `${path}.d.ts`), files);
}
