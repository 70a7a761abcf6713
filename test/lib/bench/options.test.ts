import { describe, expect, it } from 'vitest';
import { KIND_NAMES } from '../../../lib/bench/inputs.ts';
import { readBenchOptions } from '../../../lib/bench/options.ts';
import { UsageError } from '../../../lib/local/command-line.ts';

describe('the arguments of npm run bench', () => {
  it('have defaults: all kinds, one thread, thirty rounds', () => {
    expect(readBenchOptions([])).toMatchObject({ rounds: 30, threads: 1, kinds: KIND_NAMES, pin: true, memory: true });
    expect(readBenchOptions(['--cold']).rounds).toBe(11);
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
