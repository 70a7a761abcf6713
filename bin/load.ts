/** `npm run load`: sends comparisons at fixed rates to any address of the API, and prints how it responds. */

import { runCommand } from '../lib/cli/command.ts';
import { readLoadOptions } from '../lib/load/options.ts';

await runCommand(async () => {
  const options = readLoadOptions(process.argv.slice(2));
  const { load } = await import('../lib/load/command.ts');
  await load(options);
});
