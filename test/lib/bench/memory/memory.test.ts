import { describe, expect, it } from 'vitest';
import { areAlike, type KindPeaks, kindMemory } from '../../../../lib/bench/memory/memory.ts';
import { memoryTables } from '../../../../lib/bench/memory/memory-tables.ts';
import type { Allocation } from '../../../../lib/bench/process/messages.ts';

const allocation = (megabytes: number): Allocation => ({ bytes: megabytes * 1e6, steps: { decode: megabytes * 1e5 } });
const allocations = (...megabytes: number[]): Allocation[] => megabytes.map(allocation);
const peaks = (ready: number, first: number, later: number): KindPeaks => ({
  first: {
    beforeBytes: ready * 1e6,
    peakBytes: first * 1e6,
    steps: { decode: { peakBytes: (first - 1) * 1e6, grownBytes: 2e6 } },
  },
  laterPeakBytes: later * 1e6,
});

describe('memory of a kind of input', () => {
  it('is the medians of several processes and comparisons', () => {
    const measured = [peaks(170, 180, 190), peaks(160, 200, 185), peaks(175, 181, 250)];
    const memory = kindMemory(measured, allocations(10, 10.1, 10.2));
    expect(memory).toEqual({
      readyBytes: 170e6,
      firstPeakBytes: 181e6,
      laterPeakBytes: 190e6,
      steps: { decode: { peakBytes: 180e6, grownBytes: 2e6, allocatedBytes: 1.01e6 } },
      allocatedBytes: 10.1e6,
      allocationSpread: expect.closeTo(0.2 / 10.1, 10),
    });
    const tables = memoryTables(new Map([['small', memory]]), 'markdown');
    expect(tables).toMatch(/^\| small +\| +170\.0 \| +181\.0 \| +11\.0 \| +190\.0 \| +10\.1 \| +2\.0 % \|$/m);
    expect(tables).toMatch(/^\| small +\| +180\.0 \+2\.0 \|$/m);
    expect(tables).toMatch(/^\| small +\| +1\.0 \|$/m);
  });

  it('counts allocations once seven comparisons in a row allocate the same within 2 %', () => {
    expect(areAlike(allocations(10, 10, 10, 10, 10, 10))).toBe(false);
    expect(areAlike(allocations(10, 10, 10, 10, 10, 10, 10.1))).toBe(true);
    expect(areAlike(allocations(10, 10, 10, 10, 10, 10, 10.3))).toBe(false);
  });
});
