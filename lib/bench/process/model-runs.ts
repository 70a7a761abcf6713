import { SECOND_LOOK_SIDE } from '../../../lambda/face/detection/second-look.ts';
import {
  DEFAULT_PACK,
  type ModelEntry,
  modelEntry,
  packModels,
  readManifest,
} from '../../../lambda/face/models/manifest.ts';
import { loadModel, type Model } from '../../../lambda/face/models/onnx.ts';
import { defaultSearchDirs, findModel } from '../../../layers/models/places.ts';
import { seededRandom } from '../../statistics/random.ts';

/**
 * The single model runs to which the time of a comparison is compared. The runs of the detector are named by their input sizes: the
 * reference size, the size of the first look and that of the second. Our embedder was rewritten from the published embedder.
 */
export const MODEL_RUNS = [
  'yunet-320x320',
  'yunet-320x256',
  'yunet-224x224',
  'published embedder',
  'embedder',
  'quality',
] as const;
export type ModelRun = (typeof MODEL_RUNS)[number];

export interface ModelRunner {
  /** Runs the model once. @returns milliseconds; `null` for the published embedder if its file is missing */
  run(name: ModelRun): Promise<number | null>;
  release(): Promise<void>;
}

/**
 * Loads the models of the default pack, each with the session options of the engine, to run them separately.
 *
 * @param threads threads of one inference
 * @param searchDirs folders besides `modelsDir` in which to look for the published embedder
 */
export async function createModelRunner(
  modelsDir: string,
  threads: number,
  searchDirs: readonly string[] = defaultSearchDirs(),
): Promise<ModelRunner> {
  const manifest = await readManifest(modelsDir);
  const { pack } = packModels(manifest, DEFAULT_PACK);
  const load = (name: string): Promise<Model> => loadModel(modelsDir, modelEntry(manifest, name), threads);
  const side = (name: string): number => modelEntry(manifest, name).input.size!;
  const embedderName = pack.embedders[0]!.model;
  const [detector, embedder, quality] = [await load(pack.detector), await load(embedderName), await load(pack.quality)];
  const published = await loadPublished(modelsDir, modelEntry(manifest, embedderName), threads, searchDirs);
  const runs: Readonly<Record<ModelRun, readonly [Model | null, Float32Array, readonly number[]]>> = {
    'yunet-320x320': [detector, ...input(320, 320)],
    'yunet-320x256': [detector, ...input(320, 256)],
    'yunet-224x224': [detector, ...input(SECOND_LOOK_SIDE)],
    'published embedder': [published, ...input(side(embedderName))],
    embedder: [embedder, ...input(side(embedderName))],
    quality: [quality, ...input(side(pack.quality))],
  };
  return {
    async run(name) {
      const [model, data, dims] = runs[name];
      if (model === null) return null;
      const start = performance.now();
      await model.run(data, dims);
      return performance.now() - start;
    },
    async release() {
      await Promise.all([detector, embedder, published, quality].map((model) => model?.release()));
    },
  };
}

/** Returns `null` if the published file is missing. */
async function loadPublished(
  modelsDir: string,
  entry: ModelEntry,
  threads: number,
  searchDirs: readonly string[],
): Promise<Model | null> {
  const found = await findModel(entry.rewrittenFrom ?? entry, [modelsDir, ...searchDirs]);
  return found && loadModel(found.dir, { ...entry, ...entry.rewrittenFrom }, threads);
}

function input(width: number, height = width): [Float32Array, number[]] {
  return [noise(width, height), [1, 3, height, width]];
}

/** Returns pixels between 0 and 255. Their values do not affect the time of a run, as long as they are not subnormal numbers. */
function noise(width: number, height: number): Float32Array {
  const random = seededRandom(1);
  return Float32Array.from({ length: 3 * height * width }, () => 255 * random.next());
}
