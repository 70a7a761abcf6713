import { rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DEFAULT_PACK,
  type ModelEntry,
  type PinnedFile,
  type PublishedFile,
  packModels,
  readManifest,
} from '../../lambda/face/models/manifest.ts';
import { progressBar } from '../../lib/cli/progress-bar.ts';
import { checkManifest } from './check-manifest.ts';
import { convertModel } from './convert/convert-model.ts';
import { type DownloadOptions, downloadFile } from './download.ts';
import { digest, fileNameOf, place } from './files.ts';
import { licenceWarnings } from './licence-warnings.ts';
import {
  findModel,
  findOriginal,
  MODELS_DIR,
  ORIGINALS,
  type Refuse,
  SearchFolderError,
  searchDirsOf,
} from './places.ts';
import { fasterGraph } from './rewrite/faster-graph.ts';
import { ModelUnavailableError, reasonOf, UnavailableReason, unavailable } from './unavailable.ts';

export { defaultSearchDirs, MODELS_DIR } from './places.ts';
export { ModelUnavailableError } from './unavailable.ts';

export interface FetchOptions extends DownloadOptions {
  /** Directory with manifest.json, written to. */
  readonly targetDir?: string;
  /** Searched in this order after `targetDir`'s own verified copy; default: `searchDirsOf()`. */
  readonly searchDirs?: readonly string[];
  readonly pack?: string;
  /** Whether to leave the publishers alone; default: false. */
  readonly offline?: boolean;
  /** Receives one line for each file that is fetched and one for each model. */
  readonly report?: (line: string) => void;
  /** Receives a warning for each model whose licence is in dispute; default: `report`, else standard error. */
  readonly warn?: (line: string) => void;
}

/**
 * Makes every model of a pack available and verified in the target directory. It looks for a model
 *
 * 1. in the target directory,
 * 2. as an ONNX file in the search directories: `FACE_MODELS_DIR`, and `../shared/models` next to the checkout,
 * 3. as its publisher's files in the same directories,
 * 4. at its publisher.
 *
 * Publishers' files of another format are converted to ONNX. A model that is loaded in a rewritten form is made from its
 * `rewrittenFrom`, which is looked for and converted in the same way.
 *
 * @returns the directory that holds the models and their manifest
 * @throws Error naming the entry of the manifest that is wrong; ModelUnavailableError naming every model that was not found,
 *   was found with a wrong checksum only, or cannot be written
 */
export async function ensureModels(options: FetchOptions = {}): Promise<string> {
  const targetDir = options.targetDir ?? MODELS_DIR;
  const { models } = packModels(await readManifest(targetDir, checkManifest), options.pack ?? DEFAULT_PACK);
  const missing: string[] = [];
  for (const [i, model] of models.entries()) {
    try {
      // Once a model is missing the command fails, so the rest are tried only once: without internet the wait stays short.
      const retry = missing.length > 0 ? { maxRetries: 0 } : options.retry;
      const from = await ensureModel(model, targetDir, { ...options, retry });
      options.report?.(`[${i + 1}/${models.length}] ${model.role} ${model.file} (${model.bytes} bytes) ${from}`);
    } catch (error) {
      if (!(error instanceof ModelUnavailableError) || error instanceof SearchFolderError) throw error;
      missing.push(error.message);
    }
  }
  if (missing.length > 0) throw new ModelUnavailableError(missing.join('\n'));
  const warn = options.warn ?? options.report ?? ((line) => console.error(line));
  for (const warning of licenceWarnings(models)) warn(`Warning: ${warning}`);
  return targetDir;
}

