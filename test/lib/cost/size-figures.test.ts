import { describe, expect, it } from 'vitest';
import { cheapestSize, type SizeUse, sizeFigures, sizesTable } from '../../../lib/cost/size-figures.ts';
import { rekognitionLine, targetLine } from '../../../lib/cost/sizes-command.ts';
import { seededRandom } from '../../../lib/statistics/random.ts';

const use: SizeUse = { architecture: 'x86_64', coldShare: 0, aroundCpuMs: 8, initMs: null, initCpuMs: 500 };

/** Comparisons that take so long, give or take a tenth, the same tenth for all sizes of a round. */
function size(memoryMegabytes: number, ms: number, rounds = 60) {
  const random = seededRandom(3);
  const times = Array.from({ length: rounds }, () => ms * random.between(0.9, 1.1));
  return { memoryMegabytes, share: memoryMegabytes / 1769, times };
}

describe('the figures of memory sizes', () => {
  const [small, middle, large, largest] = sizeFigures(
    [size(512, 300), size(1024, 150), size(1769, 90), size(2048, 90)],
    use,
  ) as [Figures, Figures, Figures, Figures];
  type Figures = ReturnType<typeof sizeFigures>[number];

  it('bill the mean of what is rounded up, what is around it by the share', () => {
    // 8 ms of a processor at 512/1769 of it, and 5 ms of waiting.
    expect(small.aroundMs).toBeCloseTo(5 + (8 * 1769) / 512, 9);
    const rounded = small.times.map((ms) => Math.ceil(ms + small.aroundMs));
    expect(small.billedMs).toBeCloseTo(rounded.reduce((sum, ms) => sum + ms, 0) / 60, 9);
    expect(small.timeDollars).toBeCloseTo((0.5 * small.billedMs + 0.25 * 3) * 1e3 * 0.0000166667, 6);
  });

  it('pay starts by the share too', () => {
    const dollars = (megabytes: number) => {
      const bill = (coldShare: number) => sizeFigures([size(megabytes, 100)], { ...use, coldShare })[0]!.timeDollars;
      return bill(1) - bill(0);
    };
    const gigabyteSeconds = (megabytes: number, ms: number) => (megabytes / 1024) * (ms / 1000) * 1e6 * 0.0000166667;
    expect(dollars(512)).toBeCloseTo(gigabyteSeconds(512, 100 + (500 * 1769) / 512), 6);
    expect(dollars(3008)).toBeCloseTo(gigabyteSeconds(3008, 600), 6);
  });

  it('tell neighbours apart, or not', () => {
    expect(small.ratio).toBeNull();
    expect(middle.ratio!.is).toBeCloseTo(0.5, 9);
    expect(middle.ratio!.high).toBeLessThan(0.51);
    expect(largest.ratio).toMatchObject({ is: 1, low: 1, high: 1 });
    expect(large.meanInterval.low).toBeLessThan(large.mean);
    expect(large.dollarsInterval.high).toBeGreaterThan(large.dollars);
  });

  it('are a row each, without a 95th percentile of few comparisons', () => {
    const cells = (rounds: number) =>
      sizesTable(sizeFigures([size(512, 300, rounds), size(1024, 150, rounds)], use), 'markdown')
        .split('\n')
        .slice(2)
        .map((row) => row.split('|').map((cell) => cell.trim()));
    expect(cells(60)[1]).toContain('0.50 (0.50 to 0.50)');
    expect(cells(60)[0]![7]).toMatch(/^\d+\.\d$/);
    expect(cells(19)[0]![7]).toBe('-');
  });
});

describe('the cheapest size', () => {
  const figures = sizeFigures([size(512, 300), size(1024, 150), size(1769, 90), size(2048, 90)], use);
  const cheapest = (target: number) => {
    const answer = cheapestSize(figures, target, use);
    return answer && [answer.size.memoryMegabytes, answer.asCheap.map(({ memoryMegabytes }) => memoryMegabytes)];
  };

  it('is chosen among those that are fast enough, with what is around the comparison', () => {
    const { p95, aroundMs } = figures[2]!;
    expect(cheapest(p95 + aroundMs)?.[0]).toBe(1769);
    expect(cheapest(p95 + aroundMs - 0.01)).toBeNull();
    expect(cheapest(200)?.[0]).toBe(1024);
  });

  it('names those that chance may have made dearer, and no others', () => {
    // 2,048 MB take as long as 1,769 and cost a sixth more in every round.
    expect(cheapest(130)).toEqual([1769, []]);
    const noisy = (memoryMegabytes: number, ms: number, seed: number) => {
      const random = seededRandom(seed);
      const times = Array.from({ length: 60 }, () => ms * random.between(0.5, 1.5));
      return { memoryMegabytes, share: 1, times };
    };
    const alike = sizeFigures([noisy(1000, 100, 1), noisy(1001, 100, 2), noisy(2000, 100, 3)], use);
    const { size: best, asCheap } = cheapestSize(alike, 1000, use)!;
    expect([best, ...asCheap].map(({ memoryMegabytes }) => memoryMegabytes).toSorted()).toEqual([1000, 1001]);
  });

  it('is told in a sentence', () => {
    expect(targetLine(50, null)).toBe('No size answers 19 of 20 within 50 ms.');
    const line = targetLine(200, { size: figures[1]!, asCheap: [figures[2]!] });
    expect(line).toMatch(
      /within 200 ms, .*: 1024 MB, \$1\d\.\d\d per million \(1\d\.\d\d to 1\d\.\d\d\)\. Not told .*: 1769 MB\.$/,
    );
  });
});

describe('Rekognition', () => {
  const figures = sizeFigures([size(512, 300), size(1769, 90), size(2048, 90)], use);

  it('is told as many times as much as the sizes cost, and the size in use', () => {
    const ratio = (i: number) => (1000 / figures[i]!.dollars).toFixed(0);
    expect(rekognitionLine(figures, 1769)).toContain(
      `costs ${ratio(2)} to ${ratio(0)} times as much, at 1769 MB ${ratio(1)} times; its own gateway`,
    );
    expect(rekognitionLine(figures, 4096)).toContain(`costs ${ratio(2)} to ${ratio(0)} times as much; its own gateway`);
  });
});
