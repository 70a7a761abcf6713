import { describe, expect, it } from 'vitest';
import { kernels, scratch, stripRows } from '../../../../../lambda/face/picture/kernels/kernels.ts';
import { seededRandom } from '../../../../../lib/statistics/random.ts';

const random = seededRandom(4);
const CANARY = 0xa5;
/** Canaries before and after what a kernel writes. */
const GUARD = 64;

/** The memory, its last bytes being an image and what may be read behind it; the rest are canaries. */
function memoryWith(picture: number, readable: number): { memory: Uint8Array; source: number } {
  const memory = scratch(0).fill(CANARY);
  const source = memory.length - picture - readable;
  for (let i = source; i < memory.length; i++) memory[i] = random.below(256);
  return { memory, source };
}

/** Expects that nothing was written around `length` bytes, but for so many behind them. */
function expectUntouched(memory: Uint8Array, target: number, length: number, overwritten: number): void {
  const guards = [
    memory.subarray(target - GUARD, target),
    memory.subarray(target + length + overwritten).slice(0, GUARD),
  ];
  expect(guards.map((guard) => guard.every((value) => value === CANARY))).toEqual([true, true]);
}

describe('a kernel reads and writes what it says and nothing beyond, at the very end of the memory', () => {
  it('that cuts crops, also at no place and far away', () => {
    for (let i = 0; i < 500; i++) {
      const [width, height, size, grid] = [
        1 + random.below(40),
        1 + random.below(12),
        1 + random.below(8),
        1 + (i % 2),
      ];
      const { memory, source } = memoryWith(3 * width * height, 1);
      const far = random.pick([1, 1, 1, 1e3, 1e9, 1e300, Number.NaN, Number.POSITIVE_INFINITY]);
      const steps = Array.from({ length: 6 }, () => random.between(-4, 4) * far) as [
        number,
        number,
        number,
        number,
        number,
        number,
      ];
      kernels.sampleCrop(source, width, height, GUARD, size, grid, ...steps);
      expectUntouched(memory, GUARD, 3 * size * size, 1);
    }
  });

  it('that averages pairs', () => {
    for (let i = 0; i < 500; i++) {
      const [width, height] = [1 + random.below(40), 1 + random.below(12)];
      const { memory, source } = memoryWith(3 * width * height, 0);
      kernels.averagePairs(source, width, height, GUARD);
      expectUntouched(memory, GUARD, 3 * Math.ceil(width / 2) * Math.ceil(height / 2), 4);
    }
  });

  it('that averages areas, whose last rows and pixels have no weight', () => {
    for (let i = 0; i < 200; i++) {
      const [width, height] = [3 + random.below(40), 1 + random.below(3)];
      const { memory, source } = memoryWith(3 * width * height, 15);
      const [numbers, sums, target] = [GUARD, 4096, 16_384];
      // One column, of the first pixels; one row, of the rows that there are.
      const down = [1, 1, 1].map((_, k) => (k < height ? 2048 / 2 ** Math.min(k + 1, height - 1) : 0));
      new Int32Array(memory.buffer, numbers, 8).set([width - 1, 2048, 0, 0, 0, ...down]);
      kernels.averageAreas(source, width, target, 1, 1, numbers, numbers + 16, sums);
      expectUntouched(memory, target, 3, 1);
      expectUntouched(memory, sums, 12 * width, 76);
    }
  });
});

describe('the scratch memory', () => {
  it('grows to what is needed, and is one for all', () => {
    const before = scratch(0).length;
    expect(scratch(before).length).toBe(before);
    expect(scratch(before + 1).length).toBe(before + 65_536);
    expect(scratch(0).length).toBe(before + 65_536);
  });

  it('takes an even number of rows at a time, at least two', () => {
    expect([stripRows(3), stripRows(2000), stripRows(131_072), stripRows(1e8)]).toEqual([87_380, 130, 2, 2]);
  });
});
