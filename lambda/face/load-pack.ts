import { isAbsolute, join } from 'node:path';
import type { Analyser } from './analyse-picture.ts';
import type { EngineVersion } from './comparison.ts';
import { createDetector } from './detection/detector.ts';
import { type Calibration, readCalibration } from './matching/calibration.ts';
import { readCentre } from './models/centre.ts';
import {
  DEFAULT_PACK,
  type ModelEntry,
  modelEntry,
  modelVersion,
  packModels,
  readManifest,
} from './models/manifest.ts';
import { loadModel, type Model } from './models/onnx.ts';
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
  /** Embeddings as the models give them, without subtracting their centres; for measuring these. */
  readonly uncentred?: boolean;
}

/** The models of a pack, loaded, and its calibration. */
export interface LoadedPack {
  readonly analyser: Analyser;
  readonly calibration: Calibration;
  readonly version: EngineVersion;
  /** Frees the native sessions. */
  release(): Promise<void>;
}

/**
 * Loads the models and the calibration of a pack. Do it once per process: sessions that come and go leak memory.
 *
 * @throws Error when the manifest, a model or the calibration is missing or not what it should be, the calibration was
 *   measured with other models, or the pack is one for research and `researchModels` is not set
 */
export async function loadPack(options: EngineOptions): Promise<LoadedPack> {
  const { modelsDir, pack: packName = DEFAULT_PACK, threads = 1, uncentred = false } = options;
  const manifest = await readManifest(modelsDir);
  const { pack, models: entries } = packModels(manifest, packName);
  const objection = options.researchModels ? null : researchObjection(manifest, packName);
  if (objection !== null) throw new Error(objection);
  const calibrationFile = options.calibrationFile ?? pack.calibration;
  const calibration = await readCalibration(
    isAbsolute(calibrationFile) ? calibrationFile : join(modelsDir, calibrationFile),
    packName,
    entries.map(modelVersion),
  );
  // What is only read comes first: of what fails there is no session left to be released.
  const centres = new Map<string, Float32Array | null>();
  for (const { model } of pack.embedders) {
    centres.set(model, uncentred ? null : await readCentre(modelsDir, modelEntry(manifest, model)));
  }
  const loaded = await loadAll(modelsDir, entries, threads);
  const embedders = pack.embedders.map(({ model, weight }) => ({
    model: loaded.get(model)!,
    entry: modelEntry(manifest, model),
    weight,
    centre: centres.get(model)!,
  }));
  const analyser: Analyser = {
    detector: createDetector(loaded.get(pack.detector)!, modelEntry(manifest, pack.detector).input),
    embedders,
    quality: { model: loaded.get(pack.quality)!, entry: modelEntry(manifest, pack.quality) },
  };
  return {
    analyser,
    calibration,
    version: packVersion(packName, entries, calibration),
    async release() {
      await Promise.all([...loaded.values()].map((model) => model.release()));
    },
  };
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

function packVersion(pack: string, entries: readonly ModelEntry[], calibration: Calibration): EngineVersion {
  return {
    pack,
    models: entries.map(modelVersion),
    calibration: calibration.version,
  };
}
