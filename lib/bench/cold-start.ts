import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { assembleImage } from '../../layers/assemble.ts';
import { bundleFunction } from '../../layers/bundle.ts';
import { progressBar } from '../accuracy/progress-bar.ts';
import { type AuditTable, startAuditTable } from '../local/audit-table.ts';
import { PROCESS_ENVIRONMENT } from '../process-environment.ts';
import { LambdaEnvironment } from '../runtime/lambda-environment.ts';
import {
  type FunctionConfiguration,
  type Launch,
  PRELOAD_DIR,
  RUNTIME_CLIENT_DIR,
  runtimeCommand,
  runtimeEnvironment,
} from '../runtime/launch.ts';
import { COMPARE_LIMITS } from '../runtime/ric-functions.ts';
import { coldFigures, coldTables } from './cold-figures.ts';
import type { Phase } from './cold-phases.ts';
import { prepare, ROOT, writeJson } from './command.ts';
import { compareEvent } from './invocation-event.ts';
import type { BenchOptions } from './options.ts';
import { type ProcessUsage, usageOf } from './process-usage.ts';

/** One start of the function. Times in milliseconds; processor time since the process began. */
export interface ColdStart {
  readonly readyMs: number;
  readonly ready: ProcessUsage;
  /** From the event to its answer: the first, and the tenth, when the process is warm. */
  readonly firstMs: number;
  readonly first: ProcessUsage;
  readonly tenthMs: number;
}

const WARM_ANSWERS = 9;

/**
 * Starts the assembled image under AWS's runtime client again and again, on one core, and prints what a start takes: in the
 * whole, and for its parts loaded one after the other by a script of their own.
 */
export async function benchCold(options: BenchOptions): Promise<void> {
  if (process.platform !== 'linux') throw new Error('The cold start is measured on Linux, where the image runs.');
  const { inputs, worker, heading, about } = await prepare({ ...options, kinds: ['small'], threads: 1 });
  const folder = await mkdtemp(join(tmpdir(), 'face-comparison-cold-'));
  const table = await startAuditTable();
  try {
    const taskRoot = join(
      (await assembleImage({ outdir: join(folder, 'image'), architecture: architecture() })).folder,
      'task',
    );
    const parts = await makeParts(join(folder, 'parts'), taskRoot);
    const [first, second] = inputs[0]!.pairs[0]!;
    const starts: ColdStart[] = [];
    const phases: Phase[][] = [];
    const progress = progressBar('starts');
    // The first start reads the files from disk, so it does not count.
    for (let i = -1; i < options.rounds; i++) {
      const start = await coldStart(taskRoot, table, worker.cores, await compareEvent(first, second));
      const parted = await loadParts(parts, taskRoot, worker.cores);
      if (i < 0) continue;
      starts.push(start);
      phases.push(parted);
      progress(i + 1, options.rounds);
    }
    const figures = coldFigures(starts, phases);
    console.log(`${heading}\n\n${coldTables(figures, options.style)}`);
    await writeJson(options.json, { ...about, ...figures });
  } finally {
    await table.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function architecture(): 'arm64' | 'x86_64' {
  return process.arch === 'arm64' ? 'arm64' : 'x86_64';
}

function pinned(cores: readonly number[] | null, command: readonly string[]): [string, ...string[]] {
  return (cores === null ? [...command] : ['taskset', '-c', cores.join(','), ...command]) as [string, ...string[]];
}

async function coldStart(
  taskRoot: string,
  table: AuditTable,
  cores: readonly number[] | null,
  event: object,
): Promise<ColdStart> {
  let pid = 0;
  const launch: Launch = async (launched, apiPort) => {
    const [program, ...parameters] = pinned(cores, runtimeCommand(process.execPath, PRELOAD_DIR, RUNTIME_CLIENT_DIR));
    const env = runtimeEnvironment(launched, taskRoot, apiPort);
    const child = spawn(program, parameters, {
      cwd: taskRoot,
      // The deployed function has nothing but its own variables; taskset is found by the path.
      env: { ...env, PATH: process.env.PATH },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    pid = child.pid!;
    return child;
  };
  let readyMs = 0;
  let ready: ProcessUsage | null = null;
  let firstAt = 0;
  const environment = new LambdaEnvironment(configuration(taskRoot, table), {
    launch,
    log: () => {},
    started: (milliseconds) => {
      readyMs = milliseconds;
      ready = usageOf(pid);
      firstAt = performance.now();
    },
  });
  try {
    await answer(environment, event);
    const firstMs = performance.now() - firstAt;
    const first = usageOf(pid);
    let tenthMs = 0;
    for (let i = 0; i < WARM_ANSWERS; i++) {
      const begin = performance.now();
      await answer(environment, event);
      tenthMs = performance.now() - begin;
    }
    return { readyMs, ready: ready!, firstMs, first, tenthMs };
  } finally {
    await environment.close();
  }
}

/** Each answer has an audit item of its own, so each request an id of its own. */
async function answer(environment: LambdaEnvironment, event: object): Promise<void> {
  const { requestContext } = event as { requestContext: object };
  const outcome = await environment.invoke({
    ...event,
    requestContext: { ...requestContext, requestId: randomUUID() },
  });
  if (outcome.kind === 'error') throw new Error(`The function failed: ${outcome.errorType}.`);
  const { statusCode } = outcome.payload as { statusCode: number };
  if (statusCode !== 200) throw new Error(`The function answered ${statusCode}.`);
}

/** As the stack deploys it, but for the address of its DynamoDB. */
function configuration(taskRoot: string, table: AuditTable): FunctionConfiguration {
  return {
    name: 'CompareFunction',
    taskRoot,
    handler: 'index.handler',
    ...COMPARE_LIMITS,
    environment: {
      AUDIT_TABLE: table.tableName,
      AWS_ENDPOINT_URL_DYNAMODB: table.endpoint,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      ...PROCESS_ENVIRONMENT,
    },
  };
}

/** What cold-phases.ts loads: the image's packages, and our modules bundled one by one. */
async function makeParts(folder: string, taskRoot: string): Promise<string> {
  await bundleFunction(join(import.meta.dirname, 'cold-phases.ts'), join(folder, 'phases'));
  await bundleFunction(join(ROOT, 'lambda/face/onnx.ts'), join(folder, 'onnx'));
  await bundleFunction(join(ROOT, 'lambda/face/manifest.ts'), join(folder, 'manifest'));
  await bundleFunction(join(ROOT, 'lambda/compare/audit.ts'), join(folder, 'aws'));
  await symlink(join(taskRoot, 'node_modules'), join(folder, 'node_modules'), 'dir');
  return folder;
}

async function loadParts(folder: string, taskRoot: string, cores: readonly number[] | null): Promise<Phase[]> {
  const script = [process.execPath, join(folder, 'phases/index.mjs'), folder, join(taskRoot, 'models')];
  const [program, ...parameters] = pinned(cores, script);
  const env = { ...PROCESS_ENVIRONMENT, PATH: process.env.PATH, AWS_REGION: 'eu-west-1' };
  const { stdout } = await promisify(execFile)(program, parameters, { env });
  return JSON.parse(stdout) as Phase[];
}
