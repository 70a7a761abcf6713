import { AsyncLocalStorage } from 'node:async_hooks';

/** Milliseconds between two looks at the processor time while native code works. */
const LOOK_MS = 50;

/** A request has used up its processor time, or was given up. */
export class OverBudgetError extends Error {
  override readonly name = 'OverBudgetError';
}

const budgets = new AsyncLocalStorage<WorkBudget>();

/**
 * The processor time that the work on one request may use. Counts the time of the whole process, native threads included,
 * so it is the same at every memory size, and exact where a process serves one request at a time, as in Lambda.
 *
 * Native code cannot be interrupted. When the time is up, anyone who waits for it goes on without it, and it stays
 * `unfinished`.
 */
export class WorkBudget {
  readonly #limitMicros: number;
  readonly #start = process.cpuUsage();
  #closed = false;
  #atWork = 0;

  /** @param limitMs milliseconds of processor time, from now */
  constructor(limitMs: number) {
    this.#limitMicros = 1000 * limitMs;
  }

  /** Runs work on this budget. The functions below find the budget of the work that calls them. */
  run<T>(work: () => Promise<T>): Promise<T> {
    return budgets.run(this, work);
  }

  /** Whether the time is up. */
  get spent(): boolean {
    if (this.#closed) return true;
    const { user, system } = process.cpuUsage(this.#start);
    return user + system > this.#limitMicros;
  }

  /** Whether native code is at work for which nobody waits any more, or will not once this budget is closed. */
  get unfinished(): boolean {
    return this.#atWork > 0;
  }

  /** Ends the work: what still runs gets an OverBudgetError at its next step. */
  close(): void {
    this.#closed = true;
  }

  /** See `nativeWork`. */
  native<T>(start: () => Promise<T>): Promise<T> {
    if (this.spent) return Promise.reject(new OverBudgetError());
    const work = start();
    this.#atWork += 1;
    return new Promise((resolve, reject) => {
      const looks = setInterval(() => {
        if (!this.spent) return;
        clearInterval(looks);
        reject(new OverBudgetError());
      }, LOOK_MS);
      const end = () => {
        clearInterval(looks);
        this.#atWork -= 1;
      };
      work.then(
        (value) => {
          end();
          resolve(value);
        },
        (error: unknown) => {
          end();
          reject(error);
        },
      );
    });
  }
}

/** Whether the time of the request is up. Never so where no budget was set. */
export function isBudgetSpent(): boolean {
  return budgets.getStore()?.spent ?? false;
}

/**
 * Goes on only while the request has processor time left.
 *
 * @throws OverBudgetError
 */
export function checkBudget(): void {
  if (isBudgetSpent()) throw new OverBudgetError();
}

/**
 * Starts native work on another thread and waits for it as long as the request has processor time left.
 *
 * @throws OverBudgetError when the time is up, whereas the work goes on; whatever the work throws
 */
export function nativeWork<T>(start: () => Promise<T>): Promise<T> {
  const budget = budgets.getStore();
  return budget === undefined ? start() : budget.native(start);
}
