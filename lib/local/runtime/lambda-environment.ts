import { randomUUID } from 'node:crypto';
import { type FunctionConfiguration, type Launch, launchProcess } from './launch.ts';
import type { FunctionError, Outcome } from './runtime-api.ts';
import { type LogLine, RuntimeProcess } from './runtime-process.ts';

/** Time limit of the INIT phase of an on-demand function (https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html). */
const INIT_LIMIT_MS = 10_000;

export interface EnvironmentOptions {
  /** Default: `launchProcess`. */
  readonly launch?: Launch;
  /** Milliseconds; default 10,000, as on AWS. */
  readonly initLimitMs?: number;
  /** Receives what the function logs. Default: to this process's standard output. */
  readonly log?: LogLine;
  /** Called after each successful start, with its duration in milliseconds. */
  readonly started?: (milliseconds: number) => void;
}

/**
 * An execution environment of AWS Lambda on this machine: one process under AWS's runtime client. The process starts at
 * the first invocation and serves one invocation at a time. An invocation is over when the process requests the next one
 * or has ended. Its outcome may be available earlier. When the process exits or exceeds its time limit, the next invocation
 * starts another one.
 *
 * As on AWS, the first start has its own time limit. If it fails, it is repeated once, within the time limit of the
 * invocation. A start after a crash also counts towards the invocation. Unlike on AWS, the process is not frozen between
 * invocations.
 */
export class LambdaEnvironment {
  readonly #configuration: FunctionConfiguration;
  readonly #launch: Launch;
  readonly #initLimitMs: number;
  readonly #log: LogLine;
  readonly #started: (milliseconds: number) => void;
  #process: RuntimeProcess | null = null;
  #first = true;
  #closed = false;
  #last: Promise<unknown> = Promise.resolve();

  constructor(configuration: FunctionConfiguration, options: EnvironmentOptions = {}) {
    this.#configuration = configuration;
    this.#launch = options.launch ?? launchProcess;
    this.#initLimitMs = options.initLimitMs ?? INIT_LIMIT_MS;
    this.#log = options.log ?? ((line) => process.stdout.write(`${line}\n`));
    this.#started = options.started ?? (() => {});
  }

  /**
   * Starts the process before the first invocation.
   *
   * @throws Error when the function does not start
   */
  start(): Promise<void> {
    this.#first = false;
    const started = this.#last.then(async () => {
      const failure = this.#process?.alive ? null : await this.#start(this.#initLimitMs);
      if (failure !== null) throw Object.assign(new Error(failure.errorMessage), { name: failure.errorType });
    });
    this.#last = started.catch(() => {});
    return started;
  }

  /** Invokes the function once all earlier invocations are over. */
  invoke(event: unknown): Promise<Outcome> {
    const invoked = this.#last.then(() => this.#invoke(JSON.stringify(event)));
    this.#last = invoked.catch(() => {}).then(() => this.#process?.finished());
    return invoked;
  }

  /** Waits until all invocations so far are over. */
  async idle(): Promise<void> {
    await this.#last;
  }

  /** Kills the process, which ends the invocation under way. Waiting invocations are rejected. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#process?.kill();
    await this.#last;
  }

  async #invoke(payload: string): Promise<Outcome> {
    const { name, timeoutMs } = this.#configuration;
    if (this.#closed) throw closed(name);
    if (!this.#process?.alive && this.#first) {
      this.#first = false;
      await this.#start(this.#initLimitMs);
    }
    const deadlineMs = Date.now() + timeoutMs;
    if (!this.#process?.alive) {
      const failure = await this.#start(timeoutMs);
      if (failure !== null) return failure;
    }
    const functionArn = `arn:aws:lambda:eu-west-1:000000000000:function:${name}`;
    return this.#process!.invoke({ requestId: randomUUID(), deadlineMs, functionArn, payload });
  }

  async #start(limitMs: number): Promise<FunctionError | null> {
    const begin = performance.now();
    this.#process = await RuntimeProcess.launch(this.#configuration, this.#launch, this.#log);
    // `close` may have been called during the launch, when there was no process to kill.
    if (this.#closed) await this.#process.kill();
    const failure = await this.#process.initialized(limitMs);
    if (this.#closed) throw closed(this.#configuration.name);
    if (failure === null) this.#started(performance.now() - begin);
    return failure;
  }
}

function closed(name: string): Error {
  return new Error(`The environment of ${name} is closed.`);
}
