import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../../../lib/cli/root.ts';
import { median } from '../../../../lib/statistics/quantiles.ts';

const COUNTER = join(ROOT, 'lib/bench/process/allocation-counter.ts');

/** @returns bytes counted, and collections meanwhile, with a young generation of so many megabytes */
function countIn(allocate: string, young = 4): { bytes: number; collections: number } {
  const script = `
    import { GCProfiler } from 'node:v8';
    import { AllocationCounter } from ${JSON.stringify(COUNTER)};
    const counter = new AllocationCounter();
    const collections = new GCProfiler();
    let kept;
    collections.start();
    counter.start();
    ${allocate}
    const bytes = counter.read();
    counter.stop();
    console.log(JSON.stringify({ bytes, collections: collections.stop().statistics.length }));`;
  const size = [`--min-semi-space-size=${young}`, `--max-semi-space-size=${young}`];
  const flags = ['--single-threaded-gc', ...size, '--input-type=module'];
  return JSON.parse(execFileSync(process.execPath, [...flags, '-e', script], { encoding: 'utf8' }));
}

describe('the counter of allocations', () => {
  it('counts buffers that were collected meanwhile', () => {
    const { bytes, collections } = countIn('for (let i = 0; i < 1000; i++) kept = new Float64Array(25_000);');
    expect(collections).toBeGreaterThan(3);
    expect(bytes / 200e6).toBeGreaterThan(0.99);
    expect(bytes / 200e6).toBeLessThan(1.01);
  });

  it('counts objects of the heap that were collected meanwhile', () => {
    // An array of 1,000 small numbers takes 8 bytes for each, in a build without compressed pointers.
    const { bytes, collections } = countIn('for (let i = 0; i < 10_000; i++) kept = new Array(1000).fill(1);');
    expect(collections).toBeGreaterThan(3);
    expect(bytes / 80e6).toBeGreaterThan(0.99);
    expect(bytes / 80e6).toBeLessThan(1.05);
  });

  it('does not count what it allocates itself', () => {
    // V8 tells the size of the heap to a kilobyte or two, up or down: a thousand readings add up to a megabyte by chance.
    const counts = Array.from({ length: 9 }, () => countIn('for (let i = 0; i < 1000; i++) counter.read();', 64));
    expect(counts.every(({ collections }) => collections === 0)).toBe(true);
    expect(median(counts.map(({ bytes }) => bytes))).toBeLessThan(1e6);
  });
});
