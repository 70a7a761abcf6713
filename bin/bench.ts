/** `npm run bench`: what a comparison takes, step by step, and how it compares with other versions. */
import { benchCold } from '../lib/bench/cold/cold-start.ts';
import { bench } from '../lib/bench/command.ts';
import { benchCommand } from '../lib/bench/options.ts';
import { soak } from '../lib/bench/soak.ts';
import { benchAgainst } from '../lib/bench/versions/compare-versions.ts';
import { runCommand } from '../lib/cli/command.ts';

await runCommand(benchCommand({ bench, cold: benchCold, against: benchAgainst, soak }));