/** Returns where the model was found, as the end of a sentence. */
async function ensureModel(model: ModelEntry, targetDir: string, options: FetchOptions): Promise<string> {
  const target = join(targetDir, model.file);
  const refused: string[] = [];
  const refuse = (file: string, why: string) => void refused.push(`${file}: ${why}`);
  try {
    if ((await findModel(model, [targetDir], refuse)) !== null) return 'is in place';
    const dirs = options.searchDirs ?? (await searchDirsOf());
    const found = await findModel(model, dirs, refuse);
    if (found !== null) {
      await place(target, found.bytes);
      return `copied from ${found.dir}`;
    }
    const base = model.rewrittenFrom && (await findModel(model.rewrittenFrom, [targetDir, ...dirs], refuse));
    if (base) {
      await placeModel(model, base.bytes, targetDir);
      return `from ${base.dir}, rewritten`;
    }
    if (model.source.files.length === 0) throw new UnavailableReason('nobody publishes exactly this file');
    return await fromPublisher(model, targetDir, dirs, options, refuse);
  } catch (error) {
    const reason = reasonOf(error);
    if (reason === null) throw error;
    throw unavailable(model, reason, refused, targetDir);
  }
}

/** Finds or fetches the publisher's files, converts them when they are not ONNX, verifies the result and writes it. */
async function fromPublisher(
  model: ModelEntry,
  targetDir: string,
  dirs: readonly string[],
  options: FetchOptions,
  refuse: Refuse,
): Promise<string> {
  const froms = new Set<string>();
  const files: Uint8Array[] = [];
  for (const published of model.source.files) {
    const { bytes, from } = await obtain(published, targetDir, dirs, options, refuse);
    froms.add(from);
    files.push(bytes);
  }
  const onnx = convertModel(model, files);
  checkMade(onnx, model.rewrittenFrom ?? model, "what its publisher's files make");
  await placeModel(model, onnx, targetDir);
  await forgetOriginals(model, targetDir);
  const converted = model.source.conversion === null ? '' : ', converted to ONNX';
  return `${[...froms].join(' and ')}${converted}${model.rewrittenFrom === undefined ? '' : ', rewritten'}`;
}

/** Writes the file that is loaded: the verified ONNX file, or its rewritten form. */
async function placeModel(model: ModelEntry, onnx: Uint8Array, targetDir: string): Promise<void> {
  let bytes = onnx;
  if (model.rewrittenFrom !== undefined) {
    bytes = fasterGraph(onnx);
    checkMade(bytes, model, `what is made of ${model.rewrittenFrom.file}`);
  }
  await place(join(targetDir, model.file), bytes);
}

function checkMade(bytes: Uint8Array, expected: PinnedFile, what: string): void {
  const sha256 = digest(bytes);
  if (sha256 !== expected.sha256) {
    throw new UnavailableReason(`${what} has sha256 ${sha256}, expected ${expected.sha256}`);
  }
}

/** Removes the publisher's files, which are no longer needed, and their folder when it is empty. */
async function forgetOriginals({ source }: ModelEntry, targetDir: string): Promise<void> {
  const folder = join(targetDir, ORIGINALS);
  for (const published of source.files) await rm(join(folder, fileNameOf(published)), { force: true });
  await rmdir(folder).catch(() => {});
}

async function obtain(
  published: PublishedFile,
  targetDir: string,
  dirs: readonly string[],
  options: FetchOptions,
  refuse: Refuse,
): Promise<{ bytes: Uint8Array; from: string }> {
  const found = await findOriginal(published, [targetDir, ...dirs], refuse);
  if (found !== null) return { bytes: found.bytes, from: `from ${found.dir}` };
  const name = fileNameOf(published);
  if (options.offline === true) {
    throw new UnavailableReason(`${name} is not here, and --offline forbids to fetch it`);
  }
  const { host } = new URL(published.url);
  options.report?.(`  fetching ${name} (${published.bytes} bytes) from ${host}`);
  const progress = progressBar(`  bytes of ${name}`);
  const bytes = await downloadFile(published, join(targetDir, ORIGINALS, name), { progress, ...options });
  return { bytes, from: `fetched from ${host}` };
}
