/** `npm run advisories`: asks the npm registry for known vulnerabilities; fails at one that has no reason, or one run out. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { command, runCommand } from '../lib/cli/command.ts';
import { type AuditReport, judgeAdvisories, readReport } from '../lib/supply-chain/advisories.ts';
import reasons from '../lib/supply-chain/advisory-reasons.json' with { type: 'json' };

await runCommand(
  command(
    'npm run advisories --',
    'Asks the npm registry for known vulnerabilities. Fails at one without a valid reason.',
  )
    .option('--shipped', 'only what is deployed, without the packages of the development')
    .action(advisories),
);

async function advisories({ shipped }: { shipped: boolean }): Promise<void> {
  const report = await npmAudit(shipped ? ['--omit=dev'] : []);
  const { open, reasoned, unused } = judgeAdvisories(report, reasons, new Date().toISOString().slice(0, 10));
  for (const { id, package: name } of reasoned) process.stdout.write(`${id} ${name}: has a reason\n`);
  for (const { id, package: name } of unused) process.stdout.write(`${id} ${name}: not reported any more, remove it\n`);
  if (open.length === 0) return void process.stdout.write('No open advisory.\n');
  const lines = open.map(({ id, package: name, severity, title }) => `${id} ${name} (${severity}): ${title}`);
  throw new Error(`${lines.join('\n')}\nUpdate, or give a reason in lib/supply-chain/advisory-reasons.json.`);
}

/** npm ends with 1 when it found something, too; what counts is whether it reports. */
async function npmAudit(options: readonly string[]): Promise<AuditReport> {
  const { stdout } = await promisify(execFile)('npm', ['audit', '--audit', '--json', ...options]).catch(
    (error: { stdout?: string }) => ({ stdout: error.stdout ?? '' }),
  );
  return readReport(stdout);
}
