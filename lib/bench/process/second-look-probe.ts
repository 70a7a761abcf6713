import { SECOND_LOOK_SIDE } from '../../../lambda/face/detection/second-look.ts';
import type { Stopwatch } from '../../../lambda/face/stopwatch.ts';
import type { StepSample } from './messages.ts';
import { probeSteps, type StepTotals } from './step-probe.ts';

/** The name that the second look has in the benchmark. */
export const SECOND_LOOK = 'second look';

export interface SecondLookProbe {
  /** To be told of every run of a model at its end, with the shape of its input: [1, 3, height, width]. */
  runEnded(shape: readonly number[]): void;
  /** What second looks took within each step, which is then begun anew. */
  take(): StepTotals;
}

/**
 * Measures what second looks take of something. The pipeline makes them within `detect`, where they tell which way up a face is,
 * and within `align`, each face once: so they have no step of their own there. A second look is taken for what lies between
 * its model run's end and the end of the run before it or the begin of its step: cropping, filling the input, the run.
 *
 * @param stopwatch the class of the checkout that is measured
 * @param read what grows, such as the time
 */
export function probeSecondLooks(stopwatch: typeof Stopwatch, read: () => number): SecondLookProbe {
  let last = 0;
  let spent = 0;
  const take = probeSteps(stopwatch, () => {
    last = read();
    return spent;
  });
  return {
    take,
    runEnded(shape) {
      const now = read();
      if (shape[2] === SECOND_LOOK_SIDE && shape[3] === SECOND_LOOK_SIDE) spent += now - last;
      last = now;
    },
  };
}

type Steps = Readonly<Record<string, StepSample>>;

/**
 * The steps of a comparison with the second look as one of its own, behind `detect`. The rest of `align` is counted to it,
 * which takes the landmarks of each face from it and does nothing else.
 *
 * @param ms, cpuMs of second looks within each step, milliseconds
 */
export function withSecondLook(steps: Steps, ms: StepTotals, cpuMs: StepTotals): Steps {
  if (steps.align === undefined) return steps;
  const { decode, detect, align, ...rest } = steps;
  const within = { ms: ms.detect ?? 0, cpuMs: cpuMs.detect ?? 0 };
  return {
    ...(decode && { decode }),
    ...(detect && { detect: { ms: detect.ms - within.ms, cpuMs: detect.cpuMs - within.cpuMs } }),
    [SECOND_LOOK]: { ms: align.ms + within.ms, cpuMs: align.cpuMs + within.cpuMs },
    ...rest,
  };
}
