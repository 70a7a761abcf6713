/** Since the process began: milliseconds, processor time of all its threads in milliseconds, resident bytes now. */
export interface Reading {
  readonly ms: number;
  readonly cpuMs: number;
  readonly residentBytes: number;
}

/** What passed in a phase; `residentBytes` is the growth, which may be negative. */
export interface Phase extends Reading {
  readonly name: string;
}

/**
 * Divides the time of a process among named phases, so that each moment belongs to exactly one: what passes belongs to
 * the phase entered last. A phase may be entered again and again; its times are added up.
 */
export class PhaseClock {
  readonly #read: () => Reading;
  #phases = new Map<string, Reading>();
  #last: Reading = { ms: 0, cpuMs: 0, residentBytes: 0 };
  #current: string;

  /** @param first phase since the process began */
  constructor(first: string, read: () => Reading) {
    this.#current = first;
    this.#read = read;
  }

  get current(): string {
    return this.#current;
  }

  enter(name: string): void {
    if (name === this.#current) return;
    this.#book();
    this.#current = name;
  }

  /** Runs `work` as its own phase, within the one it is called in. */
  within<T>(name: string, work: () => T): T {
    const outer = this.#current;
    this.enter(name);
    try {
      return work();
    } finally {
      this.enter(outer);
    }
  }

  /**
   * The phases since the start or the last call, in the order in which they were first left, and begins again.
   *
   * @param next phase from now on
   */
  take(next: string): Phase[] {
    this.#book();
    const taken = [...this.#phases].map(([name, reading]) => ({ name, ...reading }));
    this.#phases = new Map();
    this.#current = next;
    return taken;
  }

  #book(): void {
    const now = this.#read();
    const { ms = 0, cpuMs = 0, residentBytes = 0 } = this.#phases.get(this.#current) ?? {};
    this.#phases.set(this.#current, {
      ms: ms + now.ms - this.#last.ms,
      cpuMs: cpuMs + now.cpuMs - this.#last.cpuMs,
      residentBytes: residentBytes + now.residentBytes - this.#last.residentBytes,
    });
    this.#last = now;
  }
}
