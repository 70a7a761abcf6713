import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** How a model wants its pixels: `(value - mean) * scale` for values 0..255, planes in the order of `channels`. */
export interface ModelInput {
  readonly name: string;
  /** Width and height in pixels; absent where the model takes any. */
  readonly size?: number;
  readonly channels: 'RGB' | 'BGR';
  readonly mean: number;
  readonly scale: number;
}

export interface ModelEntry {
  readonly name: string;
  readonly role: 'detector' | 'embedder' | 'quality';
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly licence: { readonly spdx: string; readonly holder: string; readonly note: string };
  /** `url` is `null` where the publisher offers the model only in another format. */
  readonly source: { readonly publisher: string; readonly url: string | null };
  readonly input: ModelInput;
  readonly output?: { readonly name: string; readonly length: number };
}

/** A set of models that makes an engine, with the calibration measured on exactly this set. */
export interface Pack {
  readonly detector: string;
  readonly quality: string;
  /** Several embeddings are L2-normalised, weighted, joined and normalised again. */
  readonly embedders: readonly { readonly model: string; readonly weight: number }[];
  /** Relative to the manifest. */
  readonly calibration: string;
}

export interface Manifest {
  readonly models: readonly ModelEntry[];
  readonly packs: Readonly<Record<string, Pack>>;
}

/**
 * Reads `manifest.json` of a models directory and checks that every model is pinned and licensed and every pack complete.
 *
 * @throws Error naming the entry and what is wrong with it
 */
export async function readManifest(modelsDir: string): Promise<Manifest> {
  const file = join(modelsDir, 'manifest.json');
  const manifest = JSON.parse(await readFile(file, 'utf8')) as Manifest;
  for (const model of manifest.models) {
    checkModel(model, file);
  }
  for (const [name, pack] of Object.entries(manifest.packs)) {
    const roles = [
      ['detector', pack.detector],
      ['quality', pack.quality],
      ...pack.embedders.map((embedder) => ['embedder', embedder.model]),
    ] as const;
    for (const [role, model] of roles) {
      if (manifest.models.find((entry) => entry.name === model)?.role !== role) {
        throw new Error(`${file}: pack ${name}: expected a model of role ${role} but received ${model}`);
      }
    }
    if (pack.embedders.length === 0) throw new Error(`${file}: pack ${name}: expected at least one embedder`);
  }
  return manifest;
}

function checkModel(model: ModelEntry, file: string): void {
  const wrong = (what: string): Error => new Error(`${file}: model ${model.name}: ${what}`);
  if (!/^[0-9a-f]{64}$/.test(model.sha256 ?? '')) throw wrong('expected sha256 of 64 hex digits');
  if (!model.licence?.spdx) throw wrong('expected an SPDX licence');
  if (!/^[\w.-]+\.onnx$/.test(model.file ?? ''))
    throw wrong(`expected the name of an .onnx file but received ${model.file}`);
  if (!model.source?.publisher) throw wrong('expected a source');
  if (model.role !== 'detector' && !(model.input?.size && model.output?.length)) {
    throw wrong('expected the size of the input and the length of the output');
  }
}

/**
 * The entry of a model in a manifest.
 *
 * @throws Error when there is no model of that name
 */
export function modelEntry(manifest: Manifest, name: string): ModelEntry {
  const entry = manifest.models.find((model) => model.name === name);
  if (entry === undefined) throw new Error(`There is no model ${name} in the manifest`);
  return entry;
}

/**
 * A pack and the names of all its models, detector first.
 *
 * @throws Error naming the known packs
 */
export function packModels(manifest: Manifest, name: string): { pack: Pack; models: ModelEntry[] } {
  const pack = Object.hasOwn(manifest.packs, name) ? manifest.packs[name] : undefined;
  if (pack === undefined) {
    throw new Error(`Expected one of ${Object.keys(manifest.packs).join(', ')} for pack but received ${name}`);
  }
  const names = [pack.detector, ...pack.embedders.map((embedder) => embedder.model), pack.quality];
  return { pack, models: names.map((model) => modelEntry(manifest, model)) };
}
