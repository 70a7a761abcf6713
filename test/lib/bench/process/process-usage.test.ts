import { describe, expect, it } from 'vitest';
import {
  cpuMillisecondsOf,
  memoryOf,
  peakOfThisProcess,
  usageOf,
} from '../../../../lib/bench/process/process-usage.ts';

describe('what Linux tells of a process', () => {
  it('is read past any name of the program', () => {
    const stat = '42 (node (x) y) S 1 42 42 0 -1 4194560 9 0 0 0 123 45 0 0 20 0 11 0 100 1 1';
    expect(cpuMillisecondsOf(stat)).toBe(1680);
  });

  it('holds memory in kibibytes', () => {
    expect(memoryOf('Name:\tnode\nVmHWM:\t   2048 kB\nVmRSS:\t   1024 kB\n')).toEqual({
      residentBytes: 1024 * 1024,
      peakBytes: 2048 * 1024,
    });
  });

  it.runIf(process.platform === 'linux')('is about this process where it is asked for it', () => {
    const { cpuMs, residentBytes, peakBytes } = usageOf(process.pid);
    expect(cpuMs).toBeGreaterThan(0);
    expect(residentBytes).toBeGreaterThan(20e6);
    expect(peakBytes).toBeGreaterThanOrEqual(residentBytes * 0.9);
  });

  it.runIf(process.platform === 'linux')('begins the highest memory of this process anew when told', () => {
    const megabytes = 200e6;
    peakOfThisProcess.reset();
    const before = peakOfThisProcess.read().residentBytes;
    // A buffer this large has its own mapping, which is released at once when it is transferred to nothing.
    new Uint8Array(megabytes).fill(1).buffer.transfer(0);
    expect(peakOfThisProcess.read().peakBytes - before).toBeGreaterThan(0.9 * megabytes);
    peakOfThisProcess.reset();
    const { residentBytes, peakBytes } = peakOfThisProcess.read();
    expect(peakBytes - residentBytes).toBeLessThan(0.1 * megabytes);
  });
});
