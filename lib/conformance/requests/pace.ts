/** Lets callers through one by one, each at least so many milliseconds after the one before. */
export class Pace {
  readonly #intervalMs: number;
  #next = 0;

  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs;
  }

  /** Resolves when it is the caller's turn. */
  async turn(): Promise<void> {
    const now = performance.now();
    const mine = Math.max(now, this.#next);
    this.#next = mine + this.#intervalMs;
    if (mine > now) await new Promise((resolve) => setTimeout(resolve, mine - now));
  }
}
