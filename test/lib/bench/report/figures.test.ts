import { describe, expect, it } from 'vitest';
import type { KindSamples, Measurements } from '../../../../lib/bench/process/measure.ts';
import type { Sample } from '../../../../lib/bench/process/messages.ts';
import { figuresOf, roundMedians } from '../../../../lib/bench/report/figures.ts';
import { figuresTables } from '../../../../lib/bench/report/tables.ts';

const sample = (ms: number): Sample => ({
  ms,
  cpuMs: ms / 2,
  steps: { decode: { ms: ms / 4, cpuMs: ms / 8 }, secondLook: { ms: ms / 2, cpuMs: ms / 4 } },
  modelRuns: 6,
  modelMs: 10,
  faces: [1, 1],
});
const samples = (engine: number[], plain: number[]): KindSamples => ({
  engine: engine.map(sample),
  plain: plain.map(sample),
});

function measurements(change: Partial<Record<'small' | 'phone', KindSamples>> = {}): Measurements {
  const kinds = { small: samples([20, 22, 24], [30, 33, 36]), phone: samples([40, 44, 48], [88, 88, 88]), ...change };
  return {
    kinds: new Map(Object.entries(kinds)),
    // Two values a round: models run after each of two kinds.
    models: {
      'yunet-320x320': [4, 4, 4, 4, 4, 4],
      'yunet-320x256': [3, 3, 3, 3, 3, 3],
      'yunet-224x224': [2, 2, 2, 2, 2, 2],
      'published embedder': [5, 5, 5, 5, 5, 5],
      embedder: [2, 2, 2, 2, 2, 2],
      quality: [1, 1, 1, 1, 1, 1],
    },
  };
}

describe('the figures', () => {
  it('are medians of totals and steps, and what of them the models take', () => {
    const { kinds, models } = figuresOf(measurements());
    expect(kinds.small!.total).toEqual({ p50: 22, mean: 22, p95: null, cpu: 11 });
    expect(kinds.small!.steps.decode).toEqual({ p50: 5.5, mean: 5.5, p95: null, cpu: 2.75 });
    expect(kinds.small!.modelShare).toBe(10 / 22);
    expect(kinds.phone!.plain!.total.p50).toBe(88);
    expect(models['published embedder']).toBe(5);
  });

  it('have a 95th percentile from twenty comparisons on', () => {
    const times = Array.from({ length: 20 }, (_, i) => i + 1);
    const p95 = (count: number) =>
      figuresOf(measurements({ small: samples(times.slice(0, count), []) })).kinds.small!.total.p95;
    expect([p95(19), p95(20)]).toEqual([null, 19.05]);
  });

  it('are held to four ratios, and tell three more', () => {
    const { targets } = figuresOf(measurements());
    expect(targets.map(({ ratio, limit, is, met }) => [ratio.ratio, is, limit, met])).toEqual([
      [1.1, 'at most', 1.35, true],
      [0.55, 'at most', null, true],
      [22 / 14, 'at most', null, true],
      [11 / 14, 'at most', null, true],
      [2, 'at most', 2.2, true],
      [1.5, 'at least', 1, true],
      [2, 'at least', 2, true],
    ]);
  });

  it('say which ratio is not met', () => {
    const { targets } = figuresOf(measurements({ phone: samples([60, 66, 72], [88, 88, 88]) }));
    expect(targets.filter(({ met }) => !met).map(({ name }) => name)).toEqual([
      'phone photo : two 640x480 JPEGs',
      'plain pipeline : ours, phone photo',
    ]);
  });

  it('leave out ratios of what was not measured', () => {
    const only = { ...measurements(), kinds: new Map([['small', samples([20], [])]]) };
    expect(figuresOf(only).targets.map(({ name }) => name)).toEqual([
      'two 640x480 JPEGs : 2 x (YuNet at 320x320 + published embedder + quality)',
      'two 640x480 JPEGs less the second look : 2 x (YuNet at 320x320 + published embedder + quality)',
      'two 640x480 JPEGs : 2 x (YuNet at 320x320 + embedder as rewritten + quality)',
      'two 640x480 JPEGs less the second look : 2 x (YuNet at 320x320 + embedder as rewritten + quality)',
    ]);
  });
});

describe('the tables', () => {
  const without = (absent: 'published embedder'): Measurements => {
    const whole = measurements();
    return { ...whole, models: { ...whole.models, [absent]: [] } };
  };

  it('have the steps and the models of the plain pipeline beside ours', () => {
    const tables = figuresTables(figuresOf(measurements()), 'markdown');
    expect(tables).toMatch(/^\| small +\| +3 \| +22\.0 \| +- \| +11\.0 \| 6 x, 10\.0 \| +45 % \| +1 \+ 1 \|$/m);
    expect(tables).toMatch(/^\| small, plain +\| +3 \| +33\.0 \| +- \| +16\.5 \| 6 x, 10\.0 \| +30 % \| +1 \+ 1 \|$/m);
    expect(tables).toMatch(/^\| small +\| +5\.5 \/ - +\| +11\.0 \/ - \|$/m);
    expect(tables).toMatch(/^\| small, plain +\| +8\.3 \/ - +\| +16\.5 \/ - \|$/m);
  });

  it('leave the published embedder out where it is not at hand, and say so', () => {
    const figures = figuresOf(without('published embedder'));
    expect(Object.keys(figures.models)).not.toContain('published embedder');
    expect(figures.targets.filter(({ name }) => name.includes('published'))).toEqual([]);
    expect(figuresTables(figures, 'text')).toContain('is not at hand');
    expect(figuresTables(figuresOf(measurements()), 'text')).not.toContain('is not at hand');
  });
});

describe('model runs', () => {
  it('are brought to one value a round', () => {
    expect(roundMedians([1, 3, 5, 7], 2)).toEqual([2, 6]);
    expect(roundMedians([1], 2)).toEqual([]);
  });
});
