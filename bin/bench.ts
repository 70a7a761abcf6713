/** `npm run bench`: what a comparison takes, step by step, and how it compares with other versions. */
import { benchCommand } from '../lib/bench/options.ts';
import { runCommand } from '../lib/cli/command.ts';

await runCommand(
  benchCommand({
    bench: async (options) => (await import('../lib/bench/command.ts')).bench(options),
    cold: async (options) => (await import('../lib/bench/cold/cold-start.ts')).benchCold(options),
    against: async (other, options) =>
      (await import('../lib/bench/versions/compare-versions.ts')).benchAgainst(other, options),
    soak: async (comparisons, options) => (await import('../lib/bench/soak.ts')).soak(comparisons, options),
  }),
);
