import { isAbsolute, join } from 'node:path';
import type { Analyser } from './analyse-picture.ts';
import type { EngineVersion } from './comparison.ts';
import { createDetector } from './detection/detector.ts';
import { type Calibration, readCalibration } from './matching/calibration.ts';
import {
  DEFAULT_PACK,
  type Manifest,
  type ModelEntry,
  modelEntry,
  modelVersion,
  type Pack,
  packModels,
  readManifest,
} from './models/manifest.ts';
import { loadModel, type Model } from './models/onnx.ts';
import { type EmbeddingSpace, type Projection, readProjection } from './models/projection.ts';
import { researchObjection } from './models/research-models.ts';

export interface EngineOptions {
  /** Directory with manifest.json, the models and their calibrations. */
  readonly modelsDir: string;
  /** Default: retail-0095. */
  readonly pack?: string;
  /** A calibration file instead of the pack's own; relative paths start at `modelsDir`. */
  readonly calibrationFile?: string;
  /** Whether a pack may run whose training data is said to be for research only; default: false. */
  readonly researchModels?: boolean;
  /** Threads of one inference, default 1. */
  readonly threads?: number;
  /** Takes a calibration that refers to random pairs only; see CalibrationUse. */
  readonly randomPairs?: boolean;
}

/** The models of a pack, loaded. */
export interface LoadedModels {
  readonly analyser: Analyser;
  /** Frees the native sessions. */
  release(): Promise<void>;
}

/** The models of a pack, loaded, and its calibration. */
export interface LoadedPack extends LoadedModels {
  readonly calibration: Calibration;
  readonly version: EngineVersion;
}

/**
 * Loads the models and the calibration of a pack. Do it once per process: sessions that come and go leak memory.
 *
 * @throws Error when the manifest, a model, a projection or the calibration is missing or not what it should be, or the
 *   calibration was measured with other models or in another space, or the pack is one for research and `researchModels` is
 *   not set
 */
export async function loadPack(options: EngineOptions): Promise<LoadedPack> {
  const { modelsDir, pack: packName = DEFAULT_PACK, randomPairs = false } = options;
  const { pack, entries, spaces, manifest } = await readPack(options);
  const objection = options.researchModels ? null : researchObjection(manifest, packName);
  if (objection !== null) throw new Error(objection);
  const calibrationFile = options.calibrationFile ?? pack.calibration;
  const models = entries.map(modelVersion);
  const calibration = await readCalibration(
    isAbsolute(calibrationFile) ? calibrationFile : join(modelsDir, calibrationFile),
    { pack: packName, models, spaces: spaces.map(({ space }) => space), randomPairs },
  );
  const loaded = await loadModels(
    options,
    spaces.map(({ projection }) => projection),
  );
  return { ...loaded, calibration, version: { pack: packName, models, calibration: calibration.version } };
}

/**
 * Loads the models of a pack without its calibration and projections: embeddings are as the models give them, joined where
 * there are several. For measuring, and for a pack whose calibration is still to be made.
 *
 * @throws Error when the manifest or a model is missing or not what it should be
 */
export async function loadUnprojected(
  options: Pick<EngineOptions, 'modelsDir' | 'pack' | 'threads'>,
): Promise<LoadedModels> {
  return loadModels(options, null);
}

/** @param projections of the embedders, in their order; `null` for none */
async function loadModels(
  { modelsDir, pack: packName = DEFAULT_PACK, threads = 1 }: EngineOptions,
  projections: readonly (Projection | null)[] | null,
): Promise<LoadedModels> {
  const manifest = await readManifest(modelsDir);
  const { pack, models: entries } = packModels(manifest, packName);
  const loaded = await loadAll(modelsDir, entries, threads);
  const embedders = pack.embedders.map(({ model, weight }, i) => ({
    model: loaded.get(model)!,
    entry: modelEntry(manifest, model),
    weight,
    projection: projections?.[i] ?? null,
  }));
  return {
    analyser: {
      detector: createDetector(loaded.get(pack.detector)!, modelEntry(manifest, pack.detector).input),
      embedders,
      quality: { model: loaded.get(pack.quality)!, entry: modelEntry(manifest, pack.quality) },
    },
    async release() {
      await Promise.all([...loaded.values()].map((model) => model.release()));
    },
  };
}

/** A pack with the entries of its models and the spaces of its embedders, in the order of the pack. */
export interface PackParts {
  readonly pack: Pack;
  readonly entries: readonly ModelEntry[];
  readonly spaces: readonly EmbeddingSpace[];
  readonly manifest: Manifest;
}

/**
 * Reads what a pack consists of, without loading a model.
 *
 * @throws Error when the manifest or a projection is missing or not what it should be
 */
export async function readPack({ modelsDir, pack: name = DEFAULT_PACK }: EngineOptions): Promise<PackParts> {
  const manifest = await readManifest(modelsDir);
  const { pack, models: entries } = packModels(manifest, name);
  const reads = pack.embedders.map(({ model }) => readProjection(modelsDir, modelEntry(manifest, model)));
  return { pack, entries, spaces: await Promise.all(reads), manifest };
}

/** Loads models by name. Where one cannot be loaded, the sessions of the others are released: a caller may try again. */
async function loadAll(
  modelsDir: string,
  entries: readonly ModelEntry[],
  threads: number,
): Promise<Map<string, Model>> {
  const loads = await Promise.allSettled(
    entries.map(async (entry) => [entry.name, await loadModel(modelsDir, entry, threads)] as const),
  );
  const loaded = new Map(loads.flatMap((load) => (load.status === 'fulfilled' ? [load.value] : [])));
  const failed = loads.find((load) => load.status === 'rejected');
  if (failed === undefined) return loaded;
  await Promise.all([...loaded.values()].map((model) => model.release()));
  throw failed.reason;
}
