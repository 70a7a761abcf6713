import { mkdir, rm } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';

/**
 * Packages that stay beside the bundle because they find a native library by their own place. Of sharp the libraries
 * alone do: its JavaScript, in the bundle, is one file to read instead of some seventy.
 */
const NATIVE = ['onnxruntime-node', '@img/sharp-*'];

/**
 * Where the AWS SDK looks for credentials when the environment has none. On Lambda it always has
 * (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html), so they are left out and only their names
 * stay: a function without credentials fails at once instead of asking files and the network.
 */
const OTHER_CREDENTIALS = [
  '@aws-sdk/credential-provider-http',
  '@aws-sdk/credential-provider-ini',
  '@aws-sdk/credential-provider-process',
  '@aws-sdk/credential-provider-sso',
  '@aws-sdk/credential-provider-web-identity',
  '@smithy/credential-provider-imds',
];

/**
 * Replaces each import of a Node.js module by `process.getBuiltinModule`. An `import` reads all exports of a module, also
 * unused ones. Those of `node:http` load `fetch`, web sockets and HTTP/2, which takes a twentieth of a cold start.
 */
const UNREAD_BUILTINS: Plugin = {
  name: 'unread-builtins',
  setup(build) {
    build.onResolve({ filter: /^[a-z]/ }, ({ path, kind }) => {
      if (kind === 'require-call' || !isBuiltin(path)) return undefined;
      return { path: path.startsWith('node:') ? path : `node:${path}`, namespace: 'builtin' };
    });
    build.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
      loader: 'js',
    }));
  },
};

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
    external: [...NATIVE, ...OTHER_CREDENTIALS],
    // CommonJS packages within the bundle, such as the multipart parser, ask for Node's own modules by `require`.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: 'warning',
    metafile: true,
    plugins: [...plugins, UNREAD_BUILTINS],
  });
  return metafile;
}

/** Folders of the packages that are in a bundle, below the repository: "node_modules/sharp". */
export function bundledPackages({ inputs }: Metafile): string[] {
  const folders = Object.keys(inputs).flatMap((path) => /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []);
  return [...new Set(folders.map((folder) => folder.slice(folder.indexOf('node_modules/'))))];
}
