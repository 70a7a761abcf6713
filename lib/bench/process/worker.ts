/** The process in which comparisons are measured. worker-process.ts starts it and sends its tasks as messages. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FaceEngine } from '../../../lambda/face/comparison.ts';
import type { PlainPipeline } from '../../baseline/plain-pipeline.ts';
import type { InputKind } from '../inputs/inputs.ts';
import type { Peak, Sample, Setup, StepPeak, Task } from './messages.ts';
import type { ModelRunner } from './model-runs.ts';
import { PeakProbe } from './peak-probe.ts';
import { peakOfThisProcess } from './process-usage.ts';
import { aroundSteps, probeSteps, type StepTotals } from './step-probe.ts';
import { answerTasks } from './task-process.ts';

interface Loaded {
  readonly engine: FaceEngine;
  readonly plain: PlainPipeline | null;
  readonly models: ModelRunner | null;
  readonly inputs: ReadonlyMap<string, InputKind>;
  readonly cpuOfSteps: () => StepTotals;
}

let loaded: Loaded | null = null;
/** Model runs since they were last read. */
let modelRuns = 0;
let modelMs = 0;
/** Reads memory at every step while one comparison is measured; `null` otherwise, because reading takes longer than some steps. */
let peaks: PeakProbe | null = null;
let peaksOfSteps: Record<string, StepPeak> = {};

answerTasks(run);

async function run(message: Task): Promise<unknown> {
  if (message.task === 'setup') return setUp(message.setup);
  if (message.task === 'resident') return { bytes: process.memoryUsage.rss() };
  if (loaded === null) throw new Error('The benchmark process is not set up.');
  if (message.task === 'model') return { ms: await loaded.models!.run(message.run) };
  const { pairs } = loaded.inputs.get(message.kind)!;
  const pair = pairs[message.pair % pairs.length]!;
  if (message.task === 'peak') return peak(loaded, pair);
  if (message.contender === 'engine') return engineSample(loaded, pair);
  return plainSample(loaded, pair);
}

async function setUp({ checkout, modelsDir, threads, inputs, reference }: Setup): Promise<null> {
  const load = (path: string) => import(pathToFileURL(join(checkout, path)).href);
  process.env.FACE_MODELS_DIR = modelsDir;
  const { ensureModels } = await load('layers/models/fetch.ts');
  const { createFaceEngine } = await load('lambda/face/engine.ts');
  const { Stopwatch } = await load('lambda/face/stopwatch.ts');
  countModelRuns(checkout);
  const cpuOfSteps = probeSteps(Stopwatch, cpuMilliseconds);
  aroundSteps(Stopwatch, probePeak);
  const ownModels: string = await ensureModels();
  loaded = {
    engine: await createFaceEngine({ modelsDir: ownModels, threads }),
    plain: reference
      ? await (await import('../../baseline/plain-pipeline.ts')).createPlainPipeline(ownModels, threads)
      : null,
    models: reference ? await (await import('./model-runs.ts')).createModelRunner(ownModels, threads) : null,
    inputs: new Map(
      inputs.map((kind) => [
        kind.name,
        // Messages carry bytes as Uint8Array; uploads are Buffers.
        { ...kind, pairs: kind.pairs.map(([a, b]) => [asBuffer(a), asBuffer(b)] as const) },
      ]),
    ),
    cpuOfSteps,
  };
  return null;
}

/** Counts the runs of every session and adds up their time. onnxruntime-node comes from the checkout. */
function countModelRuns(checkout: string): void {
  const { InferenceSession } = createRequire(join(checkout, 'package.json'))('onnxruntime-node');
  const { run: original } = InferenceSession.prototype;
  InferenceSession.prototype.run = async function (...parameters: unknown[]) {
    const start = performance.now();
    const outputs = await original.apply(this, parameters);
    modelRuns++;
    modelMs += performance.now() - start;
    return outputs;
  };
}

async function engineSample({ engine, cpuOfSteps }: Loaded, [a, b]: readonly [Buffer, Buffer]): Promise<Sample> {
  const { result, ...times } = await timed(() => engine.compare(a, b));
  const faces = result.pictures.map((picture) => picture?.faces.length ?? 0) as [number, number];
  return { ...times, steps: stepSamples(result.durations, cpuOfSteps()), faces };
}

async function plainSample({ plain, cpuOfSteps }: Loaded, [a, b]: readonly [Buffer, Buffer]): Promise<Sample> {
  const { result, ...times } = await timed(() => plain!.compare(a, b));
  const found = result.cosine === null ? 0 : 1;
  return { ...times, steps: stepSamples(result.durations, cpuOfSteps()), faces: [found, found] };
}

function stepSamples(durations: Readonly<Record<string, number>>, cpu: StepTotals): Sample['steps'] {
  return Object.fromEntries(Object.entries(durations).map(([step, ms]) => [step, { ms, cpuMs: cpu[step] ?? 0 }]));
}

async function timed<T>(compare: () => Promise<T>) {
  modelRuns = 0;
  modelMs = 0;
  const cpu = cpuMilliseconds();
  const start = performance.now();
  const result = await compare();
  const ms = performance.now() - start;
  return { result, ms, cpuMs: cpuMilliseconds() - cpu, modelRuns, modelMs };
}

function cpuMilliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

async function peak({ engine }: Loaded, [a, b]: readonly [Buffer, Buffer]): Promise<Peak> {
  peaksOfSteps = {};
  peaks = new PeakProbe(peakOfThisProcess);
  try {
    const end = peaks.begin();
    await engine.compare(a, b);
    return { ...end(), steps: peaksOfSteps };
  } finally {
    peaks = null;
  }
}

function probePeak(step: string): () => void {
  const end = peaks?.begin();
  return () => {
    if (end === undefined) return;
    const { beforeBytes, peakBytes } = end();
    const { peakBytes: highest, grownBytes } = peaksOfSteps[step] ?? { peakBytes: 0, grownBytes: 0 };
    peaksOfSteps[step] = {
      peakBytes: Math.max(highest, peakBytes),
      grownBytes: Math.max(grownBytes, peakBytes - beforeBytes),
    };
  };
}

function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
