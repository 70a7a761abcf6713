import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { AuditTable } from '../../local/audit/audit-table.ts';
import { compareFunction } from '../../local/runtime/compare-configuration.ts';
import { LambdaEnvironment } from '../../local/runtime/lambda-environment.ts';
import { type Launch, RUNTIME_CLIENT_DIR, runtimeCommand, runtimeEnvironment } from '../../local/runtime/launch.ts';
import type { FunctionDefinition } from '../../local/template/template-resources.ts';
import { type ProcessUsage, usageOf } from '../process/process-usage.ts';
import type { ColdStart } from './cold-figures.ts';
import type { Phase } from './phase-clock.ts';

/** An assembled container image and what is needed to start it. */
export interface ColdImage {
  readonly taskRoot: string;
  /** Folder with the compiled `preload.mjs` and `probe.mjs`. */
  readonly clientDir: string;
  readonly table: AuditTable;
  /** Limits and variables of the compare function. */
  readonly definition: FunctionDefinition;
  /** Processors on which it may run; `null` for any. */
  readonly cores: readonly number[] | null;
}

const WARM_ANSWERS = 9;

/**
 * Starts the image under the runtime client, sends it comparisons, and ends it.
 *
 * @param event event of a comparison
 * @param probed whether the process loads the clock of cold-probe.ts
 * @returns the figures of the start; for a probed start also its phases until it was ready and those of the first response
 */
export async function startImage(
  image: ColdImage,
  event: object,
  probed: boolean,
): Promise<{ start: ColdStart; lists: Phase[][] }> {
  let pid = 0;
  const lists: Phase[][] = [];
  const launch: Launch = async (configuration, apiPort) => {
    const command = coldCommand(image, probed);
    const child = spawn(command[0], command.slice(1), {
      cwd: image.taskRoot,
      // The deployed function has only its own variables. PATH is needed to find taskset.
      env: { ...runtimeEnvironment(configuration, image.taskRoot, apiPort), PATH: process.env.PATH },
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    createInterface({ input: child.stdio[3] as Readable }).on('line', (line) => lists.push(JSON.parse(line)));
    pid = child.pid!;
    return child;
  };
  let readyMs = 0;
  let ready: ProcessUsage | null = null;
  let firstAt = 0;
  const environment = new LambdaEnvironment(compareFunction(image.taskRoot, image.table, image.definition), {
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
    return { start: { readyMs, ready: ready!, firstMs, first, tenthMs }, lists };
  } finally {
    // When this ends, all output of the process has been read.
    await environment.close();
  }
}

function coldCommand({ clientDir, cores }: ColdImage, probed: boolean): [string, ...string[]] {
  const [node, ...rest] = runtimeCommand(process.execPath, join(clientDir, 'preload.mjs'), RUNTIME_CLIENT_DIR);
  const command: [string, ...string[]] = probed
    ? [node, '--import', join(clientDir, 'probe.mjs'), ...rest]
    : [node, ...rest];
  return cores === null ? command : ['taskset', '-c', cores.join(','), ...command];
}

/** Sends a comparison. Each response has its own audit item, so each request needs its own id. */
async function answer(environment: LambdaEnvironment, event: object): Promise<void> {
  const { requestContext } = event as { requestContext: object };
  const outcome = await environment.invoke({
    ...event,
    requestContext: { ...requestContext, requestId: randomUUID() },
  });
  if (outcome.kind === 'error') throw new Error(`The function failed: ${outcome.errorType}.`);
  const { statusCode } = outcome.payload as { statusCode: number };
  if (statusCode !== 200) throw new Error(`The function returned ${statusCode}.`);
}
