import { describe, expect, it } from 'vitest';
import { MEGABYTES_PER_CPU } from '../../../lambda/compare/settings.ts';
import { around, meanBilledMs, startMs, workMs } from '../../../lib/cost/billed-time.ts';
import { PER_COMPARISON, START } from '../../../lib/cost/workload.ts';

describe('what Lambda bills', () => {
  it('is the mean, each call rounded up, not the median', () => {
    // 11.2, 12 and 101.5 with 1 around them: 13, 13 and 103.
    expect(meanBilledMs([11.2, 12, 101.5], 1)).toBeCloseTo((13 + 13 + 103) / 3, 9);
  });

  it('counts what is around the comparison', () => {
    expect(meanBilledMs([100], 14.5)).toBe(115);
  });
});

describe('work of one thread', () => {
  it('takes longer at a smaller share, but for its waiting', () => {
    expect(workMs({ cpuMs: 8, waitMs: 5 }, MEGABYTES_PER_CPU / 4)).toBeCloseTo(5 + 32, 9);
    expect(workMs({ cpuMs: 8, waitMs: 5 }, MEGABYTES_PER_CPU)).toBe(13);
  });

  it('gets no faster beyond one whole processor', () => {
    expect(workMs({ cpuMs: 8, waitMs: 5 }, 3008)).toBe(13);
  });

  it('around a comparison waits for the audit item, and at a start for the network', () => {
    expect(around(8)).toEqual({ cpuMs: 8, waitMs: PER_COMPARISON.auditWaitMs });
    expect(startMs(MEGABYTES_PER_CPU)).toBe(START.cpuMs + START.waitMs);
    expect(startMs(MEGABYTES_PER_CPU / 2, 400)).toBe(800 + START.waitMs);
  });
});
