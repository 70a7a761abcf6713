import { describe, expect, it } from 'vitest';
import { type HighWaterMark, PeakProbe } from '../../../../lib/bench/process/peak-probe.ts';

/** Memory that takes the sizes that a test sets. */
class Memory implements HighWaterMark {
  #resident = 100;
  #peak = 100;
  takes(...sizes: number[]): void {
    for (const size of sizes) {
      this.#resident = size;
      this.#peak = Math.max(this.#peak, size);
    }
  }
  reset(): void {
    this.#peak = this.#resident;
  }
  read(): { residentBytes: number; peakBytes: number } {
    return { residentBytes: this.#resident, peakBytes: this.#peak };
  }
}

describe('the highest memory of a span', () => {
  it('is what was reached within it, also where less is left at its end', () => {
    const memory = new Memory();
    const probe = new PeakProbe(memory);
    memory.takes(500, 120);
    const end = probe.begin();
    memory.takes(180, 130);
    expect(end()).toEqual({ beforeBytes: 120, peakBytes: 180 });
    const next = probe.begin();
    expect(next()).toEqual({ beforeBytes: 130, peakBytes: 130 });
  });

  it('holds that of the spans within it and of the time between them', () => {
    const memory = new Memory();
    const probe = new PeakProbe(memory);
    const whole = probe.begin();
    memory.takes(300, 100);
    const first = probe.begin();
    memory.takes(200);
    expect(first().peakBytes).toBe(200);
    const second = probe.begin();
    memory.takes(250, 150);
    expect(second()).toEqual({ beforeBytes: 200, peakBytes: 250 });
    expect(whole()).toEqual({ beforeBytes: 100, peakBytes: 300 });
  });

  it('holds that of spans that overlap it', () => {
    const memory = new Memory();
    const probe = new PeakProbe(memory);
    const a = probe.begin();
    memory.takes(200, 110);
    const b = probe.begin();
    memory.takes(220, 120);
    const c = probe.begin();
    memory.takes(150, 130);
    expect(a().peakBytes).toBe(220);
    memory.takes(170, 100);
    expect(b().peakBytes).toBe(220);
    expect(c().peakBytes).toBe(170);
  });
});
