import { type ModelEntry, modelEntry, packModels, readManifest } from '../../lambda/face/manifest.ts';
import { loadModel, type Model } from '../../lambda/face/onnx.ts';
import { defaultSearchDirs, findModel } from '../../layers/models/places.ts';
import { seededRandom } from '../pictures/random.ts';

/**
 * The single model runs whose times the comparison is measured by. The published embedder is the one that ours was rewritten
 * from; where its file is not at hand, the rewritten one stands for it.
 */
export const MODEL_RUNS = ['yunet-320x320', 'yunet-320x256', 'published embedder', 'embedder', 'quality'] as const;
export type ModelRun = (typeof MODEL_RUNS)[number];

export interface ModelRunner {
  /** Runs the model once. @returns milliseconds */
  run(name: ModelRun): Promise<number>;
  release(): Promise<void>;
}

/**
 * The models of the default pack, each loaded with the session options of the engine, to be run alone.
 *
 * @param threads of one inference
 */
export async function createModelRunner(modelsDir: string, threads: number): Promise<ModelRunner> {
  const manifest = await readManifest(modelsDir);
  const { pack } = packModels(manifest, 'retail-0095');
  const load = (name: string): Promise<Model> => loadModel(modelsDir, modelEntry(manifest, name), threads);
  const side = (name: string): number => modelEntry(manifest, name).input.size!;
  const embedderName = pack.embedders[0]!.model;
  const [detector, embedder, quality] = [await load(pack.detector), await load(embedderName), await load(pack.quality)];
  const published = (await loadPublished(modelsDir, modelEntry(manifest, embedderName), threads)) ?? embedder;
  const runs: Readonly<Record<ModelRun, readonly [Model, Float32Array, readonly number[]]>> = {
    'yunet-320x320': [detector, noise(320, 320), [1, 3, 320, 320]],
    'yunet-320x256': [detector, noise(256, 320), [1, 3, 256, 320]],
    'published embedder': [published, ...crop(side(embedderName))],
    embedder: [embedder, ...crop(side(embedderName))],
    quality: [quality, ...crop(side(pack.quality))],
  };
  return {
    async run(name) {
      const [model, data, dims] = runs[name];
      const start = performance.now();
      await model.run(data, dims);
      return performance.now() - start;
    },
    async release() {
      await Promise.all([...new Set([detector, embedder, published, quality])].map((model) => model.release()));
    },
  };
}

/** `null` where the model is loaded as it was published, or the published file is not at hand. */
async function loadPublished(modelsDir: string, entry: ModelEntry, threads: number): Promise<Model | null> {
  if (entry.rewrittenFrom === undefined) return null;
  const found = await findModel(entry.rewrittenFrom, [modelsDir, ...defaultSearchDirs()]);
  return found && loadModel(found.dir, { ...entry, ...entry.rewrittenFrom }, threads);
}

function crop(side: number): [Float32Array, number[]] {
  return [noise(side, side), [1, 3, side, side]];
}

/** Pixels between 0 and 255: the time of a run does not depend on them, unless they were numbers too small to be normal. */
function noise(height: number, width: number): Float32Array {
  const random = seededRandom(1);
  return Float32Array.from({ length: 3 * height * width }, () => 255 * random.next());
}
