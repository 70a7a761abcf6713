import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { FunctionConfiguration, Launch } from './launch.ts';
import { type FunctionError, type Invocation, type Outcome, RuntimeApi } from './runtime-api.ts';

/** Receives a line that the process wrote, without its line break. */
export type LogLine = (line: string, stream: 'stdout' | 'stderr') => void;

/** Running child processes. They are killed when this process exits, even if nothing closed them before. */
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** A process under the runtime client, from start to exit, with its own Runtime API. */
export class RuntimeProcess {
  readonly #api: RuntimeApi;
  readonly #child: ChildProcess;
  readonly #timeoutMs: number;
  /** Resolves when the process has ended and the log has received all its output. */
  readonly #exited: Promise<FunctionError>;
  #alive = true;
  #deadlineMs = 0;

  private constructor(api: RuntimeApi, child: ChildProcess, log: LogLine, timeoutMs: number) {
    this.#api = api;
    this.#child = child;
    this.#timeoutMs = timeoutMs;
    lines(child.stdout, (line) => log(line, 'stdout'));
    lines(child.stderr, (line) => log(line, 'stderr'));
    this.#exited = new Promise((resolve) => {
      child.once('error', (error) => resolve(exit(`could not be started: ${error.message}`)));
      child.once('close', (code, signal) => {
        this.#alive = false;
        api.drain().then(() => resolve(exit(reason(code, signal))));
      });
    });
    running.add(child);
    this.#exited.then(() => {
      this.#alive = false;
      running.delete(child);
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

  /** Whether the process is still running. */
  get alive(): boolean {
    return this.#alive;
  }

  /**
   * Waits until the process requests an invocation.
   *
   * @param limitMs milliseconds after which the process is killed
   * @returns `null`, or the error of a process that could not start and has ended
   */
  async initialized(limitMs: number): Promise<FunctionError | null> {
    const late = Symbol();
    const failure = await within(Promise.race([this.#api.initialized(), this.#exited]), limitMs, late);
    if (failure === null) return null;
    await this.kill();
    return failure === late ? timedOut(limitMs) : failure;
  }

  /**
   * Returns the outcome of an invocation as soon as the process responds. Kills a process that has not responded by the
   * deadline. The invocation is over later, when `finished` resolves.
   */
  async invoke(invocation: Invocation): Promise<Outcome> {
    this.#deadlineMs = invocation.deadlineMs;
    const late = Symbol();
    const limitMs = Math.max(1, invocation.deadlineMs - Date.now());
    const outcome = await within(Promise.race([this.#api.invoke(invocation), this.#exited]), limitMs, late);
    if (outcome !== late) return outcome;
    await this.kill();
    return timedOut(this.#timeoutMs);
  }

  /**
   * Waits until the process requests the next invocation or has ended. As on AWS, an invocation is over only then, because a
   * process may exit after its response. Kills a process that has done neither by the deadline of the invocation.
   */
  async finished(): Promise<void> {
    const late = Symbol();
    const limitMs = Math.max(1, this.#deadlineMs - Date.now());
    if ((await within(Promise.race([this.#api.idle(), this.#exited]), limitMs, late)) === late) await this.kill();
  }

  /** Kills the process with SIGKILL, as Lambda does, and waits until it has ended. */
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
