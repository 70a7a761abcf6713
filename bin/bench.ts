/** `npm run bench`: what a comparison takes, step by step, and how it compares with other versions. */
import { benchCold } from '../lib/bench/cold/cold-start.ts';
import { bench } from '../lib/bench/command.ts';
import { readBenchOptions } from '../lib/bench/options.ts';
import { soak } from '../lib/bench/soak.ts';
import { benchAgainst } from '../lib/bench/versions/compare-versions.ts';
import { runCommand } from '../lib/cli/command-line.ts';

await runCommand(async () => {
  const options = readBenchOptions(process.argv.slice(2));
  if (options.against !== null) return benchAgainst(options.against, options);
  if (options.soak !== null) return soak({ ...options, comparisons: options.soak });
  if (options.cold) return benchCold({ ...options, starts: options.rounds });
  return bench(options);
});
