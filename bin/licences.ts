/** `npm run licences`: every part of others' making that is deployed, with its licence; fails at one that is not allowed. */

import { DEFAULT_PACK } from '../lambda/face/models/manifest.ts';
import { commandLine, runCommand } from '../lib/cli/command-line.ts';
import { licenceProblems, licenceTable } from '../lib/supply-chain/licences.ts';
import { shippedParts } from '../lib/supply-chain/shipped.ts';

const USAGE = 'Usage: npm run licences -- [--pack NAME]';

await runCommand(async () => {
  const { pack } = commandLine(process.argv.slice(2), { pack: { type: 'string', default: DEFAULT_PACK } }, USAGE);
  const parts = await shippedParts(pack);
  process.stdout.write(`${licenceTable(parts)}\n`);
  const problems = licenceProblems(parts);
  if (problems.length > 0) throw new Error(`\nNot in the list of allowed licences:\n${problems.join('\n')}`);
});
