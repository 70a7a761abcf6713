/** The process in which comparisons are measured; started by worker-process.ts, told what to do by messages. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { constants, PerformanceObserver } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import type { Tensor } from 'onnxruntime-node';
import type { FaceEngine } from '../../lambda/face/comparison.ts';
import type { InputKind } from './inputs.ts';
import type { Allocation, Peak, Sample, Setup, Task } from './messages.ts';
import type { ModelRunner } from './model-runs.ts';
import type { PlainPipeline } from './plain-pipeline.ts';
import { probeSecondLooks, type SecondLookProbe, withSecondLook } from './second-look-probe.ts';
import { probeSteps, type StepTotals } from './step-probe.ts';

interface Loaded {
  readonly engine: FaceEngine;
  readonly plain: PlainPipeline | null;
  readonly models: ModelRunner | null;
  readonly inputs: ReadonlyMap<string, InputKind>;
  readonly cpuOfSteps: () => StepTotals;
  /** Of time and of processor time. */
  readonly looks: readonly [SecondLookProbe, SecondLookProbe];
  readonly bytesOfSteps: () => StepTotals;
}

let loaded: Loaded | null = null;
/** Runs of models since they were last asked for. */
let modelRuns = 0;
let modelMs = 0;
/** Memory is read at every step only where allocations are measured: it takes longer than some steps. */
let countBytes = false;
/** Garbage collections that nobody asked for, while bytes are counted. */
let collections = 0;

process.on('message', (message: Task) => {
  run(message).then(
    (result) => process.send!({ result }),
    (error: Error) => process.send!({ error: error.message }),
  );
});
process.on('disconnect', () => process.exit(0));

async function run(message: Task): Promise<unknown> {
  if (message.task === 'setup') return setUp(message.setup);
  if (message.task === 'resident') return { bytes: process.memoryUsage.rss() };
  if (loaded === null) throw new Error('The benchmark process is not set up.');
  if (message.task === 'model') return { ms: await loaded.models!.run(message.run) };
  const { pairs } = loaded.inputs.get(message.kind)!;
  const pair = pairs[message.pair % pairs.length]!;
  if (message.task === 'allocate') return allocation(loaded, pair);
  if (message.task === 'peak') return peak(loaded, pair);
  return message.contender === 'engine' ? engineSample(loaded, pair) : plainSample(loaded, pair);
}

async function setUp({ checkout, modelsDir, threads, inputs, reference }: Setup): Promise<null> {
  const load = (path: string) => import(pathToFileURL(join(checkout, path)).href);
  process.env.FACE_MODELS_DIR = modelsDir;
  const { ensureModels } = await load('layers/models/fetch.ts');
  const { createFaceEngine } = await load('lambda/face/engine.ts');
  const { Stopwatch } = await load('lambda/face/stopwatch.ts');
  const looks = [
    probeSecondLooks(Stopwatch, () => performance.now()),
    probeSecondLooks(Stopwatch, cpuMilliseconds),
  ] as const;
  countModelRuns(checkout, looks);
  const cpuOfSteps = probeSteps(Stopwatch, cpuMilliseconds);
  const bytesOfSteps = probeSteps(Stopwatch, () => (countBytes ? heapBytes() : 0));
  const ownModels: string = await ensureModels();
  new PerformanceObserver((list) => {
    for (const { detail } of list.getEntries() as { detail?: { flags?: number } }[]) {
      if (((detail?.flags ?? 0) & constants.NODE_PERFORMANCE_GC_FLAGS_FORCED) === 0) collections++;
    }
  }).observe({ entryTypes: ['gc'] });
  loaded = {
    engine: await createFaceEngine({ modelsDir: ownModels, threads }),
    plain: reference ? await (await import('./plain-pipeline.ts')).createPlainPipeline(ownModels, threads) : null,
    models: reference ? await (await import('./model-runs.ts')).createModelRunner(ownModels, threads) : null,
    inputs: new Map(
      inputs.map((kind) => [
        kind.name,
        // Messages carry bytes as Uint8Array; uploads are Buffers.
        { ...kind, pairs: kind.pairs.map(([a, b]) => [Buffer.from(a), Buffer.from(b)] as const) },
      ]),
    ),
    cpuOfSteps,
    looks,
    bytesOfSteps,
  };
  return null;
}

/** Lets every session tell of its runs. onnxruntime-node is that of the checkout. */
function countModelRuns(checkout: string, looks: readonly SecondLookProbe[]): void {
  const { InferenceSession } = createRequire(join(checkout, 'package.json'))('onnxruntime-node');
  const { run: original } = InferenceSession.prototype;
  InferenceSession.prototype.run = async function (feeds: Readonly<Record<string, Tensor>>, ...options: unknown[]) {
    const start = performance.now();
    const outputs = await original.call(this, feeds, ...options);
    modelRuns++;
    modelMs += performance.now() - start;
    const [input] = Object.values(feeds);
    for (const look of looks) look.runEnded(input!.dims);
    return outputs;
  };
}

async function engineSample({ engine, cpuOfSteps, looks }: Loaded, [a, b]: readonly [Buffer, Buffer]): Promise<Sample> {
  const { result, ...times } = await timed(() => engine.compare(a, b));
  const steps = stepSamples(result.durations, cpuOfSteps());
  const [ms, cpuMs] = looks.map((look) => look.take());
  const faces = result.pictures.map((picture) => picture.faces.length) as [number, number];
  return { ...times, steps: withSecondLook(steps, ms!, cpuMs!), faces };
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

function heapBytes(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/**
 * Garbage is collected before, so that as a rule none of it is given back meanwhile: collecting before each step would make
 * the code slower and let it allocate more. Needs --expose-gc.
 */
async function allocation({ engine, bytesOfSteps }: Loaded, [a, b]: readonly [Buffer, Buffer]): Promise<Allocation> {
  await collectGarbage();
  collections = 0;
  bytesOfSteps();
  countBytes = true;
  const before = heapBytes();
  await engine.compare(a, b);
  const grown = heapBytes() - before;
  countBytes = false;
  // The observer is told of collections by a task of its own.
  await new Promise((resolve) => setTimeout(resolve, 5));
  const steps = bytesOfSteps();
  // Where garbage was collected, steps in which it was seem to have given memory back.
  const allocating = Object.values(steps).reduce((sum, step) => sum + Math.max(0, step), 0);
  return { bytes: collections > 0 ? Math.max(grown, allocating) : grown, steps, atLeast: collections > 0 };
}

async function peak({ engine }: Loaded, [a, b]: readonly [Buffer, Buffer]): Promise<Peak> {
  // Linux begins VmHWM anew (proc(5), clear_refs, 5).
  writeFileSync('/proc/self/clear_refs', '5');
  const beforeBytes = process.memoryUsage.rss();
  await engine.compare(a, b);
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))![1];
  return { peakBytes: Number(kilobytes) * 1024, beforeBytes };
}

async function collectGarbage(): Promise<void> {
  for (let i = 0; i < 2; i++) {
    (globalThis as { gc?: () => void }).gc?.();
    // Buffers of native code are given back by tasks after the collection.
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
