import { describe, expect, it } from 'vitest';
import { mixOf, soakFigures, soakTables } from '../../../lib/bench/soak.ts';

const MB = 1e6;
/** Bytes at every 50th of 2,000 comparisons. */
const looks = (at: (comparison: number) => number): number[] => Array.from({ length: 41 }, (_, i) => at(50 * i));
const times = new Map([
  ['small', [...Array<number>(98).fill(10), 40, 45].map((ms) => ({ ms, cpuMs: ms === 45 ? 10 : ms }))],
]);

describe('the endurance run', () => {
  it('does not count what memory grows in the first 500 comparisons', () => {
    const figures = soakFigures(
      2000,
      looks((i) => (i < 500 ? i * 0.2 * MB : 100 * MB)),
      times,
    );
    expect(figures).toMatchObject({ settledBytes: 100 * MB, lastBytes: 100 * MB, growth: 0 });
    expect(soakTables(figures, 'text')).toContain('0.0 % (at most 5 %: yes)');
  });

  it('finds steady growth', () => {
    const figures = soakFigures(
      2000,
      looks((i) => 100 * MB + i * 0.01 * MB),
      times,
    );
    // 107.25 MB in the middle of 500 to 1,000, 117.75 MB in that of the last 500.
    expect(figures.growth).toBeCloseTo(10.5 / 107.25, 6);
    expect(figures.growth).toBeGreaterThan(0.05);
    expect(soakTables(figures, 'text')).toContain('(at most 5 %: NO)');
  });

  it('does not take a single comparison for growth', () => {
    const peaks = looks((i) => (i % 400 === 0 ? 300 : 100) * MB);
    expect(soakFigures(2000, peaks, times).growth).toBe(0);
  });

  it('holds the slowest hundredth of a kind to three times its median', () => {
    const figures = soakFigures(
      2000,
      looks(() => MB),
      times,
    );
    expect(figures.kinds.small).toMatchObject({ count: 100, p50: 10 });
    expect(figures.kinds.small!.p99OverP50).toBeCloseTo(4.005, 3);
    expect(figures.kinds.small!.cpuP99OverP50).toBeCloseTo(1.03, 3);
    expect(soakTables(figures, 'markdown')).toMatch(/\| small .*\| +4\.01 \| +NO \| +1\.03 \|/);
  });
});

describe('the mix of the endurance run', () => {
  it('is the same each time, and has more of what is quick', () => {
    const mix = mixOf(['small', 'phone', 'crowd'], 3000);
    expect(mix).toEqual(mixOf(['small', 'phone', 'crowd'], 3000));
    const count = (kind: string): number => mix.filter((name) => name === kind).length;
    expect(count('small')).toBeGreaterThan(1.7 * count('phone'));
    expect(count('phone')).toBeGreaterThan(10 * count('crowd'));
    expect(count('crowd')).toBeGreaterThan(10);
  });
});
