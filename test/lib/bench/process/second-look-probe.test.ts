import { describe, expect, it } from 'vitest';
import { SECOND_LOOK_SIDE } from '../../../../lambda/face/detection/second-look.ts';
import { probeSecondLooks, withSecondLook } from '../../../../lib/bench/process/second-look-probe.ts';

/** Like the pipeline's, a class of its own so that the probe changes no other test. */
function stopwatchClass() {
  return class {
    async time<T>(_step: string, run: () => Promise<T>): Promise<T> {
      return run();
    }
    timeSync<T>(_step: string, run: () => T): T {
      return run();
    }
  };
}

const LOOK = [1, 3, SECOND_LOOK_SIDE, SECOND_LOOK_SIDE];
const VIEW = [1, 3, 256, 320];
const CROP = [1, 3, 128, 128];

describe('a probe of second looks', () => {
  it('counts from the end of the run before, or from the begin of the step, by step', async () => {
    const Watch = stopwatchClass();
    let clock = 0;
    const probe = probeSecondLooks(Watch as never, () => clock);
    const watch = new Watch();
    const run = (shape: number[], takes: number): void => {
      clock += takes;
      probe.runEnded(shape);
    };
    await watch.time('detect', async () => {
      run(VIEW, 5);
      run(LOOK, 3);
      run(VIEW, 6);
    });
    clock += 100;
    watch.timeSync('align', () => {
      run(LOOK, 4);
      run(LOOK, 2);
    });
    await watch.time('embed', async () => run(CROP, 9));
    expect(probe.take()).toEqual({ detect: 3, align: 6, embed: 0 });
    expect(probe.take()).toEqual({});
  });
});

describe('the steps of a comparison', () => {
  const step = (ms: number) => ({ ms, cpuMs: ms / 2 });
  const steps = { decode: step(10), detect: step(20), align: step(8), quality: step(4), embed: step(16) };

  it('have the second look for themselves, and keep their sum', () => {
    const separate = withSecondLook(steps, { detect: 6, align: 7 }, { detect: 3, align: 3.5 });
    expect(Object.entries(separate)).toEqual([
      ['decode', step(10)],
      ['detect', step(14)],
      ['second look', step(14)],
      ['quality', step(4)],
      ['embed', step(16)],
    ]);
  });

  it('stay as they are where nothing is looked at twice', () => {
    const { align, ...plain } = steps;
    expect(withSecondLook(plain, {}, {})).toEqual(plain);
  });

  it('without a face have no second look but the rest of align', () => {
    expect(withSecondLook({ ...steps, align: step(0) }, {}, {})).toMatchObject({
      detect: step(20),
      'second look': step(0),
    });
  });
});
