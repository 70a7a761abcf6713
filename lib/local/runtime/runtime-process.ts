import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { FunctionConfiguration, Launch } from './launch.ts';
import { type FunctionError, type Invocation, type Outcome, RuntimeApi } from './runtime-api.ts';

/** A line that the process wrote, without its end. */
export type LogLine = (line: string, stream: 'stdout' | 'stderr') => void;

/** One process under the runtime client, with a Runtime API of its own, from start to exit. */
export class RuntimeProcess {
  readonly #api: RuntimeApi;
  readonly #child: ChildProcess;
  readonly #timeoutMs: number;
  /** Resolves when the process is gone and all it wrote has been handed to the log. */
  readonly #exited: Promise<FunctionError>;
  #alive = true;

  private constructor(api: RuntimeApi, child: ChildProcess, log: LogLine, timeoutMs: number) {
    this.#api = api;
    this.#child = child;
    this.#timeoutMs = timeoutMs;
    lines(child.stdout, (line) => log(line, 'stdout'));
    lines(child.stderr, (line) => log(line, 'stderr'));
    this.#exited = new Promise((resolve) => {
      child.once('error', (error) => resolve(exit(`could not be started: ${error.message}`)));
      child.once('close', (code, signal) => resolve(exit(reason(code, signal))));
    });
    this.#exited.then(() => {
      this.#alive = false;
      return api.close();
    });
  }

  static async launch(configuration: FunctionConfiguration, launch: Launch, log: LogLine): Promise<RuntimeProcess> {
    const api = await RuntimeApi.listen();
    try {
      return new RuntimeProcess(api, await launch(configuration, api.port), log, configuration.timeoutMs);
    } catch (error) {
      await api.close();
      throw error;
    }
  }

  /** Whether it has not exited. */
  get alive(): boolean {
    return this.#alive;
  }

  /**
   * Waits until the process asks for work.
   *
   * @param limitMs a process that takes longer is killed
   * @returns `null`, or why it could not start; then it is gone
   */
  async initialized(limitMs: number): Promise<FunctionError | null> {
    const late = Symbol();
    const failure = await within(Promise.race([this.#api.initialized(), this.#exited]), limitMs, late);
    if (failure === null) return null;
    await this.kill();
    return failure === late ? timedOut(limitMs) : failure;
  }

  /** The outcome of an invocation. A process that has not answered at its deadline is killed. */
  async invoke(invocation: Invocation): Promise<Outcome> {
    const late = Symbol();
    const limitMs = Math.max(1, invocation.deadlineMs - Date.now());
    const outcome = await within(Promise.race([this.#api.invoke(invocation), this.#exited]), limitMs, late);
    if (outcome !== late) return outcome;
    await this.kill();
    return timedOut(this.#timeoutMs);
  }

  /** Ends the process as Lambda does, without a word. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }
}

function lines(stream: Readable | null, take: (line: string) => void): void {
  if (stream !== null) createInterface({ input: stream, crlfDelay: Infinity }).on('line', take);
}

async function within<Value, Late extends symbol>(
  promise: Promise<Value>,
  limitMs: number,
  late: Late,
): Promise<Value | Late> {
  let timer: NodeJS.Timeout | undefined;
  const end = new Promise<Late>((resolve) => {
    timer = setTimeout(resolve, limitMs, late);
  });
  return Promise.race([promise, end]).finally(() => clearTimeout(timer));
}

function reason(code: number | null, signal: string | null): string {
  if (signal !== null) return `exited with error: signal: ${signal}`;
  return code === 0 ? 'exited without providing a reason' : `exited with error: exit status ${code}`;
}

function exit(what: string): FunctionError {
  return { kind: 'error', errorType: 'Runtime.ExitError', errorMessage: `Runtime ${what}` };
}

function timedOut(limitMs: number): FunctionError {
  return {
    kind: 'error',
    errorType: 'Sandbox.Timedout',
    errorMessage: `Task timed out after ${(limitMs / 1000).toFixed(2)} seconds`,
  };
}
