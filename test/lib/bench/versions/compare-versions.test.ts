import { describe, expect, it } from 'vitest';
import type { Sample } from '../../../../lib/bench/process/messages.ts';
import { pairedFigures, pairedTable } from '../../../../lib/bench/versions/compare-versions.ts';

const samples = (times: number[], faces: [number, number] = [1, 1]): Sample[] =>
  times.map((ms) => ({ ms, cpuMs: ms, steps: {}, modelRuns: 6, modelMs: 1, faces }));

describe('two versions', () => {
  it('are compared by the ratio of their medians, with what chance and single rounds make of it', () => {
    const figures = pairedFigures({ own: samples([10, 12, 14]), other: samples([20, 24, 28]) });
    expect(figures).toMatchObject({ rounds: 3, own: 12, other: 24, sameFaces: true });
    expect(figures.time.ratio).toBe(0.5);
    expect(figures.spread).toEqual([0.5, 0.5]);
    expect(pairedTable({ small: figures }, 'abc1234', 'text')).toMatch(/^small +3 +12\.0 +24\.0 +0\.500 /m);
  });

  it('that find other faces are told apart', () => {
    const figures = pairedFigures({ own: samples([10]), other: samples([10], [1, 0]) });
    expect(figures.sameFaces).toBe(false);
    expect(pairedTable({ small: figures }, 'x', 'text')).toMatch(/NO$/);
  });
});
