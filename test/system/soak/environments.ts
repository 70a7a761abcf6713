import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { bundleFunction } from '../../../layers/bundle.ts';
import { MODELS_DIR } from '../../../layers/models/fetch.ts';
import { ROOT } from '../../../lib/cli/root.ts';
import { type AuditTable, startAuditTable } from '../../../lib/local/audit/audit-table.ts';
import { compareFunction } from '../../../lib/local/runtime/compare-configuration.ts';
import { LambdaEnvironment } from '../../../lib/local/runtime/lambda-environment.ts';
import type { FunctionConfiguration } from '../../../lib/local/runtime/launch.ts';
import { seededRandom } from '../../../lib/statistics/random.ts';
import { COMPARE_DEFINITION } from '../../support/default-model.ts';
import { type DynamoDbRequest, dynamoDbError, dynamoDbProxy } from '../../support/dynamodb-proxy.ts';
import { endlessDecoder } from '../attacks/endless-decoder.ts';
import { compareEvent } from '../image/image-harness.ts';
import { childProcesses, MemoryWatch } from './memory.ts';
import { type MixedRequest, mixedInput } from './mixed-input.ts';
import { type Given, type Reconciliation, reconcile } from './reconcile.ts';

export interface EnvironmentsOptions {
  readonly requests: number;
  /** Runtime processes at the same time, all with one DynamoDB. */
  readonly environments: number;
  readonly seed: number;
  /** How many of a thousand writes to DynamoDB fail once, in one of several ways; default 0. */
  readonly faultsPerThousand?: number;
  /** How many of a thousand requests carry an image made to do harm; default 0. */
  readonly attacksPerThousand?: number;
  readonly progress?: (done: number, total: number) => void;
}

export interface EnvironmentsReport {
  readonly requests: number;
  readonly seconds: number;
  readonly byStatus: Readonly<Record<string, number>>;
  /** Requests with an unexpected response, and the reason in the function's own log line; the first few. */
  readonly wrong: readonly string[];
  readonly faults: number;
  readonly attacks: number;
  /** Environments that ended because of work that could not be stopped. */
  readonly abandoned: number;
  readonly reconciliation: Reconciliation;
  /** Bytes of all runtime processes together. */
  readonly memory: { readonly early: number; readonly late: number; readonly peak: number };
}

