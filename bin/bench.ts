/** `npm run bench`: what a comparison takes, step by step, and how it compares with other versions. */
import { bench } from '../lib/bench/command.ts';
import { readBenchOptions } from '../lib/bench/options.ts';
import { runCommand } from '../lib/local/command-line.ts';

await runCommand(async () => bench(readBenchOptions(process.argv.slice(2))));
