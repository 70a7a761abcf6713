import { execFile } from 'node:child_process';
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { assembleImage } from '../../layers/assemble.ts';
import { assembleBundles } from '../../layers/assemble-code.ts';
import { functionCodeIn } from '../../layers/function-code.ts';
import { ROOT } from '../cli/root.ts';
import { PACKAGED_CODE, type Processor, packagedImage } from '../stack/packaged-code.ts';
import { writeDeclarations } from './declarations.ts';
import { ENTRY, OLDEST_NODE, packageManifest, packageReadme, TYPES } from './manifest.ts';

export interface PackageOptions {
  /** Folder that is emptied and then holds the content of the package. The tarball is written next to it. */
  readonly folder: string;
  /** Processors; the package has an image for each. */
  readonly processors: readonly Processor[];
  /** Set of models in the images. */
  readonly pack: string;
  /** Receives one line for each step. */
  readonly report?: (line: string) => void;
}

/**
 * Makes the npm package of the construct: JavaScript, type declarations, and the code of the functions ready to deploy, so that the
 * user's app needs neither our sources nor our tools.
 *
 * @returns the tarball
 * @throws ImageOptionError, CalibrationChoiceError, ModelUnavailableError or PackagesUnavailableError when an image cannot be built
 */
export async function buildPackage({ folder, processors, pack, report }: PackageOptions): Promise<string> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await bundleEntry(join(folder, ENTRY));
  await writeDeclarations(join(folder, TYPES));
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(packageManifest(), null, 2)}\n`);
  await writeFile(join(folder, 'README.md'), packageReadme());
  await copyFile(join(ROOT, 'LICENSE'), join(folder, 'LICENSE'));
  const code = join(folder, PACKAGED_CODE);
  await assembleBundles(functionCodeIn(code));
  for (const architecture of processors) {
    const outdir = functionCodeIn(code, packagedImage(architecture)).image;
    await assembleImage({ architecture, pack, outdir, ...(report === undefined ? {} : { report }) });
  }
  return packed(folder);
}

/**
 * Writes the construct as one file. It is CommonJS, as aws-cdk-lib is, so that apps of either kind import it. Names stay, so that
 * stack traces are readable.
 */
async function bundleEntry(outfile: string): Promise<void> {
  await build({
    entryPoints: [join(ROOT, 'lib/stack/index.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: `node${OLDEST_NODE}`,
    format: 'cjs',
    define: { 'import.meta.dirname': '__dirname', 'import.meta.filename': '__filename' },
    external: ['aws-cdk-lib', 'constructs'],
    logLevel: 'warning',
  });
}

/** Makes the tarball with npm. Returns its path. */
async function packed(folder: string): Promise<string> {
  const { stdout } = await promisify(execFile)('npm', ['pack', '--json', '--pack-destination', '..'], { cwd: folder });
  const [{ filename = '' } = {}] = JSON.parse(stdout) as { filename?: string }[];
  return join(dirname(folder), filename);
}
