/** `npm run audit`: the newest audit items of the local API, or the usage of a month, of a deployed stack, too. */

import { InvalidArgumentError } from 'commander';
import { usageCsv, usageTable } from '../lib/apps/usage-report.ts';
import { command, runCommand, UsageError, wholeNumber } from '../lib/cli/command.ts';
import { auditReport, noItems } from '../lib/local/audit/audit-report.ts';
import { clientName } from '../lib/local/issuer/client-name.ts';
import { localDir } from '../lib/local/state/state.ts';

interface AuditOptions {
  readonly limit: number;
  readonly client: string | null;
  readonly json: boolean;
  readonly usage: boolean;
  readonly month: string | null;
  readonly csv: boolean;
  readonly stack: string | null;
}

function monthOf(text: string): string {
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(text)) return text;
  throw new InvalidArgumentError('Expected a month such as 2026-11');
}

await runCommand(
  command('npm run audit --', 'Prints the newest audit items of the local API, or the usage of a month.')
    .option('--limit <n>', 'number of items', wholeNumber(1, 10_000), 20)
    .option('--client <name>', 'only items of this client', clientName)
    .option('--json', 'print the whole items, or the counts, as JSON')
    .option('--usage', 'count the comparisons of a month by application, day and status')
    .option('--month <month>', 'the month, in UTC; default: this one', monthOf)
    .option('--csv', 'print the counts as CSV')
    .option('--stack <name>', 'of a deployed stack instead of the local API')
    .action(async (options: AuditOptions) => {
      if (options.usage) return usage(options);
      if (options.month !== null || options.csv || options.stack !== null) {
        throw new UsageError('Expected --usage beside --month, --csv and --stack.');
      }
      const { newestAuditItems } = await import('../lib/local/audit/audit-items.ts');
      const items = await newestAuditItems(localDir(), { limit: options.limit, client: options.client ?? undefined });
      if (options.json) process.stdout.write(`${JSON.stringify(items, null, 2)}\n`);
      else if (items.length > 0) process.stdout.write(`${auditReport(items)}\n`);
      else {
        const all = options.client === null ? [] : await newestAuditItems(localDir(), { limit: 10_000 });
        process.stdout.write(`${noItems(options.client, all)}\n`);
      }
    }),
);

async function usage({ month, client, csv, json, stack }: AuditOptions): Promise<void> {
  if (csv && json) throw new UsageError('Expected --csv or --json, not both.');
  const asked = month ?? new Date().toISOString().slice(0, 7);
  const { usageOf } = await import('../lib/apps/usage.ts');
  const count = async (source: import('../lib/apps/usage-source.ts').UsageSource): Promise<void> => {
    const rows = await usageOf(source.client, source.auditTable, asked, client);
    const names = new Map((await source.applications()).map(({ appId, name }) => [appId, name]));
    if (json) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
    else if (csv) process.stdout.write(usageCsv(rows, names));
    else process.stdout.write(rows.length > 0 ? `${usageTable(rows, names)}\n` : `No comparisons in ${asked}.\n`);
  };
  if (stack !== null) return count(await (await import('../lib/apps/deployment.ts')).deployedUsage(stack));
  const { withLocalUsage } = await import('../lib/local/local-directory.ts');
  await withLocalUsage(localDir(), count);
}
