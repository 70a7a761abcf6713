import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ModelEntry, PinnedFile } from '../../lambda/face/models/manifest.ts';
import { loadModel, type Model } from '../../lambda/face/models/onnx.ts';
import { convertModel } from './convert/convert-model.ts';
import { digest } from './files.ts';
import { findModel, findOriginal } from './places.ts';
import { fasterGraph } from './rewrite/faster-graph.ts';

/** Images that both models run on, and timed runs of each model. */
const PICTURES = 16;
const TIMED_RUNS = 400;

/** How a model that was made here compares with the ONNX file that was found. */
export interface ConversionComparison {
  /** Whether it was converted from the publisher's files, or converted and then rewritten. */
  readonly made: 'converted' | 'rewritten';
  readonly sameBytes: boolean;
  /** Largest difference between two outputs. */
  readonly maxDifference: number;
  /** Smallest cosine between two outputs. It says nothing about outputs of a single value. */
  readonly minCosine: number;
  /** Processor time of the model made here divided by that of the found one: medians of alternating runs. */
  readonly timeRatio: number;
}

/**
 * Converts a model from its publisher's files and compares it with the ONNX file that was found: its outputs on images of
 * random values, and its speed in alternating runs (A B, B A, …) on one thread. A model that is loaded in a rewritten form
 * is compared in that form, too.
 *
 * @returns an empty list when one of the two is not in these directories, or the model needs no conversion
 */
export async function compareConversion(model: ModelEntry, dirs: readonly string[]): Promise<ConversionComparison[]> {
  const pinned = model.rewrittenFrom ?? model;
  const found = await findModel(pinned, dirs);
  const originals = await Promise.all(model.source.files.map((file) => findOriginal(file, dirs)));
  if (found === null || model.source.conversion === null || originals.includes(null)) return [];
  const files = originals.map((original) => original!.bytes);
  const converted = convertModel(model, files);
  const given = await loadModel(found.dir, { ...model, ...pinned }, 1);
  try {
    const results = [{ made: 'converted' as const, ...(await compareWith(model, given, pinned, converted)) }];
    if (model.rewrittenFrom === undefined) return results;
    const rewritten = await compareWith(model, given, pinned, fasterGraph(converted));
    return [...results, { made: 'rewritten', ...rewritten }];
  } finally {
    await given.release();
  }
}

async function compareWith(model: ModelEntry, given: Model, { sha256 }: PinnedFile, onnx: Uint8Array) {
  const folder = await mkdtemp(join(tmpdir(), 'face-comparison-converted-'));
  try {
    await writeFile(join(folder, model.file), onnx);
    const made = await loadModel(folder, { ...model, sha256: digest(onnx) }, 1);
    const outputs = await compareOutputs(model, made, given);
    const timeRatio = await compareTime(model, made, given);
    await made.release();
    return { sameBytes: digest(onnx) === sha256, ...outputs, timeRatio };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function compareOutputs(model: ModelEntry, a: Model, b: Model) {
  let maxDifference = 0;
  let minCosine = 1;
  for (let seed = 1; seed <= PICTURES; seed++) {
    const [x, y] = [await outputOf(model, a, seed), await outputOf(model, b, seed)];
    const sums = { xy: 0, xx: 0, yy: 0 };
    for (const [i, value] of x.entries()) {
      maxDifference = Math.max(maxDifference, Math.abs(value - y[i]!));
      sums.xy += value * y[i]!;
      sums.xx += value * value;
      sums.yy += y[i]! * y[i]!;
    }
    minCosine = Math.min(minCosine, sums.xy / Math.sqrt(sums.xx * sums.yy));
  }
  return { maxDifference, minCosine };
}

async function compareTime(model: ModelEntry, a: Model, b: Model): Promise<number> {
  const times: [number[], number[]] = [[], []];
  for (let run = 0; run < TIMED_RUNS; run++) {
    for (const which of run % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
      const start = process.cpuUsage();
      await outputOf(model, which === 0 ? a : b, 1);
      const { user, system } = process.cpuUsage(start);
      times[which].push(user + system);
    }
  }
  return median(times[0]) / median(times[1]);
}

async function outputOf({ input, output }: ModelEntry, model: Model, seed: number): Promise<Float32Array> {
  const size = input.size!;
  const outputs = await model.run(picture(size, input, seed), [1, 3, size, size]);
  return outputs[output!.name]!.data;
}

const pictures = new Map<string, Float32Array>();

/** Returns values of 0 to 255 from a linear congruential generator (Numerical Recipes), scaled as the model expects. */
function picture(size: number, { mean, scale }: ModelEntry['input'], seed: number): Float32Array {
  const key = [size, mean, scale, seed].join();
  let data = pictures.get(key);
  if (data === undefined) {
    let state = seed;
    data = Float32Array.from({ length: 3 * size * size }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return ((state >>> 24) - mean) * scale;
    });
    pictures.set(key, data);
  }
  return data;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((x, y) => x - y);
  return sorted[Math.floor(sorted.length / 2)]!;
}
