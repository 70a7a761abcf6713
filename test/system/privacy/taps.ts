import type { ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, type FSWatcher, readdirSync, readFileSync, statSync, watch } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LambdaEnvironment } from '../../../lib/local/runtime/lambda-environment.ts';
import type { FunctionConfiguration, Launch } from '../../../lib/local/runtime/launch.ts';
import type { Outcome } from '../../../lib/local/runtime/runtime-api.ts';
import type { DynamoDbProxy } from '../../support/dynamodb-proxy.ts';
import { processTree } from '../image/image-harness.ts';
import { createSandbox, noSandbox, type Sandbox, tmpAt } from '../image/sandbox.ts';
import { type Finding, LeakDetector, type Secrets } from './leak-detector.ts';

export interface Tapped {
  readonly outcome: Outcome;
  /** Everything that leaked. */
  readonly findings: readonly Finding[];
  /** Standard output and error. */
  readonly written: string;
  /** Requests that write an audit item. */
  readonly writes: number;
}

export interface InvokeOptions {
  /** The caller asks for landmarks. */
  readonly details?: boolean;
}

/** Milliseconds that the output of a process may take to arrive here. */
const ARRIVAL_MS = 1_000;

/**
 * A function under the runtime client, in the sandbox if there is one. Everything that leaves it is recorded: what it
 * writes, its responses, its requests to DynamoDB or the issuer, its /tmp, and any other network traffic by the kernel's counters.
 */
export class TappedFunction {
  readonly #environment: LambdaEnvironment;
  readonly #sandbox: Sandbox;
  readonly #proxy: DynamoDbProxy;
  readonly #tmp: string;
  readonly #watcher: FSWatcher;
  readonly #touched = new Set<string>();
  #written: Buffer[] = [];
  #child: ChildProcess | null = null;

  private constructor(configuration: FunctionConfiguration, sandbox: Sandbox, proxy: DynamoDbProxy, tmp: string) {
    this.#sandbox = sandbox;
    this.#proxy = proxy;
    this.#tmp = tmp;
    this.#watcher = watch(tmp, (_, name) => this.#touched.add(name ?? 'a file'));
    const launch: Launch = async (given, port) => {
      this.#child = await sandbox.launch(given, port);
      for (const stream of [this.#child.stdout, this.#child.stderr]) {
        stream?.on('data', (chunk: Buffer) => this.#written.push(chunk));
      }
      return this.#child;
    };
    // Without a sandbox TMPDIR is what /tmp is within.
    const environment = { ...configuration.environment, ...(noSandbox === null ? {} : { TMPDIR: tmp }) };
    this.#environment = new LambdaEnvironment({ ...configuration, environment }, { launch, log: () => {} });
  }

  /** @param proxy the only network address that it may reach */
  static async start(configuration: FunctionConfiguration, proxy: DynamoDbProxy): Promise<TappedFunction> {
    const tmp = await mkdtemp(join(tmpdir(), 'face-tapped-'));
    chmodSync(tmp, 0o777);
    return new TappedFunction(configuration, await createSandbox([proxy.port], tmpAt(tmp)), proxy, tmp);
  }

  /** Invokes the function and looks for the request's secrets in all its output. */
  async invoke(event: object, secrets: Secrets, { details = false }: InvokeOptions = {}): Promise<Tapped> {
    this.#written = [];
    this.#touched.clear();
    this.#proxy.requests.length = 0;
    const before = this.#traffic();
    const pid = this.#child?.pid;
    const outcome = await this.#environment.invoke(event);
    await this.#arrived();

    const detector = detectorOf(secrets);
    const written = Buffer.concat(this.#written);
    const findings = detector.scan('log', written);
    findings.push(...detector.scan('answer', answerBytes(outcome), { places: !details }));
    for (const request of this.#proxy.requests) findings.push(...detector.scan('request', request));
    for (const name of new Set([...this.#touched, ...readdirSync(this.#tmp)])) {
      findings.push({ channel: `/tmp/${name}`, secret: 'a file', encoding: 'written' });
      const file = join(this.#tmp, name);
      if (existsSync(file) && statSync(file).isFile())
        findings.push(...detector.scan(`/tmp/${name}`, readFileSync(file)));
      await rm(file, { recursive: true, force: true });
    }
    // A process that has ended takes its counters with it.
    const after = this.#traffic();
    if (pid === this.#child?.pid && before !== null && after !== null && after !== before) {
      findings.push({ channel: 'network', secret: 'other traffic', encoding: `${after - before} attempts` });
    }
    return { outcome, findings, written: written.toString('utf8'), writes: this.#proxy.writes().length };
  }

  async close(): Promise<void> {
    this.#watcher.close();
    await this.#environment.close();
    await this.#sandbox.close();
    await rm(this.#tmp, { recursive: true, force: true });
  }

  /** Waits until the line of the request is here, the process has ended or the time is over; then until all is quiet. */
  async #arrived(): Promise<void> {
    const end = performance.now() + ARRIVAL_MS;
    const done = () =>
      /"message":"(request|Request refused|token|crash)"/.test(Buffer.concat(this.#written).toString('latin1'));
    while (!done() && this.#child?.exitCode === null && performance.now() < end) await sleep(5);
    await sleep(20);
  }

  /**
   * Returns what the kernel counted in the network of the sandbox: packets without a route, datagrams (name lookups use
   * them), and connections that nobody in the sandbox accepted. `null` without a sandbox or process.
   */
  #traffic(): number | null {
    if (noSandbox !== null || this.#child?.pid === undefined || this.#child.exitCode !== null) return null;
    const pid = processTree(this.#child.pid).at(-1)!;
    try {
      const counters = networkCounters(pid);
      const count = (name: string) => counters.get(name) ?? 0;
      return (
        count('Ip.OutNoRoutes') +
        count('Ip6OutNoRoutes') +
        count('Udp.OutDatagrams') +
        count('Udp6OutDatagrams') +
        count('Tcp.ActiveOpens') -
        count('Tcp.PassiveOpens')
      );
    } catch {
      return null;
    }
  }
}

const detectors = new WeakMap<Secrets, LeakDetector>();

/** Returns a detector, kept for the next request with the same secrets to any function: a search has much to look for. */
function detectorOf(secrets: Secrets): LeakDetector {
  const detector = detectors.get(secrets) ?? new LeakDetector(secrets);
  detectors.set(secrets, detector);
  return detector;
}

/** Returns the counters of a process's network namespace, such as "Ip.OutNoRoutes" and "Ip6OutNoRoutes". */
function networkCounters(pid: number): Map<string, number> {
  const counters = new Map<string, number>();
  const lines = readFileSync(`/proc/${pid}/net/snmp`, 'utf8').trim().split('\n');
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const [names, values] = [lines[i]!.split(' '), lines[i + 1]!.split(' ')];
    const group = names[0]!.slice(0, -1);
    for (let j = 1; j < names.length; j++) counters.set(`${group}.${names[j]}`, Number(values[j]));
  }
  if (!existsSync(`/proc/${pid}/net/snmp6`)) return counters;
  for (const line of readFileSync(`/proc/${pid}/net/snmp6`, 'utf8').trim().split('\n')) {
    const [name, value] = line.split(/\s+/);
    counters.set(name!, Number(value));
  }
  return counters;
}

/** Returns the response as it is sent, its body unwrapped. */
function answerBytes(outcome: Outcome): Buffer {
  if (outcome.kind === 'error') return Buffer.from(JSON.stringify(outcome));
  const { body = '', ...rest } = (outcome.payload ?? {}) as { body?: string };
  return Buffer.from(`${JSON.stringify(rest)}\n${body}`);
}
