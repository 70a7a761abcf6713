/** A process that runs the models with other session options; started by session-process.ts, told what to do by messages. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import type { FaceEngine } from '../../../lambda/face/comparison.ts';
import { createFaceEngine } from '../../../lambda/face/engine.ts';
import { DEFAULT_PACK, type ModelEntry, modelEntry, packModels } from '../../../lambda/face/models/manifest.ts';
import { loadModel, type Model } from '../../../lambda/face/models/onnx.ts';
import { readManifest } from '../../../lambda/face/models/read-manifest.ts';
import { seededRandom } from '../../statistics/random.ts';
import { answerTasks } from '../process/task-process.ts';
import type { SessionModel, SessionSetup, SessionTask } from './session-process.ts';
import { changedOptions, type SessionVariant } from './session-variants.ts';

interface LoadedModel {
  readonly model: Model;
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

let setup: SessionSetup;
let models: Readonly<Record<SessionModel, LoadedModel>> | null = null;
let engine: FaceEngine | null = null;

answerTasks(async (task: SessionTask) => {
  switch (task.task) {
    case 'setup':
      return setUp(task.setup);
    case 'load':
      return loadingTime();
    case 'run':
      return runningTime(models![task.model]);
    case 'compare': {
      const [a, b] = task.pair.map(({ buffer, byteOffset, length }) => Buffer.from(buffer, byteOffset, length));
      return timed(() => engine!.compare(a!, b!));
    }
    case 'resident':
      return process.memoryUsage.rss();
  }
});

async function setUp(wanted: SessionSetup): Promise<null> {
  setup = wanted;
  changeSessions(setup.variant, setup.savedIn);
  if (setup.use === 'engine') engine = await createFaceEngine({ modelsDir: setup.modelsDir, threads: setup.threads });
  else models = await loadModels();
  return null;
}

/** Lets sessions be made with the options of a variant. Models are told apart by their length. */
function changeSessions({ change, preOptimised }: SessionVariant, savedIn: string | null): void {
  const { create } = InferenceSession;
  const saved = new Map<string, Buffer>();
  InferenceSession.create = (async (model: Uint8Array, options: InferenceSession.SessionOptions) => {
    if (!preOptimised || savedIn === null) return create.call(InferenceSession, model, changedOptions(options, change));
    const file = join(savedIn, `${model.byteLength}.onnx`);
    if (!existsSync(file)) {
      return create.call(InferenceSession, model, { ...options, optimizedModelFilePath: file });
    }
    if (!saved.has(file)) saved.set(file, readFileSync(file));
    return create.call(InferenceSession, saved.get(file)!, changedOptions(options, change));
  }) as typeof create;
}

async function loadModels(): Promise<Record<SessionModel, LoadedModel>> {
  const { modelsDir, threads } = setup;
  const manifest = await readManifest(modelsDir);
  const { pack } = packModels(manifest, DEFAULT_PACK);
  const load = async (entry: ModelEntry): Promise<LoadedModel> => {
    const side = entry.input.size ?? DETECTOR_SIDE;
    const random = seededRandom(1);
    const data = Float32Array.from({ length: 3 * side * side }, () => 255 * random.next());
    return { model: await loadModel(modelsDir, entry, threads), data, dims: [1, 3, side, side] };
  };
  return {
    detector: await load(modelEntry(manifest, pack.detector)),
    embedder: await load(modelEntry(manifest, pack.embedders[0]!.model)),
    quality: await load(modelEntry(manifest, pack.quality)),
  };
}

/** Side in pixels of the detector's input. */
const DETECTOR_SIDE = 320;

/** Milliseconds of loading all models once more; the process has loaded them before. */
async function loadingTime(): Promise<number> {
  const { modelsDir, threads } = setup;
  const manifest = await readManifest(modelsDir);
  const { models: entries } = packModels(manifest, DEFAULT_PACK);
  const loaded: Model[] = [];
  const ms = await timed(async () => {
    for (const entry of entries) loaded.push(await loadModel(modelsDir, entry, threads));
  });
  for (const model of loaded) await model.release();
  return ms;
}

/** Milliseconds of a run right after another: what ran in other processes meanwhile has left nothing in the caches. */
async function runningTime({ model, data, dims }: LoadedModel): Promise<number> {
  await model.run(data, dims);
  return timed(() => model.run(data, dims));
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}
