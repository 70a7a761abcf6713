import type { Stopwatch } from '../../../lambda/face/stopwatch.ts';

/** Totals by step. */
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
 * Lets a stopwatch also measure something besides time. As with time, what grows within a step counts for the innermost step.
 *
 * @param stopwatch the class of the checkout that is measured
 * @param read returns the value that grows, such as processor time
 * @returns a function that returns the totals since its last call
 */
export function probeSteps(stopwatch: typeof Stopwatch, read: () => number): () => StepTotals {
  let totals: StepTotals = {};
  const running: string[] = [];
  let last = 0;
  const book = (): void => {
    const now = read();
    const step = running.at(-1);
    if (step !== undefined) totals[step] = (totals[step] ?? 0) + now - last;
    last = now;
  };
  aroundSteps(stopwatch, (step) => {
    book();
    running.push(step);
    return () => {
      book();
      running.pop();
    };
  });
  return () => {
    const result = totals;
    totals = {};
    return result;
  };
}
