import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { COMPARE_PATH, REQUEST_ID_HEADER } from '../../../lambda/contract/fields.ts';
import { MODELS_DIR } from '../../../layers/models/fetch.ts';
import { auditEnvironment, startAuditTable } from '../../../lib/local/audit/audit-table.ts';
import { createGateway } from '../../../lib/local/gateway/gateway.ts';
import { LOCAL_ISSUER, localToken } from '../../../lib/local/issuer/issuer.ts';
import { DEFAULT_KEY, issuerKey } from '../../../lib/local/issuer/keys.ts';
import { startLocalKms } from '../../../lib/local/issuer/local-kms.ts';
import { ricFunctions } from '../../../lib/local/runtime/ric-functions.ts';
import { startServer } from '../../../lib/local/server.ts';
import { localStack } from '../../../lib/local/template/local-stack.ts';
import { seededRandom } from '../../../lib/statistics/random.ts';
import { send } from '../../support/gateway.ts';
import { givenIn, isExpected } from './environments.ts';
import { childProcesses, MemoryWatch } from './memory.ts';
import { mixedInput } from './mixed-input.ts';
import { type Given, type Reconciliation, reconcile } from './reconcile.ts';
import { expectedRefusals } from './throttle-oracle.ts';

export interface TwinOptions {
  readonly seconds: number;
  readonly perSecond: number;
  /** Requests at once, in addition to the steady ones. */
  readonly burst: number;
  readonly burstEverySeconds: number;
  readonly seed: number;
  /** Called with the ticks done; each is a request, and some are also a burst. */
  readonly progress?: (done: number, total: number) => void;
}

export interface TwinReport {
  readonly sent: number;
  readonly byStatus: Readonly<Record<string, number>>;
  /** Responses that do not fit the request, except 429; the first few. */
  readonly wrong: readonly string[];
  /** 429s that callers saw, and how many there must be according to a second way of counting. */
  readonly throttled: { readonly seen: number; readonly expected: number };
  readonly reconciliation: Reconciliation;
  /** Bytes of the gateway with its database, and of the functions' processes. */
  readonly memory: Readonly<Record<'gateway' | 'functions', ReturnType<MemoryWatch['stop']>>>;
}

/** One in this many requests comes with a token that the authorizer must reject; it does not count for the throttle. */
const BAD_TOKEN_EVERY = 10;

/** Keeps the local API busy with mixed requests at a steady rate and with bursts; functions under the runtime client. */
export async function soakTwin(options: TwinOptions): Promise<TwinReport> {
  const { seconds, perSecond, burst, burstEverySeconds, seed, progress = () => {} } = options;
  const dir = await mkdtemp(join(tmpdir(), 'face-soak-'));
  const stack = await localStack();
  const { model, table: definition } = stack;
  const key = await issuerKey(dir);
  // On disk, since its memory is measured together with the gateway's.
  const table = await startAuditTable({ definition, dir });
  const kms = await startLocalKms({ [DEFAULT_KEY]: key }, table.credentials);
  const server = await startServer(0);
  const ric = await ricFunctions(
    stack,
    {
      ISSUER: LOCAL_ISSUER,
      BASE_URL: server.url,
      AWS_REGION: 'eu-west-1',
      AWS_ENDPOINT_URL_KMS: kms.endpoint,
      USAGE_KEY: model.usagePlans[0]!.keyValues[0]!,
      MODELS_DIR,
      ...auditEnvironment(table),
    },
    { report: () => {}, log: () => {} },
  );
  const times: number[] = [];
  const gateway = createGateway(model, ric.functions, { counted: (arrived) => times.push(arrived) });
  server.serve(gateway);

  const make = await mixedInput();
  const token = await localToken(key);
  const expired = await localToken(key, { expired: true });
  const answers = new Map<string, Given>();
  const byStatus: Record<string, number> = {};
  const wrong: string[] = [];
  let n = 0;
  let throttled = 0;
  const one = async (): Promise<void> => {
    const at = n++;
    const request = make(seededRandom(Math.imul(seed, 0x9e3779b1) + at));
    const bad = at % BAD_TOKEN_EVERY === BAD_TOKEN_EVERY - 1;
    const headers = { 'content-type': request.contentType, authorization: `Bearer ${bad ? expired : token}` };
    const { status, headers: given, body } = await send(server.url, COMPARE_PATH, { headers, body: request.body });
    const answer = givenIn({ statusCode: status, body });
    answers.set(String(given[REQUEST_ID_HEADER]), answer);
    byStatus[status] = (byStatus[status] ?? 0) + 1;
    if (status === 429) throttled += 1;
    const expected = bad ? status === 401 : status === 429 || status === request.statusCode;
    const label = `request ${at}, ${bad ? 'expired token' : request.kind}: ${status}`;
    if ((!expected || !isExpected(answer, request)) && wrong.length < 10) wrong.push(label);
  };

  // Environments start at their first request, which is not measured here.
  await one();
  const memory = { gateway: new MemoryWatch(() => [process.pid]), functions: new MemoryWatch(childProcesses) };
  try {
    const running: Promise<void>[] = [];
    const start = performance.now();
    const ticks = seconds * perSecond;
    for (let tick = 0; tick < ticks; tick++) {
      await sleep(Math.max(0, start + (1000 * tick) / perSecond - performance.now()));
      running.push(one());
      if (tick % (perSecond * burstEverySeconds) === perSecond * 2) {
        for (let i = 0; i < burst; i++) running.push(one());
      }
      if (tick % perSecond === 0 || tick + 1 === ticks) progress(tick + 1, ticks);
    }
    await Promise.all(running);
    return {
      sent: n,
      byStatus,
      wrong,
      throttled: { seen: throttled, expected: expectedRefusals(times, model.usagePlans[0]!, model.stageThrottle) },
      reconciliation: await reconcile(table, answers),
      memory: { gateway: memory.gateway.stop(), functions: memory.functions.stop() },
    };
  } finally {
    for (const each of Object.values(memory)) each.stop();
    await server.close();
    await ric.close();
    await kms.close();
    await table.close();
    await rm(dir, { recursive: true, force: true });
  }
}
