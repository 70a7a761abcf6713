import type { ChildProcess } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  IDEMPOTENCY_KEY_HEADER,
  ORIGINAL_REQUEST_ID_HEADER,
  REQUEST_ID_HEADER,
} from '../../../lambda/contract/fields.ts';
import { startAuditTable } from '../../../lib/local/audit/audit-table.ts';
import { LambdaEnvironment } from '../../../lib/local/runtime/lambda-environment.ts';
import { launchProcess } from '../../../lib/local/runtime/launch.ts';
import { type Random, seededRandom } from '../../../lib/statistics/random.ts';
import { dynamoDbProxy } from '../../support/dynamodb-proxy.ts';
import { compareEvent } from '../image/image-harness.ts';
import { FAULTS, givenIn, patientFunction } from './environments.ts';
import { mixedInput } from './mixed-input.ts';
import { type Given, type Reconciliation, reconcile } from './reconcile.ts';

export interface RetriesOptions {
  /** Comparisons with a key, each of which is sent two to four times. */
  readonly keys: number;
  /** Runtime processes at the same time, all with one DynamoDB. */
  readonly environments: number;
  readonly seed: number;
  /** Of a thousand requests to DynamoDB this many fail once. */
  readonly faultsPerThousand: number;
  /** Of a thousand keys this many meet an environment that is killed while it works. */
  readonly crashesPerThousand: number;
  readonly progress?: (done: number, total: number) => void;
}

export interface RetriesReport {
  readonly keys: number;
  readonly sent: number;
  readonly seconds: number;
  readonly byStatus: Readonly<Record<string, number>>;
  /** Requests that got an earlier response. */
  readonly repeated: number;
  readonly faults: number;
  readonly crashes: number;
  /** Keys whose responses differ, that have two decisions, or that got none; the first few. */
  readonly wrong: readonly string[];
  readonly reconciliation: Reconciliation;
}

/** A response with 200. */
interface Decided {
  readonly body: string;
  /** Request id of the decision. */
  readonly decision: string;
}

/** An environment can be killed at most this many milliseconds after a request was handed to it. */
const CRASH_WITHIN_MS = 120;
/** A request is repeated at most so often. Each repetition waits for the lease of a crashed one, if need be. */
const MOST_ATTEMPTS = 30;

/**
 * Sends comparisons with keys to several environments of the compare function, each of them several times: one after another,
 * at the same time, and after a crash in the middle. DynamoDB fails now and then, and loses responses. Then each key must
 * have one decision, one audit item, and the same response each time.
 */
