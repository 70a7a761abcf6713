/** `npm run cost`: what a million comparisons and a month cost on AWS, from measured times and published prices. */

import { runCommand } from '../lib/cli/command.ts';
import { cost } from '../lib/cost/command.ts';
import { readCostOptions } from '../lib/cost/options.ts';
import { cdkContext } from '../lib/local/template/local-stack.ts';

await runCommand(async () => cost(readCostOptions(process.argv.slice(2), await cdkContext())));
