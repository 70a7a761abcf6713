import { describe, expect, it } from 'vitest';
import { KIND_NAMES, LARGEST_KINDS } from '../../../lib/bench/inputs/inputs.ts';
import { readBenchOptions } from '../../../lib/bench/options.ts';
import { UsageError } from '../../../lib/cli/command-line.ts';

describe('the arguments of npm run bench', () => {
  it('have defaults: all kinds, one thread, thirty rounds', () => {
    expect(readBenchOptions([])).toMatchObject({ rounds: 30, threads: 1, kinds: KIND_NAMES, pin: true, memory: true });
    expect(readBenchOptions(['--cold']).rounds).toBe(11);
  });

  it('leave the largest uploads out of the endurance run, where they are not asked for', () => {
    const kinds = (...args: string[]) => readBenchOptions(['--soak', '10', ...args]).kinds;
    expect(kinds()).toEqual(KIND_NAMES.filter((kind) => !LARGEST_KINDS.includes(kind)));
    expect(kinds('--kinds', 'small,progressive')).toEqual(['small', 'progressive']);
    expect(LARGEST_KINDS).toHaveLength(3);
  });

  it.each([
    [['--kinds', 'small,gif']],
    [['--rounds', '0']],
    [['--threads', 'many']],
    [['--soak', '10', '--cold']],
    [['--unknown']],
  ])('refuse %j', (args) => {
    expect(() => readBenchOptions(args)).toThrow(UsageError);
  });
});