export async function soakRetries(options: RetriesOptions): Promise<RetriesReport> {
  const { keys, environments: count, seed, faultsPerThousand, crashesPerThousand, progress = () => {} } = options;
  const folder = await mkdtemp(join(tmpdir(), 'face-soak-'));
  const table = await startAuditTable();
  const proxy = await dynamoDbProxy(table.endpoint);
  let faults = 0;
  const random = seededRandom(seed ^ 0x0fa17);
  const seen = new Set<string>();
  proxy.behave = async (request) => {
    proxy.requests.length = 0;
    // The SDK repeats a request with the same body; of these only the first may fail.
    const digest = createHash('sha256').update(request.body).digest('base64');
    if (seen.has(digest) || random.below(1000) >= faultsPerThousand) return request.answer(await request.pass());
    seen.add(digest);
    faults += 1;
    await random.pick(FAULTS)(request);
  };
  const configuration = await patientFunction(folder, { ...table, endpoint: proxy.endpoint });
  const pool = new Pool(Array.from({ length: count }, () => new Killable(configuration)));
  const make = await mixedInput();
  const byStatus: Record<string, number> = {};
  const wrong: string[] = [];
  const answers = new Map<string, Given>();
  let [sent, repeated, crashes, next, done] = [0, 0, 0, 0, 0];

  /** Sends one request; returns its response if that is a decision, `null` otherwise. */
  const send = async (
    key: string,
    request: ReturnType<typeof make>,
    killAfterMs: number | null,
  ): Promise<Decided | null> => {
    sent += 1;
    const headers = { 'Content-Type': request.contentType, [IDEMPOTENCY_KEY_HEADER]: key };
    const event = compareEvent([], { requestId: randomUUID(), body: request.body, headers });
    const outcome = await pool.run((environment) => environment.invoke(event, killAfterMs));
    if (outcome.kind === 'error') {
      byStatus.crashed = (byStatus.crashed ?? 0) + 1;
      return null;
    }
    const payload = outcome.payload as { statusCode: number; headers: Record<string, string>; body: string };
    byStatus[payload.statusCode] = (byStatus[payload.statusCode] ?? 0) + 1;
    if (payload.statusCode === 429) await sleep(1000 * Number(payload.headers['Retry-After']));
    if (payload.statusCode !== 200) return null;
    const original = payload.headers[ORIGINAL_REQUEST_ID_HEADER];
    if (original !== undefined) repeated += 1;
    const decision = original ?? payload.headers[REQUEST_ID_HEADER]!;
    answers.set(decision, givenIn(payload));
    return { body: payload.body, decision };
  };

  const untilDecided = async (key: string, request: ReturnType<typeof make>): Promise<Decided | null> => {
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      const decided = await send(key, request, null);
      if (decided !== null) return decided;
    }
    return null;
  };

  const one = async (n: number): Promise<void> => {
    const draw = seededRandom(Math.imul(seed, 0x9e3779b1) + n);
    const request = goodRequest(make, draw);
    const key = randomUUID();
    const decided: (Decided | null)[] = [];
    if (draw.below(1000) < crashesPerThousand) {
      crashes += 1;
      const first = send(key, request, draw.below(CRASH_WITHIN_MS));
      // A retry that does not wait for the end of the first request, and one that does.
      const [survivor, retry] = await Promise.all([first, untilDecided(key, request)]);
      decided.push(...(survivor === null ? [] : [survivor]), retry);
    } else if (draw.below(2) === 0) {
      const together = Array.from({ length: 2 + draw.below(2) }, () => untilDecided(key, request));
      decided.push(...(await Promise.all(together)));
    } else {
      decided.push(await untilDecided(key, request));
    }
    decided.push(await untilDecided(key, request));
    const problem = problemOf(decided);
    if (problem !== null && wrong.length < 10) wrong.push(`key ${n}, ${request.kind}: ${problem}`);
    done += 1;
    if (done % 100 === 0 || done === keys) progress(done, keys);
  };

  const start = performance.now();
  try {
    const work = async (): Promise<void> => {
      while (next < keys) await one(next++);
    };
    await Promise.all(Array.from({ length: count }, work));
    const seconds = (performance.now() - start) / 1000;
    return {
      ...{ keys, sent, seconds, byStatus, repeated, faults, crashes, wrong },
      reconciliation: await reconcile(table, answers),
    };
  } finally {
    await pool.close();
    await proxy.close();
    await table.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** What is wrong with the responses to the requests with one key; `null` if nothing is. */
export function problemOf(decided: readonly (Decided | null)[]): string | null {
  if (decided.includes(null)) return 'no decision';
  if (new Set(decided.map((each) => each?.decision)).size > 1) return 'two decisions';
  return new Set(decided.map((each) => each?.body)).size > 1 ? 'different responses' : null;
}

/** Draws until the request is one that is compared. */
function goodRequest(make: Awaited<ReturnType<typeof mixedInput>>, draw: Random): ReturnType<typeof make> {
  for (;;) {
    const request = make(draw);
    if (request.statusCode === 200) return request;
  }
}

/** An environment whose process can be killed while it works. */
class Killable {
  readonly #environment: LambdaEnvironment;
  #child: ChildProcess | null = null;

  constructor(configuration: ConstructorParameters<typeof LambdaEnvironment>[0]) {
    this.#environment = new LambdaEnvironment(configuration, {
      launch: async (given, port) => {
        this.#child = await launchProcess(given, port);
        return this.#child;
      },
      log: () => {},
    });
  }

  async invoke(event: object, killAfterMs: number | null) {
    // Not while it starts: a start is repeated, and the request has not been handed over.
    await this.#environment.start().catch(() => {});
    const invoked = this.#environment.invoke(event);
    if (killAfterMs !== null) setTimeout(() => this.#child?.kill('SIGKILL'), killAfterMs);
    const outcome = await invoked;
    await this.#environment.idle();
    return outcome;
  }

  close(): Promise<void> {
    return this.#environment.close();
  }
}

/** Environments of which each serves one request at a time. */
class Pool {
  readonly #all: readonly Killable[];
  readonly #free: Killable[];
  readonly #waiting: ((environment: Killable) => void)[] = [];

  constructor(all: readonly Killable[]) {
    this.#all = all;
    this.#free = [...all];
  }

  async run<T>(use: (environment: Killable) => Promise<T>): Promise<T> {
    const environment = this.#free.pop() ?? (await new Promise<Killable>((resolve) => this.#waiting.push(resolve)));
    try {
      return await use(environment);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free.push(environment);
      else next(environment);
    }
  }

  async close(): Promise<void> {
    for (const each of this.#all) await each.close();
  }
}
