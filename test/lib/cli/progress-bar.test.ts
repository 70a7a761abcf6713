import { describe, expect, it } from 'vitest';
import { duration, type ProgressTarget, progressBar } from '../../../lib/cli/progress-bar.ts';

/** Reports progress at these milliseconds, and returns what was written. */
function shown(isTTY: boolean, steps: readonly (readonly [now: number, done: number])[], total: number): string[] {
  const written: string[] = [];
  let now = 0;
  const target: ProgressTarget = { isTTY, write: (text) => written.push(text) };
  const progress = progressBar('photos', target, () => now);
  for (const [at, done] of steps) {
    now = at;
    progress(done, total);
  }
  return written;
}

describe('a progress bar', () => {
  it('shows what is done, how long it took and how long it will take', () => {
    expect(shown(true, [[5_000, 25]], 100)).toEqual(['\r\u001B[Kphotos 25/100 (25 %, 5 s, about 15 s left)']);
  });

  it('shows nothing for what is over within three seconds', () => {
    expect(shown(true, [[1_000, 50], [2_000, 100]], 100)).toEqual([]); // biome-ignore format: one line
  });

  it('ends with a line of its own', () => {
    expect(shown(true, [[5_000, 50], [10_000, 100]], 100).at(-1)).toBe('\r\u001B[Kphotos 100/100 (100 %, 10 s)\n'); // biome-ignore format: one line
  });

  it('writes a line for each tenth where there is no terminal', () => {
    const steps = Array.from({ length: 100 }, (_, i) => [4_000 + i, i + 1] as const);
    const lines = shown(false, steps, 100);
    expect(lines).toHaveLength(10);
    expect(lines[0]).toMatch(/^photos 10\/100 \(10 %, 4 s, about 36 s left\)\n$/);
  });
});

it.each([
  [8_400, '8 s'],
  [125_000, '2 min 5 s'],
  [4_320_000, '1 h 12 min'],
])('%i ms is %s', (milliseconds, text) => expect(duration(milliseconds)).toBe(text));
