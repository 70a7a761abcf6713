import type { Stopwatch } from '../../../lambda/face/stopwatch.ts';

/** Adds up what a step takes of something. */
export type StepTotals = Record<string, number>;

/**
 * Lets a stopwatch also call something around each step.
 *
 * @param stopwatch the class of the checkout that is measured
 * @param begin called before a step; what it returns is called after it, also when the step throws
 */
export function aroundSteps(stopwatch: typeof Stopwatch, begin: (step: string) => () => void): void {
  const { time, timeSync } = stopwatch.prototype;
  stopwatch.prototype.time = async function <T>(this: Stopwatch, step: string, run: () => Promise<T>): Promise<T> {
    const end = begin(step);
    return (time<T>).call(this, step, run).finally(end);
  };
  stopwatch.prototype.timeSync = function <T>(this: Stopwatch, step: string, run: () => T): T {
    const end = begin(step);
    try {
      return (timeSync<T>).call(this, step, run);
    } finally {
      end();
    }
  };
}

/**
 * Lets a stopwatch also measure something besides time: `read` is called before and after each step, and what grew is added
 * to the step's name. Steps that overlap share what grew meanwhile.
 *
 * @param stopwatch the class of the checkout that is measured
 * @returns the totals so far, which are then begun anew
 */
export function probeSteps(stopwatch: typeof Stopwatch, read: () => number): () => StepTotals {
  let totals: StepTotals = {};
  aroundSteps(stopwatch, (step) => {
    const before = read();
    return () => {
      totals[step] = (totals[step] ?? 0) + read() - before;
    };
  });
  return () => {
    const result = totals;
    totals = {};
    return result;
  };
}
