import { chmod, copyFile, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { DEFAULT_PACK, packModels, readManifest } from '../lambda/face/models/manifest.ts';
import { ROOT } from '../lib/cli/root.ts';
import { bundledPackages, bundleFunction } from './bundle.ts';
import { LICENCES_FILE, licenceTexts } from './licence-texts.ts';
import { CalibrationChoiceError, checkCalibration, chosenCalibration } from './models/calibration-choice.ts';
import { ensureModels, MODELS_DIR, ModelUnavailableError } from './models/fetch.ts';
import { type Cpu, type RuntimePackage, runtimePackages } from './runtime/packages.ts';
import { PackagesUnavailableError, platformPackages } from './runtime/platform-packages.ts';

/** There is no pack with the requested name. */
export class ImageOptionError extends Error {}

/** Returns whether the user can correct what caused an error. Any other error is a defect. */
export function isAssemblyMistake(error: unknown): error is Error {
  const mistakes = [ImageOptionError, CalibrationChoiceError, ModelUnavailableError, PackagesUnavailableError];
  return mistakes.some((kind) => error instanceof kind);
}

export interface ImageOptions {
  /** Default: x86_64. */
  readonly architecture?: 'x86_64' | 'arm64';
  /** Default: retail-0095. */
  readonly pack?: string;
  /** File name, in layers/models/calibration, of a calibration to include in addition to the pack's own. */
  readonly calibration?: string | null;
  /** Whether a calibration that refers to random pairs only is accepted. */
  readonly randomPairs?: boolean;
  /** Default: build/image. */
  readonly outdir?: string;
  /** Receives one line for each step. */
  readonly report?: (line: string) => void;
  /** Receives the number of parts that are in place and the number of all parts. */
  readonly progress?: (done: number, total: number) => void;
}

/** Bundle, packages, licence texts, models. */
const PARTS = 4;

/** The size of a part of the image: a package, the models, the bundle. */
interface ImagePart {
  readonly name: string;
  readonly files: number;
  readonly bytes: number;
}

export interface AssembledImage {
  /** Holds the Dockerfile and `task/`, which becomes /var/task. */
  readonly folder: string;
  readonly parts: readonly ImagePart[];
}

/**
 * Puts everything that the Dockerfile copies, and nothing else, into one folder: the native packages with only those files
 * that run on the target, the models of one pack with their calibration and licences, the bundled compare function, and the
 * licence texts of all packages. Its folder `task` also runs under the Lambda runtime client.
 *
 * @throws ImageOptionError, CalibrationChoiceError, ModelUnavailableError, PackagesUnavailableError
 */
export async function assembleImage(options: ImageOptions = {}): Promise<AssembledImage> {
  const {
    architecture = 'x86_64',
    pack = DEFAULT_PACK,
    calibration = null,
    randomPairs = false,
    report = () => {},
    progress = () => {},
  } = options;
  const folder = options.outdir ?? join(ROOT, 'build', 'image');
  const partial = `${folder}.${process.pid}.partial`;
  const cpu: Cpu = architecture === 'arm64' ? 'arm64' : 'x64';
  try {
    const task = join(partial, 'task');
    // The bundle comes first because it empties its folder.
    const bundled = await bundle('compare', task);
    progress(1, PARTS);
    const native = await nativePackages(cpu);
    await copyPackages(native, join(task, 'node_modules'));
    progress(2, PARTS);
    await writeFile(join(task, LICENCES_FILE), await licenceTexts([...bundled, ...native.map(({ folder }) => folder)]));
    progress(3, PARTS);
    await copyModels(pack, { calibration, randomPairs, report }, join(task, 'models'));
    progress(PARTS, PARTS);
    await copyReadable(join(ROOT, 'layers/Dockerfile'), join(partial, 'Dockerfile'));
    await makeReadable(partial);
    await rm(folder, { recursive: true, force: true });
    await rename(partial, folder);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return { folder, parts: await measure(join(folder, 'task')) };
}

/** Bundles the authorizer, which is deployed as a zip file. Returns the folder with `index.mjs` and the licence texts. */
export async function assembleAuthorizer(outdir = join(ROOT, 'build', 'authorizer')): Promise<string> {
  await writeFile(join(outdir, LICENCES_FILE), await licenceTexts(await bundle('authorizer', outdir)));
  return outdir;
}

/** Bundles the built-in issuer, which is deployed as a zip file. Returns the folder with `index.mjs` and the licence texts. */
export async function assembleIssuer(outdir = join(ROOT, 'build', 'issuer')): Promise<string> {
  await writeFile(join(outdir, LICENCES_FILE), await licenceTexts(await bundle('issuer', outdir)));
  return outdir;
}

/** Bundles the catch-all function, which is deployed as a zip file. Returns the folder with `index.mjs`. */
export async function assembleCatchAll(outdir = join(ROOT, 'build', 'catch-all')): Promise<string> {
  await bundle('catch-all', outdir);
  return outdir;
}

/** Bundles a function. Returns the folders of the packages that are in the bundle. */
async function bundle(name: 'compare' | 'authorizer' | 'issuer' | 'catch-all', outdir: string): Promise<string[]> {
  // With an external issuer the authorizer needs no AWS client.
  const metafile = await bundleFunction(join(ROOT, `lambda/${name}/handler.ts`), outdir, [], name === 'authorizer');
  return bundledPackages(metafile).map((folder) => join(ROOT, folder));
}

type InstalledPackage = RuntimePackage & { readonly folder: string };

async function nativePackages(cpu: Cpu): Promise<InstalledPackage[]> {
  const native = await platformPackages(ROOT, cpu);
  return runtimePackages(cpu).map((each) => {
    const folder = join(each.name.includes(`linux-${cpu}`) ? native : join(ROOT, 'node_modules'), each.name);
    return { ...each, folder };
  });
}

async function copyPackages(packages: readonly InstalledPackage[], target: string): Promise<void> {
  for (const { name, keep, folder } of packages) {
    const kept = (await filesOf(folder)).filter((file) => keep.test(file));
    for (const file of kept) await copyReadable(join(folder, file), join(target, name, file));
  }
}

async function copyModels(
  packName: string,
  { calibration, randomPairs, report }: Required<Pick<ImageOptions, 'calibration' | 'randomPairs' | 'report'>>,
  target: string,
): Promise<void> {
  const manifest = await readManifest(MODELS_DIR);
  if (!Object.hasOwn(manifest.packs, packName)) {
    throw new ImageOptionError(
      `Expected one of ${Object.keys(manifest.packs).join(', ')} for pack but received ${packName}.`,
    );
  }
  const { pack, models } = packModels(manifest, packName);
  const chosen = calibration === null ? [] : [await chosenCalibration(calibration, packName, { randomPairs })];
  await ensureModels({ pack: packName, report });
  // Only the calibration that the function uses is checked; the pack's own does not matter if there is another.
  if (calibration === null) await checkCalibration(null, packName, { randomPairs });
  const parts = models.flatMap(({ file, projection }) => (projection === undefined ? [file] : [file, projection.file]));
  const files = ['manifest.json', 'NOTICE', pack.calibration, ...chosen, ...parts];
  for (const file of files) await copyReadable(join(MODELS_DIR, file), join(target, file));
  // The notice refers to the Apache License, the licence of two models and of this project.
  await copyReadable(join(ROOT, 'LICENSE'), join(target, 'LICENSE'));
}

async function copyReadable(source: string, target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  await copyFile(source, target);
}

/** Lets every user read the files, because Lambda runs the function as its own user. Nobody needs to write them. */
async function makeReadable(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    await chmod(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644);
  }
  await chmod(folder, 0o755);
}

/** Returns the paths of all files below a folder, relative to it, with `/`, sorted. */
export async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}

async function measure(task: string): Promise<ImagePart[]> {
  const parts = new Map<string, ImagePart>();
  for (const file of await filesOf(task)) {
    const name = partOf(file);
    const { files, bytes } = parts.get(name) ?? { files: 0, bytes: 0 };
    parts.set(name, { name, files: files + 1, bytes: bytes + (await stat(join(task, file))).size });
  }
  return [...parts.values()].sort((a, b) => b.bytes - a.bytes);
}

function partOf(file: string): string {
  const [first, second, third] = file.split('/');
  if (first === 'models') return 'models and calibration';
  if (first === LICENCES_FILE) return 'licence texts';
  if (first !== 'node_modules') return 'bundle';
  return second?.startsWith('@') ? `${second}/${third}` : second!;
}