/** Sends mixed requests to several environments of the compare function at once and reconciles responses and audit items. */
export async function soakEnvironments(options: EnvironmentsOptions): Promise<EnvironmentsReport> {
  const {
    requests,
    environments: count,
    seed,
    faultsPerThousand = 0,
    attacksPerThousand = 0,
    progress = () => {},
  } = options;
  const folder = await mkdtemp(join(tmpdir(), 'face-soak-'));
  const table = await startAuditTable();
  const proxy = await dynamoDbProxy(table.endpoint);
  const fault = faultOnce(seed, faultsPerThousand);
  let faults = 0;
  let attacks = 0;
  let abandoned = 0;
  proxy.behave = async (request) => {
    // Only the number of requests would be useful here, and there may be many.
    proxy.requests.length = 0;
    const behave = fault(request.body);
    if (behave === null) return request.answer(await request.pass());
    faults += 1;
    await behave(request);
  };

  const plugins = attacksPerThousand === 0 ? [] : [endlessDecoder];
  const configuration = await patientFunction(folder, { ...table, endpoint: proxy.endpoint }, plugins);
  /** Why a request failed, by its id. Other lines are not kept, since there may be many. */
  const failures = new Map<string, string>();
  const log = (line: string): void => {
    const { level, requestId, reason, errorName, abandonedWork } = parsed(line);
    if (abandonedWork === true) abandoned += 1;
    if (level === 'ERROR') failures.set(String(requestId), `${reason}, ${errorName}`);
  };
  const environments = Array.from({ length: count }, () => new LambdaEnvironment(configuration, { log }));

  const make = await mixedInput(attacksPerThousand);
  const answers = new Map<string, Given>();
  const byStatus: Record<string, number> = {};
  const wrong: { readonly requestId: string; readonly text: string }[] = [];
  const memory = new MemoryWatch(childProcesses);
  const start = performance.now();
  let next = 0;
  const work = async (each: LambdaEnvironment): Promise<void> => {
    while (next < requests) {
      const n = next++;
      const request = make(seededRandom(Math.imul(seed, 0x9e3779b1) + n));
      if (request.kind.startsWith('attack')) attacks += 1;
      const requestId = randomUUID();
      const event = compareEvent([], {
        requestId,
        body: request.body,
        headers: { 'Content-Type': request.contentType },
      });
      const outcome = await each.invoke(event);
      const answer =
        outcome.kind === 'success' ? givenIn(outcome.payload) : { statusCode: 502, status: outcome.errorMessage };
      answers.set(requestId, answer);
      const label = answer.status === undefined ? String(answer.statusCode) : `${answer.statusCode} ${answer.status}`;
      byStatus[label] = (byStatus[label] ?? 0) + 1;
      const expected = answer.statusCode === request.statusCode && isExpected(answer, request);
      if (!expected && wrong.length < 10) wrong.push({ requestId, text: `request ${n}, ${request.kind}: ${label}` });
      if (n % 100 === 99 || n + 1 === requests) progress(n + 1, requests);
    }
  };
  try {
    await Promise.all(environments.map(work));
    const seconds = (performance.now() - start) / 1000;
    const used = memory.stop();
    return {
      requests,
      seconds,
      byStatus,
      // Last, since a line may arrive after the response that it describes.
      wrong: wrong.map(({ requestId, text }) => [text, failures.get(requestId) ?? []].flat().join(', ')),
      faults,
      attacks,
      abandoned,
      reconciliation: await reconcile(table, answers),
      memory: used,
    };
  } finally {
    memory.stop();
    for (const each of environments) await each.close();
    await proxy.close();
    await table.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Bundles the compare function with longer time limits.
 *
 * @param folder where the bundle goes
 */
export async function patientFunction(
  folder: string,
  table: Omit<AuditTable, 'close'>,
  plugins: readonly Plugin[] = [],
): Promise<FunctionConfiguration> {
  const taskRoot = join(folder, 'task');
  await bundleFunction(join(ROOT, 'lambda/compare/handler.ts'), taskRoot, [PATIENT, ...plugins]);
  await symlink(join(ROOT, 'node_modules'), join(taskRoot, 'node_modules'), 'dir');
  const definition = { ...COMPARE_DEFINITION, timeoutMs: PATIENCE * COMPARE_DEFINITION.timeoutMs };
  const configuration = compareFunction(taskRoot, table, definition);
  return { ...configuration, environment: { ...configuration.environment, MODELS_DIR } };
}

/** The factor by which the time limits of the function are longer here. */
const PATIENCE = 10;
/** The time limits of a write, and the modules that set them. */
const WRITE_LIMITS =
  /^(?:export )?const (?:REQUEST_TIMEOUT|CONNECTION_TIMEOUT|WRITE_TIMEOUT|CLAIM_TIMEOUT)_MS = (?=\d+;$)/gm;
const WRITE_MODULES = ['audit.ts', 'audit-item.ts', 'idempotency-store.ts'].map((file) =>
  join(ROOT, 'lambda/compare', file),
);

/**
 * Lengthens the time limits of a write. If a busy machine keeps DynamoDB waiting through three attempts, the function
 * rightly returns 500: `faults` tests that, and here it would count as a wrong response.
 */
const PATIENT: Plugin = {
  name: 'patient',
  setup(build) {
    let lengthened = 0;
    build.onLoad({ filter: /(?:audit|audit-item|idempotency-store)\.ts$/ }, async ({ path }) => {
      if (!WRITE_MODULES.includes(path)) return undefined;
      const contents = (await readFile(path, 'utf8')).replaceAll(WRITE_LIMITS, (found) => {
        lengthened += 1;
        return `${found}${PATIENCE} * `;
      });
      return { contents, loader: 'ts' };
    });
    build.onEnd(() => {
      if (lengthened !== 4) throw new Error(`Expected 4 time limits of a write but found ${lengthened}.`);
    });
  },
};

/** Returns the fields of a log line of the function; nothing for other lines. */
function parsed(line: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return {};
  }
}

type Fault = (request: DynamoDbRequest) => void | Promise<void>;

/** One repetition overcomes each of them. */
export const FAULTS: readonly Fault[] = [
  (request) => request.drop(),
  (request) => request.answer(dynamoDbError(500, 'InternalServerError')),
  async (request) => {
    await request.pass();
    request.drop();
  },
  async (request) => {
    await request.pass();
    request.answer(dynamoDbError(500, 'InternalServerError'));
  },
];

/**
 * Returns a function that takes the body of each attempt of a write and returns how it fails, or null. All attempts of a
 * write carry the same item, and only the first of them may fail: a function that repeats once overcomes every fault.
 *
 * @param perThousand how many of a thousand writes fail
 */
export function faultOnce(seed: number, perThousand: number): (body: Buffer) => Fault | null {
  const random = seededRandom(seed ^ 0x0fa17);
  const seen = new Set<string>();
  return (body) => {
    const { Item } = JSON.parse(body.toString('utf8')) as { Item: Record<'client' | 'id', { S: string }> };
    const key = JSON.stringify([Item.client.S, Item.id.S]);
    if (seen.has(key)) return null;
    seen.add(key);
    return random.below(1000) < perThousand ? random.pick(FAULTS) : null;
  };
}

/** Returns whether the images allow the status of a 200. */
export function isExpected({ statusCode, status }: Given, { statuses }: MixedRequest): boolean {
  return statusCode !== 200 || (status !== undefined && statuses.includes(status));
}

/** Returns what a response of the compare function says. */
export function givenIn(payload: unknown): Given {
  const { statusCode, body } = payload as { statusCode: number; body: string };
  return { statusCode, ...(JSON.parse(body).result ?? {}) };
}
