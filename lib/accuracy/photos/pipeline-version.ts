import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, transform } from 'esbuild';
import { ROOT } from '../../cli/root.ts';

/** The packages whose version can change a pixel or a number. */
const NATIVE = ['onnxruntime-node', 'sharp'] as const;

/**
 * Returns a fingerprint of the code that turns an image into embeddings and quality, and of the versions of the native
 * packages. The models have their own checksums.
 *
 * The fingerprint does not depend on where files lie, on the order of imports, on comments, types or white space. It changes
 * when a statement or the name of a top-level declaration changes.
 *
 * @returns 12 hex digits
 * @throws Error when two files of the pipeline declare the same top-level name; see statementsOf
 */
export async function pipelineVersion(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, 'lambda/face/analyse-picture.ts')],
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    legalComments: 'none',
    external: [...NATIVE],
    logLevel: 'error',
  });
  const hash = createHash('sha256');
  for (const statement of await statementsOf(outputFiles[0]!.text)) hash.update(`${statement}\n`);
  const { dependencies } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  for (const name of NATIVE) hash.update(`${name}@${dependencies[name]}`);
  return hash.digest('hex').slice(0, 12);
}

/**
 * Returns the top-level statements of a bundle that esbuild has not minified: without white space, comments, imports and
 * exports, in alphabetical order.
 *
 * @throws Error when esbuild had to rename a top-level declaration because another file uses its name: the number it adds
 *   depends on the order of the files
 */
export async function statementsOf(bundle: string): Promise<string[]> {
  const statements: string[] = [];
  for (const line of bundle.split('\n')) {
    // esbuild indents what a statement contains; only its first and last lines begin in the first column.
    if (/^[\s)\]}]/.test(line) && statements.length > 0) statements[statements.length - 1] += `\n${line}`;
    else if (line !== '' && !line.startsWith('//')) statements.push(line);
  }
  const counted = statements.filter((statement) => !/^(import|export)\b/.test(statement));
  requireOwnNames(counted);
  const short = await Promise.all(counted.map((text) => transform(text, { minifyWhitespace: true, target: 'node24' })));
  return short.map(({ code }) => code.trim()).sort();
}

function requireOwnNames(statements: readonly string[]): void {
  const names = statements.flatMap(
    (text) => /^(?:async )?(?:var|let|const|class|function\*?) ([\w$]+)/.exec(text)?.[1] ?? [],
  );
  const known = new Set(names);
  for (const name of names) {
    const given = name.replace(/\d+$/, '');
    if (given !== name && known.has(given)) {
      throw new Error(`Two top-level declarations of the pipeline are called ${given}. Rename one of them.`);
    }
  }
}
