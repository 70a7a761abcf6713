/** `npm run cost`: what a million comparisons and a month cost on AWS, from measured times and published prices. */

import { runCommand } from '../lib/cli/command.ts';
import { readCostOptions } from '../lib/cost/options.ts';
import { cdkContext } from '../lib/local/template/cdk-context.ts';
import { SETTINGS_FOLDER } from '../lib/stack/settings/stage-file.ts';

await runCommand(async () => {
  const options = readCostOptions(process.argv.slice(2), await cdkContext(), SETTINGS_FOLDER);
  const { cost } = await import('../lib/cost/command.ts');
  await cost(options);
});
