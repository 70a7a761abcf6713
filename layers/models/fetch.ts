import { createHash } from 'node:crypto';
import { copyFile, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type ModelEntry, packModels, readManifest } from '../../lambda/face/manifest.ts';

/** Where the models of this project are kept; git-ignored but for the manifest and the calibrations. */
export const MODELS_DIR = import.meta.dirname;

/** The pack that is fetched when nobody names another. */
export const DEFAULT_PACK = 'retail-0095';

/** A model could not be had. The message names the file, its source and the remedy. */
export class ModelUnavailableError extends Error {}

export interface FetchOptions {
  /** Directory with manifest.json, written to. */
  readonly targetDir?: string;
  /** Searched in this order after `targetDir`'s own verified copy. */
  readonly searchDirs?: readonly string[];
  readonly pack?: string;
  /** Receives one line per model. */
  readonly report?: (line: string) => void;
  readonly download?: (url: string) => Promise<Uint8Array>;
}

/**
 * Makes every model of a pack available and verified in the target directory: from the directory itself, then from
 * `FACE_MODELS_DIR`, `../shared/models` beside the checkout, and last from its public URL where there is one.
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
  return targetDir;
}

/** The directories searched by default: `FACE_MODELS_DIR` where set, then `../shared/models`. */
export function defaultSearchDirs(): string[] {
  const shared = resolve(import.meta.dirname, '../../../shared/models');
  return process.env.FACE_MODELS_DIR ? [resolve(process.env.FACE_MODELS_DIR), shared] : [shared];
}

async function ensureModel(model: ModelEntry, targetDir: string, options: FetchOptions): Promise<string> {
  const target = join(targetDir, model.file);
  const refused: string[] = [];
  const verified = async (file: string): Promise<boolean> => {
    const sha256 = await fileSha256(file);
    if (sha256 !== null && sha256 !== model.sha256) refused.push(`${file} has sha256 ${sha256}`);
    return sha256 === model.sha256;
  };

  if (await verified(target)) return 'is in place';
  for (const dir of options.searchDirs ?? defaultSearchDirs()) {
    const candidate = join(dir, model.file);
    if (await verified(candidate)) {
      await place(target, (partial) => copyFile(candidate, partial));
      return `copied from ${dir}`;
    }
  }
  const { url } = model.source;
  if (url === null) throw unavailable(model, 'its publisher offers no ready ONNX file', refused);
  const bytes = await (options.download ?? download)(url).catch((error: Error) => {
    throw unavailable(model, `${url} could not be fetched: ${error.message}`, refused);
  });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== model.sha256)
    throw unavailable(model, `${url} answered ${bytes.length} bytes with sha256 ${sha256}`, refused);
  await place(target, (partial) => writeFile(partial, bytes));
  return `fetched from ${url}`;
}

/** Writes beside the target and renames, so that no half file ever bears a model's name. */
async function place(target: string, write: (partial: string) => Promise<void>): Promise<void> {
  const partial = `${target}.${process.pid}.partial`;
  try {
    await write(partial);
    await rename(partial, target);
  } finally {
    await rm(partial, { force: true });
  }
}

async function fileSha256(file: string): Promise<string | null> {
  try {
    return createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function download(url: string): Promise<Uint8Array> {
  const response = await fetch(url, { signal: AbortSignal.timeout(60_000) }).catch((error: Error) => {
    throw new Error(error.cause instanceof Error ? error.cause.message : error.message);
  });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

function unavailable(model: ModelEntry, why: string, refused: readonly string[]): ModelUnavailableError {
  const wrong = refused.map((line) => `\n  refused: ${line}, expected ${model.sha256}`).join('');
  return new ModelUnavailableError(
    `The ${model.role} ${model.file} is not available: ${why}.${wrong}` +
      `\n  source: ${model.source.publisher}` +
      `\n  remedy: put the file with sha256 ${model.sha256} into a directory and set FACE_MODELS_DIR to it.`,
  );
}
