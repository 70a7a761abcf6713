/** `npm run advisories`: asks the npm registry for known vulnerabilities; fails for one without a current reason. */
import { command, runCommand } from '../../lib/cli/command.ts';
import { ROOT } from '../../lib/cli/root.ts';
import { checkAdvisories } from '../../lib/supply-chain/advisories.ts';
import reasons from '../../lib/supply-chain/advisory-reasons.json' with { type: 'json' };

await runCommand(
  command('npm run advisories --', 'Asks the npm registry for known vulnerabilities. Fails if one has no valid reason.')
    .option('--shipped', 'only deployed packages, without those for development')
    .action(async ({ shipped = false }: { shipped?: boolean }) => {
      const today = new Date().toISOString().slice(0, 10);
      await checkAdvisories({ folder: ROOT, shipped, reasons, today }, (line) => process.stdout.write(`${line}\n`));
    }),
);
