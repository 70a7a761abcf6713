/** `npm run advisories`: asks the npm registry for known vulnerabilities; fails for one without a current reason. */
import { commandLine, runCommand } from '../lib/cli/command-line.ts';
import { ROOT } from '../lib/cli/root.ts';
import { checkAdvisories } from '../lib/supply-chain/advisories.ts';
import reasons from '../lib/supply-chain/advisory-reasons.json' with { type: 'json' };

const USAGE = `Usage: npm run advisories -- [--shipped]
  --shipped  only what is deployed, without the packages of the development`;

await runCommand(async () => {
  const { shipped } = commandLine(process.argv.slice(2), { shipped: { type: 'boolean', default: false } }, USAGE);
  const today = new Date().toISOString().slice(0, 10);
  await checkAdvisories({ folder: ROOT, shipped, reasons, today }, (line) => process.stdout.write(`${line}\n`));
});
