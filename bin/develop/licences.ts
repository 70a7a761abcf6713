/** `npm run licences`: every part of others' making that is deployed, with its licence; fails at one that is not allowed. */

import { command, runCommand } from '../../lib/cli/command.ts';
import { packOption } from '../../lib/cli/pack-option.ts';
import { licenceProblems, licenceTable } from '../../lib/supply-chain/licences.ts';

await runCommand(
  command('npm run licences --', 'Lists the licences of everything deployed. Fails if one is not allowed.')
    .addOption(packOption('set of models'))
    .action(async ({ pack }: { pack: string }) => {
      const { shippedParts } = await import('../../lib/supply-chain/shipped.ts');
      const parts = await shippedParts(pack);
      process.stdout.write(`${licenceTable(parts)}\n`);
      const problems = licenceProblems(parts);
      if (problems.length > 0) throw new Error(`\nNot in the list of allowed licences:\n${problems.join('\n')}`);
    }),
);
