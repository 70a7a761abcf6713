/** Adds up the time of named steps. */
export class Stopwatch {
  readonly #milliseconds = new Map<string, number>();

  /** Runs a step and adds its duration to its name, also when it throws. */
  async time<T>(step: string, run: () => Promise<T>): Promise<T> {
    const start = performance.now();
    try {
      return await run();
    } finally {
      this.#add(step, start);
    }
  }

  /** The same for a step without promises. */
  timeSync<T>(step: string, run: () => T): T {
    const start = performance.now();
    try {
      return run();
    } finally {
      this.#add(step, start);
    }
  }

  /** Milliseconds by step, in the order in which the steps first ran. */
  milliseconds(): Record<string, number> {
    return Object.fromEntries(this.#milliseconds);
  }

  #add(step: string, start: number): void {
    this.#milliseconds.set(step, (this.#milliseconds.get(step) ?? 0) + performance.now() - start);
  }
}
