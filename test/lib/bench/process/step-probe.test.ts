import { describe, expect, it } from 'vitest';
import { probeSteps } from '../../../../lib/bench/process/step-probe.ts';

/** Like the pipeline's stopwatch. It is its own class, so that the probe changes no other test. */
class Stopwatch {
  readonly #steps = new Map<string, number>();
  async time<T>(step: string, run: () => Promise<T>): Promise<T> {
    this.#steps.set(step, 1);
    return run();
  }
  timeSync<T>(step: string, run: () => T): T {
    this.#steps.set(step, 1);
    return run();
  }
  milliseconds(): Record<string, number> {
    return Object.fromEntries(this.#steps);
  }
}

describe('a probe of steps', () => {
  it('adds up what grows within each but not within an inner one, also when it throws, and begins anew when asked', async () => {
    let counter = 0;
    const totals = probeSteps(Stopwatch as never, () => counter);
    const watch = new Stopwatch();
    const grow = (by: number) => async (): Promise<number> => (counter += by);
    await watch.time('decode', grow(2));
    counter += 100;
    await watch.time('decode', grow(3));
    expect(
      watch.timeSync('score', () => {
        counter += 7;
        return 'result';
      }),
    ).toBe('result');
    await expect(
      watch.time('detect', async () => {
        counter += 1;
        throw new Error('broken');
      }),
    ).rejects.toThrow('broken');
    expect(totals()).toEqual({ decode: 5, score: 7, detect: 1 });
    expect(totals()).toEqual({});
    await watch.time('detect', async () => {
      counter += 4;
      await watch.time('secondLook', grow(5));
      counter += 6;
    });
    expect(totals()).toEqual({ detect: 10, secondLook: 5 });
    expect(watch.milliseconds()).toEqual({ decode: 1, score: 1, detect: 1, secondLook: 1 });
  });
});
