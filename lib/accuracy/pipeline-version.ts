import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

const ROOT = resolve(import.meta.dirname, '..', '..');
/** Packages whose versions may change a pixel or a number. */
const NATIVE = ['onnxruntime-node', 'sharp'] as const;

/**
 * A fingerprint of everything that turns a picture into embeddings and quality, but for the models, which have checksums
 * of their own: the minified code reachable from the analysis of a picture, so that comments and types do not count, and
 * the versions of the native packages.
 *
 * @returns 12 hex digits
 */
export async function pipelineVersion(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, 'lambda/face/picture-analysis.ts')],
    bundle: true,
    minify: true,
    write: false,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    external: [...NATIVE],
    logLevel: 'error',
  });
  const hash = createHash('sha256').update(outputFiles[0]!.contents);
  const { dependencies } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  for (const name of NATIVE) hash.update(`${name}@${dependencies[name]}`);
  return hash.digest('hex').slice(0, 12);
}
