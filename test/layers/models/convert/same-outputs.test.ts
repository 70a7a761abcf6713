import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ModelEntry, modelEntry, readManifest } from '../../../../lambda/face/models/manifest.ts';
import { loadModel, type Model } from '../../../../lambda/face/models/onnx.ts';
import { batchTensor } from '../../../../lambda/face/models/tensor.ts';
import type { Picture } from '../../../../lambda/face/picture/pixels/picture.ts';
import { convertModel } from '../../../../layers/models/convert/convert-model.ts';
import { MODELS_DIR } from '../../../../layers/models/fetch.ts';
import { digest, fileNameOf } from '../../../../layers/models/files.ts';
import { fasterGraph } from '../../../../layers/models/rewrite/faster-graph.ts';
import { describeUnless, FACES_DIR } from '../../../support/shared.ts';
import { noOriginals, original, SHARED_MODELS_DIR } from '../originals.ts';
import { faceCrop, facePhotos } from './face-crops.ts';

/** Enough to see a converter's fault. `FACES=500` takes four times as long, for a look at rarer ones. */
const FACES = Number(process.env.FACES ?? 125);
/** Larger batches take up to half as much processor time again for each face, and so do two threads, which wait for each other. */
const BATCH = 4;
const THREADS = 1;

const noPhotos = existsSync(join(FACES_DIR, 'lfw-dev'))
  ? noOriginals
  : 'there are no photos in ../shared/faces/lfw-dev';

describeUnless(noPhotos, `models converted from their publishers' files, on ${FACES} faces`, () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'converted-'));
  });
  afterAll(() => rm(dir, { recursive: true }));

  /** Faces by the model that they are cropped for. Each model runs in two or three forms. */
  const crops = new Map<string, Promise<Picture[]>>();
  function cropsFor({ name, input }: ModelEntry): Promise<Picture[]> {
    const made = crops.get(name) ?? Promise.all(facePhotos(FACES).map((photo) => faceCrop(photo, input)));
    crops.set(name, made);
    return made;
  }

  /** Returns the outputs of a model file for each face. */
  async function outputsOf(folder: string, entry: ModelEntry): Promise<Float32Array[]> {
    const model = await loadModel(folder, entry, THREADS);
    const faces = await cropsFor(entry);
    expect(faces).toHaveLength(FACES);
    const outputs: Float32Array[] = [];
    for (let i = 0; i < FACES; i += BATCH) outputs.push(...(await run(model, entry, faces.slice(i, i + BATCH))));
    await model.release();
    return outputs;
  }

  /** Outputs of the files given in ../shared/models, by model. Two tests compare with the embedder's, the slowest of all. */
  const given = new Map<string, Promise<Float32Array[]>>();

  /** Outputs of the model made here, as converted or rewritten besides, and of the given one for each face. */
  async function outputs(
    name: string,
    rewrite: (onnx: Uint8Array) => Uint8Array = (onnx) => onnx,
  ): Promise<[converted: Float32Array, given: Float32Array][]> {
    const entry = modelEntry(await readManifest(MODELS_DIR), name);
    const onnx = rewrite(
      convertModel(
        entry,
        entry.source.files.map((file) => original(fileNameOf(file))),
      ),
    );
    await writeFile(join(dir, entry.file), onnx);
    const expected = given.get(name) ?? outputsOf(SHARED_MODELS_DIR, { ...entry, ...entry.rewrittenFrom });
    given.set(name, expected);
    const made = await outputsOf(dir, { ...entry, sha256: digest(onnx) });
    return (await expected).map((values, i) => [made[i]!, values]);
  }

  it('the embedder gives embeddings with a cosine of at least 0.999999', async () => {
    const cosines = (await outputs('retail-0095')).map(([a, b]) => cosine(a, b));
    expect(cosines).toHaveLength(FACES);
    expect(Math.min(...cosines)).toBeGreaterThanOrEqual(0.999999);
  });

  it('the embedder, rewritten, gives the same embeddings within 1e-5', async () => {
    const embeddings = await outputs('retail-0095', fasterGraph);
    expect(embeddings).toHaveLength(FACES);
    expect(Math.min(...embeddings.map(([a, b]) => cosine(a, b)))).toBeGreaterThanOrEqual(0.999999);
    const difference = ([a, b]: [Float32Array, Float32Array]) =>
      Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));
    expect(Math.max(...embeddings.map(difference))).toBeLessThanOrEqual(1e-5);
  });

  it('the quality model gives qualities within 1e-5, and not the same for every face', async () => {
    const qualities = await outputs('lightqnet-dm100');
    const differences = qualities.map(([a, b]) => Math.abs(a[0]! - b[0]!));
    expect(differences).toHaveLength(FACES);
    expect(Math.max(...differences)).toBeLessThanOrEqual(1e-5);
    expect(new Set(qualities.map(([a]) => a[0]!.toFixed(4))).size).toBeGreaterThan(FACES / 10);
  });
});

async function run(model: Model, { input, output }: ModelEntry, crops: readonly Picture[]): Promise<Float32Array[]> {
  const { data, dims } = batchTensor(crops, input);
  const values = (await model.run(data, dims))[output!.name]!.data;
  const { length } = output!;
  return crops.map((_, i) => values.slice(i * length, (i + 1) * length));
}

function cosine(a: Float32Array, b: Float32Array): number {
  const dot = (x: Float32Array, y: Float32Array): number => x.reduce((sum, value, i) => sum + value * y[i]!, 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}
