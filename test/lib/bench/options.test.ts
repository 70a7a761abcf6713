import { describe, expect, it, vi } from 'vitest';
import { KIND_NAMES, LARGEST_KINDS } from '../../../lib/bench/inputs/kind-names.ts';
import { benchCommand } from '../../../lib/bench/options.ts';
import { UsageError } from '../../../lib/cli/command.ts';

/** Returns the action that arguments lead to, with what it was called with. */
async function actionOf(...args: string[]): Promise<[string, ...unknown[]]> {
  const calls: [string, ...unknown[]][] = [];
  const action = (name: string) => vi.fn(async (...given: unknown[]) => void calls.push([name, ...given]));
  const actions = { bench: action('bench'), cold: action('cold'), against: action('against'), soak: action('soak') };
  await benchCommand(actions).parseAsync(args, { from: 'user' });
  expect(calls).toHaveLength(1);
  return calls[0]!;
}

const defaults = { facesDir: null, pin: true, style: 'text', json: null };

describe('the arguments of npm run bench', () => {
  it('have defaults: all kinds, one thread, thirty rounds', async () => {
    const measured = { ...defaults, rounds: 30, threads: 1, kinds: KIND_NAMES };
    expect(await actionOf()).toEqual(['bench', { ...measured, memory: true }]);
    expect(await actionOf('against', 'main~1')).toEqual(['against', 'main~1', measured]);
    expect(await actionOf('cold')).toEqual(['cold', { ...defaults, rounds: 11 }]);
  });

  it('are the same behind each subcommand', async () => {
    const args = ['--rounds', '3', '--faces', 'none', '--no-pin', '--markdown', '--json', '-'];
    const common = { facesDir: 'none', pin: false, style: 'markdown', json: '-', rounds: 3 };
    expect(await actionOf('cold', ...args)).toEqual(['cold', common]);
    const kinds = ['--kinds', 'small, bmp', '--threads', '2'];
    const measured = { ...common, kinds: ['small', 'bmp'], threads: 2 };
    expect(await actionOf('against', 'x', ...args, ...kinds)).toEqual(['against', 'x', measured]);
    expect(await actionOf(...args, ...kinds, '--no-memory')).toEqual(['bench', { ...measured, memory: false }]);
  });

  it('leave the largest uploads out of the endurance run, where they are not asked for', async () => {
    const usual = KIND_NAMES.filter((kind) => !LARGEST_KINDS.includes(kind));
    expect(await actionOf('soak')).toEqual(['soak', 5000, { ...defaults, threads: 1, kinds: usual }]);
    const [, comparisons, options] = await actionOf('soak', '10', '--kinds', 'small,progressive');
    expect([comparisons, options]).toEqual([10, expect.objectContaining({ kinds: ['small', 'progressive'] })]);
    expect(LARGEST_KINDS).toHaveLength(3);
  });

  it.each([
    [['--kinds', 'small,gif']],
    [['--rounds', '0']],
    [['--threads', 'many']],
    [['soak', '0']],
    [['soak', '10', '--rounds', '3']],
    [['cold', '--kinds', 'small']],
    [['cold', 'against']],
    [['against']],
    [['warm']],
    [['--unknown']],
  ])('refuse %j', async (args) => {
    await expect(actionOf(...args)).rejects.toThrow(UsageError);
  });
});
