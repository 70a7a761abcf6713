import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';

/** Packages with native libraries; they stay beside the bundle. */
const NATIVE = ['onnxruntime-node', 'sharp'];

/**
 * Bundles a function with all it imports, the AWS SDK too, for the one in the runtime changes without notice. The same
 * sources give the same bytes.
 *
 * @param entry the module that exports `handler`
 * @param outdir emptied, then holds `index.mjs`
 * @param plugins for tests that put faults between the modules
 * @returns what esbuild took the bundle from; paths start at the current directory
 */
export async function bundleFunction(
  entry: string,
  outdir: string,
  plugins: readonly Plugin[] = [],
): Promise<Metafile> {
  await rm(outdir, { recursive: true, force: true });
  await mkdir(outdir, { recursive: true });
  const { metafile } = await build({
    entryPoints: [entry],
    outfile: join(outdir, 'index.mjs'),
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    // The ESM builds of the AWS SDK are a third smaller than its CommonJS ones.
    mainFields: ['module', 'main'],
    external: NATIVE,
    // CommonJS packages within the bundle, such as the multipart parser, ask for Node's own modules by `require`.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: 'warning',
    metafile: true,
    plugins: [...plugins],
  });
  return metafile;
}

/** Folders of the packages that are in a bundle, below the repository: "node_modules/sharp". */
export function bundledPackages({ inputs }: Metafile): string[] {
  const folders = Object.keys(inputs).flatMap((path) => /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []);
  return [...new Set(folders.map((folder) => folder.slice(folder.indexOf('node_modules/'))))];
}
