/** `npm run load`: sends comparisons at fixed rates to any address of the API, and prints how it answers; or what rates need. */

import { runCommand } from '../lib/cli/command-line.ts';
import { capacity } from '../lib/load/capacity-command.ts';
import { readCapacityOptions } from '../lib/load/capacity-options.ts';
import { load } from '../lib/load/command.ts';
import { readLoadOptions } from '../lib/load/options.ts';

const args = process.argv.slice(2);
await runCommand(async () => {
  if (args.includes('--model')) await capacity(readCapacityOptions(args));
  else await load(readLoadOptions(args));
});
