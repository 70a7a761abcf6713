/**
 * Adds up the time of named steps. A step may run within another: its time counts as its own and not as that of the outer
 * step, so that the steps add up to the whole. Steps of one stopwatch must not overlap in any other way.
 */
export class Stopwatch {
  readonly #milliseconds = new Map<string, number>();
  /** The steps that are running, the innermost last. */
  readonly #running: string[] = [];
  /** When the innermost step began or went on. */
  #since = 0;

  /** Runs a step and adds its duration to its name, also when it throws. */
  async time<T>(step: string, run: () => Promise<T>): Promise<T> {
    this.#book();
    this.#running.push(step);
    try {
      return await run();
    } finally {
      this.#book();
      this.#running.pop();
    }
  }

  /** Does the same for a step without promises. */
  timeSync<T>(step: string, run: () => T): T {
    this.#book();
    this.#running.push(step);
    try {
      return run();
    } finally {
      this.#book();
      this.#running.pop();
    }
  }

  /** Returns milliseconds by step, in the order in which the steps first ran. */
  milliseconds(): Record<string, number> {
    return Object.fromEntries(this.#milliseconds);
  }

  /** Adds the time since the last change to the innermost step. */
  #book(): void {
    const now = performance.now();
    const step = this.#running.at(-1);
    if (step !== undefined) this.#milliseconds.set(step, (this.#milliseconds.get(step) ?? 0) + now - this.#since);
    this.#since = now;
  }
}
