import { type EnvironmentOptions, LambdaEnvironment } from './lambda-environment.ts';
import type { FunctionConfiguration } from './launch.ts';

/**
 * A Lambda function on this machine. Each invocation under way has its own execution environment, which is started if none is
 * free and reused afterwards. Above the limit, invocations wait, whereas AWS would reject them.
 */
export class LambdaFunction {
  readonly #configuration: FunctionConfiguration;
  readonly #limit: number;
  readonly #options: EnvironmentOptions;
  readonly #environments: LambdaEnvironment[] = [];
  readonly #free: LambdaEnvironment[] = [];
  readonly #waiting: ((environment: LambdaEnvironment) => void)[] = [];
  /** Environments that have returned a response but whose invocation is not over. This takes a moment, unless the process ends. */
  #finishing = 0;

  /** @param limit most environments at the same time */
  constructor(configuration: FunctionConfiguration, limit: number, options: EnvironmentOptions = {}) {
    this.#configuration = configuration;
    this.#limit = limit;
    this.#options = options;
  }

  /**
   * Starts an environment before the first invocation.
   *
   * @throws Error when the function does not start
   */
  async start(): Promise<void> {
    const environment = await this.#take();
    this.#finishing += 1;
    await environment.start().finally(() => this.#release(environment));
  }

  /**
   * Returns what the function returns.
   *
   * @throws Error when the function throws, crashes or exceeds its time limit; its `name` is the error's type
   */
  async invoke(event: unknown): Promise<unknown> {
    const environment = await this.#take();
    try {
      const outcome = await environment.invoke(event);
      if (outcome.kind === 'success') return outcome.payload;
      throw Object.assign(new Error(outcome.errorMessage), { name: outcome.errorType });
    } finally {
      this.#finishing += 1;
      environment.idle().then(() => this.#release(environment));
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#environments.map((environment) => environment.close()));
  }

  #release(environment: LambdaEnvironment): void {
    this.#finishing -= 1;
    const next = this.#waiting.shift();
    if (next !== undefined) next(environment);
    else this.#free.push(environment);
  }

  async #take(): Promise<LambdaEnvironment> {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    const wait = this.#environments.length >= this.#limit || this.#waiting.length < this.#finishing;
    if (wait) return new Promise((resolve) => this.#waiting.push(resolve));
    const environment = new LambdaEnvironment(this.#configuration, this.#options);
    this.#environments.push(environment);
    return environment;
  }
}
