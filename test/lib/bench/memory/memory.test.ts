import { describe, expect, it } from 'vitest';
import { type KindPeaks, kindMemory } from '../../../../lib/bench/memory/memory.ts';
import { memoryTables } from '../../../../lib/bench/memory/memory-tables.ts';

const peaks = (ready: number, first: number, later: number): KindPeaks => ({
  first: {
    beforeBytes: ready * 1e6,
    peakBytes: first * 1e6,
    steps: { decode: { peakBytes: (first - 1) * 1e6, grownBytes: 2e6 } },
  },
  laterPeakBytes: later * 1e6,
});

describe('memory of a kind of input', () => {
  it('is the medians of several processes', () => {
    const measured = [peaks(170, 180, 190), peaks(160, 200, 185), peaks(175, 181, 250)];
    const memory = kindMemory(measured);
    expect(memory).toEqual({
      readyBytes: 170e6,
      firstPeakBytes: 181e6,
      laterPeakBytes: 190e6,
      steps: { decode: { peakBytes: 180e6, grownBytes: 2e6 } },
    });
    const tables = memoryTables(new Map([['small', memory]]), 'markdown');
    expect(tables).toMatch(/^\| small +\| +170\.0 \| +181\.0 \| +11\.0 \| +190\.0 \|$/m);
    expect(tables).toMatch(/^\| small +\| +180\.0 \+2\.0 \|$/m);
  });
});
