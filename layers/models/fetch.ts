import { rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type ModelEntry,
  type PinnedFile,
  type PublishedFile,
  packModels,
  readManifest,
} from '../../lambda/face/manifest.ts';
import { ConversionError } from './convert/conversion-error.ts';
import { convertModel } from './convert-model.ts';
import { DownloadError, type DownloadOptions, downloadFile } from './download.ts';
import { digest, fileNameOf, place } from './files.ts';
import { licenceWarnings } from './licence-warnings.ts';
import { defaultSearchDirs, findModel, findOriginal, MODELS_DIR, ORIGINALS } from './places.ts';
import { downloadReport } from './progress.ts';
import { fasterGraph } from './rewrite/faster-graph.ts';

export { defaultSearchDirs, MODELS_DIR } from './places.ts';

/** The pack that is fetched when nobody names another. */
export const DEFAULT_PACK = 'retail-0095';

/** A model could not be had. The message names the file, its source and the remedy. */
export class ModelUnavailableError extends Error {}

export interface FetchOptions extends DownloadOptions {
  /** Directory with manifest.json, written to. */
  readonly targetDir?: string;
  /** Searched in this order after `targetDir`'s own verified copy; default: `defaultSearchDirs()`. */
  readonly searchDirs?: readonly string[];
  readonly pack?: string;
  /** Never asks the publishers. */
  readonly offline?: boolean;
  /** Receives one line per model, and a warning for each whose licence is in dispute. */
  readonly report?: (line: string) => void;
}

/**
 * Makes every model of a pack available and verified in the target directory. Each is looked for there, then as ONNX in
 * the search directories (`FACE_MODELS_DIR`, `../shared/models` beside the checkout), then as its publisher's file in
 * the same places, and last fetched from its publisher; publishers' files of another format are converted. A model that is
 * loaded in a rewritten form is made of its `rewrittenFrom`, which is looked for and converted likewise.
 *
 * @returns the directory that holds the models and their manifest
 * @throws ModelUnavailableError when a model is found nowhere, or only with a wrong checksum
 */
export async function ensureModels(options: FetchOptions = {}): Promise<string> {
  const targetDir = options.targetDir ?? MODELS_DIR;
  const { models } = packModels(await readManifest(targetDir), options.pack ?? DEFAULT_PACK);
  for (const [i, model] of models.entries()) {
    const from = await ensureModel(model, targetDir, options);
    options.report?.(`[${i + 1}/${models.length}] ${model.role} ${model.file} (${model.bytes} bytes) ${from}`);
  }
  for (const warning of licenceWarnings(models)) options.report?.(`Warning: ${warning}`);
  return targetDir;
}

/** @returns where it was found, as the end of a sentence */
async function ensureModel(model: ModelEntry, targetDir: string, options: FetchOptions): Promise<string> {
  const target = join(targetDir, model.file);
  const refused: string[] = [];
  const refuse = (file: string, found: string) => void refused.push(`${file} has ${found}`);
  const dirs = options.searchDirs ?? defaultSearchDirs();
  try {
    if ((await findModel(model, [targetDir], refuse)) !== null) return 'is in place';
    const found = await findModel(model, dirs, refuse);
    if (found !== null) {
      await place(target, (partial) => writeFile(partial, found.bytes));
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
    const known = [UnavailableReason, DownloadError, ConversionError].some((kind) => error instanceof kind);
    const reason = (error as NodeJS.ErrnoException).code === 'ENOSPC' ? 'no space is left on the disk' : null;
    if (!known && reason === null) throw error;
    throw unavailable(model, reason ?? (error as Error).message, refused);
  }
}

class UnavailableReason extends Error {}

/** Makes the model of its publisher's files: found or fetched, converted where they are not ONNX, and verified. */
async function fromPublisher(
  model: ModelEntry,
  targetDir: string,
  dirs: readonly string[],
  options: FetchOptions,
  refuse: (file: string, found: string) => void,
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

/** Writes the file that is loaded: the verified ONNX file, or what is made of it. */
async function placeModel(model: ModelEntry, onnx: Uint8Array, targetDir: string): Promise<void> {
  let bytes = onnx;
  if (model.rewrittenFrom !== undefined) {
    bytes = fasterGraph(onnx);
    checkMade(bytes, model, `what is made of ${model.rewrittenFrom.file}`);
  }
  await place(join(targetDir, model.file), (partial) => writeFile(partial, bytes));
}

function checkMade(bytes: Uint8Array, expected: PinnedFile, what: string): void {
  const sha256 = digest(bytes);
  if (sha256 !== expected.sha256) {
    throw new UnavailableReason(`${what} has sha256 ${sha256}, expected ${expected.sha256}`);
  }
}

/** Fetched files have served; the folder goes when it is empty. */
async function forgetOriginals({ source }: ModelEntry, targetDir: string): Promise<void> {
  const folder = join(targetDir, ORIGINALS);
  for (const published of source.files) await rm(join(folder, fileNameOf(published)), { force: true });
  await removeEmpty(folder);
}

async function obtain(
  published: PublishedFile,
  targetDir: string,
  dirs: readonly string[],
  options: FetchOptions,
  refuse: (file: string, found: string) => void,
): Promise<{ bytes: Uint8Array; from: string }> {
  const found = await findOriginal(published, [targetDir, ...dirs], refuse);
  if (found !== null) return { bytes: found.bytes, from: `from ${found.dir}` };
  const name = fileNameOf(published);
  if (options.offline === true) {
    throw new UnavailableReason(`${name} is not here, and --offline forbids to fetch it`);
  }
  const reports = options.report === undefined ? {} : downloadReport(options.report);
  const folder = join(targetDir, ORIGINALS);
  try {
    const bytes = await downloadFile(published, join(folder, name), { ...reports, ...options });
    return { bytes, from: `fetched from ${new URL(published.url).host}` };
  } finally {
    await removeEmpty(folder);
  }
}

async function removeEmpty(folder: string): Promise<void> {
  await rmdir(folder).catch(() => {});
}

function unavailable(model: ModelEntry, why: string, refused: readonly string[]): ModelUnavailableError {
  const wrong = refused.map((line) => `\n  refused: ${line}`).join('');
  const wanted = model.rewrittenFrom ?? model;
  return new ModelUnavailableError(
    `The ${model.role} ${model.file} is not available: ${why}.${wrong}` +
      `\n  source: ${[model.source.publisher, ...model.source.files.map(({ url }) => url)].join('\n          ')}` +
      `\n  remedy: put ${wanted.file} with sha256 ${wanted.sha256}${publishedFiles(model)} into a directory and set ` +
      'FACE_MODELS_DIR to it, or run `npm run models -- --from` with it.',
  );
}

function publishedFiles({ source }: ModelEntry): string {
  return source.files.length === 0 ? '' : `, or ${source.files.map(fileNameOf).join(' and ')} from its publisher,`;
}
