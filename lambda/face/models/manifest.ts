import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Manifest, ModelEntry, Pack } from './manifest-schema.ts';

export type { Manifest, ModelEntry, ModelInput, Pack, PinnedFile, PublishedFile } from './manifest-schema.ts';

/** The set of models that is used where none is named. */
export const DEFAULT_PACK = 'retail-0095';

/** Width and height in pixels of the crop that a quality model must take. The quality measures depend on it. */
export const QUALITY_CROP_SIZE = 96;

/**
 * Reads `manifest.json` of a models directory.
 *
 * @param check throws when the manifest is wrong. By default it checks the outline only: `checkManifest` has checked a
 *   manifest by the time that its models are in place.
 * @throws Error naming the file and what is wrong with it
 */
export async function readManifest(
  modelsDir: string,
  check: (manifest: unknown) => void = checkOutline,
): Promise<Manifest> {
  const file = join(modelsDir, 'manifest.json');
  const text = await readFile(file, 'utf8');
  try {
    const manifest = JSON.parse(text);
    check(manifest);
    return manifest;
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`);
  }
}

function checkOutline(manifest: unknown): void {
  const { models, packs } = Object(manifest);
  if (!Array.isArray(models) || !(packs instanceof Object)) throw new Error('expected a list of models, and packs');
}

/**
 * Returns the entry of a model in a manifest.
 *
 * @throws Error when there is no model of that name
 */
export function modelEntry(manifest: Manifest, name: string): ModelEntry {
  const entry = manifest.models.find((model) => model.name === name);
  if (entry === undefined) throw new Error(`There is no model ${name} in the manifest`);
  return entry;
}

/** Returns the name and the first 8 hex digits of the sha256 of a model: "yunet-n@104ee26c". */
export function modelVersion({ name, sha256 }: ModelEntry): string {
  return `${name}@${sha256.slice(0, 8)}`;
}

/**
 * Returns a pack and the entries of all its models, detector first.
 *
 * @throws Error naming the known packs when there is no such pack
 */
export function packModels(manifest: Manifest, name: string): { pack: Pack; models: ModelEntry[] } {
  const pack = Object.hasOwn(manifest.packs, name) ? manifest.packs[name] : undefined;
  if (pack === undefined) {
    throw new Error(`Expected one of ${Object.keys(manifest.packs).join(', ')} for pack but received ${name}`);
  }
  const names = [pack.detector, ...pack.embedders.map((embedder) => embedder.model), pack.quality];
  return { pack, models: names.map((model) => modelEntry(manifest, model)) };
}
