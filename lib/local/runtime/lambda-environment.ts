import { randomUUID } from 'node:crypto';
import { type FunctionConfiguration, type Launch, launchProcess } from './launch.ts';
import type { FunctionError, Outcome } from './runtime-api.ts';
import { type LogLine, RuntimeProcess } from './runtime-process.ts';

/** INIT phase of an on-demand function (https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html). */
const INIT_LIMIT_MS = 10_000;

export interface EnvironmentOptions {
  /** Default: a plain process. */
  readonly launch?: Launch;
  /** Milliseconds; default 10,000, as on AWS. */
  readonly initLimitMs?: number;
  /** Receives what the function logs. Default: to this process's standard output. */
  readonly log?: LogLine;
  /** Told of each start of a process that succeeded, with the time it took. */
  readonly started?: (milliseconds: number) => void;
}

/**
 * An execution environment of AWS Lambda on this machine: one process under the real runtime client, which starts at the
 * first invocation, serves one at a time, and is started anew for the next one after it exited or took too long.
 *
 * As on AWS the first start has a limit of its own. Whatever goes wrong in it, it is repeated once within the invocation
 * and its time limit, as are starts after a crash. Unlike on AWS, the process is not frozen between invocations.
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

  /** Invokes the function, after the invocations before have ended. */
  invoke(event: unknown): Promise<Outcome> {
    const invoked = this.#last.then(() => this.#invoke(JSON.stringify(event)));
    this.#last = invoked.catch(() => {});
    return invoked;
  }

  /** Ends the process, and with it an invocation that is under way; those that wait are rejected. */
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
    // The word may have come while the process was being launched.
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
