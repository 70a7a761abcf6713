import { mkdir, rm } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { build, type Metafile, type Plugin } from 'esbuild';

/**
 * Packages that stay next to the bundle, because they find a native library relative to the path of their files. Only the
 * libraries of sharp need that. The JavaScript of sharp is in the bundle: one file to read at a start instead of about 70.
 */
const NATIVE = ['onnxruntime-node', '@img/sharp-*'];

/**
 * Where the AWS SDK looks for credentials when the environment has none. On Lambda the environment always has them
 * (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html), so these packages are not in the bundle. A
 * function without credentials fails at once, because it cannot import them, instead of asking files and the network.
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
 * Replaces each `import` of a Node.js module by `process.getBuiltinModule`. An `import` reads every export of such a module,
 * used or not. With the exports of `node:http`, Node.js would load `fetch`, web sockets and HTTP/2: a twentieth of a cold start.
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
 * Bundles a function with all that it imports. The AWS SDK is included, because the one in the runtime changes without
 * notice. The same sources give the same bytes.
 *
 * @param entry the module that exports `handler`
 * @param outdir emptied, then holds `index.mjs`
 * @param plugins for tests that put faults between the modules
 * @param splitting whether what is imported later becomes its own file, which a start reads only if it needs it
 * @returns esbuild's list of the bundled files, with paths from the current directory
 */
export async function bundleFunction(
  entry: string,
  outdir: string,
  plugins: readonly Plugin[] = [],
  splitting = false,
): Promise<Metafile> {
  await rm(outdir, { recursive: true, force: true });
  await mkdir(outdir, { recursive: true });
  const { metafile } = await build({
    entryPoints: { index: entry },
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting,
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

/** Returns the folders of the packages that are in a bundle, relative to the repository: "node_modules/sharp". */
export function bundledPackages({ inputs }: Metafile): string[] {
  const folders = Object.keys(inputs).flatMap((path) => /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []);
  return [...new Set(folders.map((folder) => folder.slice(folder.indexOf('node_modules/'))))];
}
