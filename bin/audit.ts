/** `npm run audit`: the newest audit items of the local API; the usage of a month and erasure, of a deployed stack, too. */

import { type Command, InvalidArgumentError, Option } from 'commander';
import { usageCsv, usageTable } from '../lib/apps/usage-report.ts';
import type { UsageSource } from '../lib/apps/usage-source.ts';
import { command, runCommand, UsageError, wholeNumber } from '../lib/cli/command.ts';
import { auditReport, noItems } from '../lib/local/audit/audit-report.ts';
import { erasureReport } from '../lib/local/audit/erasure-report.ts';
import { placeOf, stageName } from '../lib/local/deployed-place.ts';
import { clientName } from '../lib/local/issuer/client-name.ts';
import { localDir } from '../lib/local/state/state.ts';
import { DEFAULT_STAGE } from '../lib/stack/settings/stage-name.ts';

interface Place {
  readonly stack: string | null;
  readonly stage: string | null;
}

interface AuditOptions extends Place {
  readonly limit: number;
  readonly client: string | null;
  readonly json: boolean;
  readonly usage: boolean;
  readonly month: string | null;
  readonly csv: boolean;
}

interface EraseOptions extends Place {
  readonly correlationId: string | null;
  readonly requestId: string | null;
  readonly client: string | null;
  readonly yes: boolean;
  readonly json: boolean;
}

function monthOf(text: string): string {
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(text)) return text;
  throw new InvalidArgumentError('Expected a month such as 2026-11');
}

const deployed = (given: Command): Command =>
  given
    .addOption(new Option('--stage <name>', 'items of the deployed stack of this stage').argParser(stageName))
    .addOption(new Option('--stack <name>', 'items of the deployed stack of this name').conflicts('stage'));

const program = deployed(
  command('npm run audit --', 'Prints the newest audit items of the local API, or the usage of a month.')
    .option('--limit <n>', 'number of items', wholeNumber(1, 10_000), 20)
    .option('--client <name>', 'only items of this client', clientName)
    .option('--json', 'print the whole items, or the counts, as JSON')
    .option('--usage', 'count the comparisons of a month by application, day and status')
    .option('--month <month>', 'the month, in UTC; default: this one', monthOf)
    .option('--csv', 'print the counts as CSV'),
).action(async (options: AuditOptions) => {
  if (options.usage) return usage(options);
  const { month, csv, stack, stage } = options;
  if (month !== null || csv || stack !== null || stage !== null) {
    throw new UsageError('Expected --usage with --month, --csv, --stage and --stack.');
  }
  const { newestAuditItems } = await import('../lib/local/audit/audit-items.ts');
  const items = await newestAuditItems(localDir(), { limit: options.limit, client: options.client ?? undefined });
  if (options.json) process.stdout.write(`${JSON.stringify(items, null, 2)}\n`);
  else if (items.length > 0) process.stdout.write(`${auditReport(items)}\n`);
  else {
    const all = options.client === null ? [] : await newestAuditItems(localDir(), { limit: 10_000 });
    process.stdout.write(`${noItems(options.client, all)}\n`);
  }
});

deployed(
  program
    .command('erase')
    .description('delete the audit items of one person, by default of the local API')
    .option('--correlation-id <id>', 'the x-correlation-id that you sent')
    .addOption(new Option('--request-id <id>', 'the x-request-id of a response').conflicts('correlationId'))
    .option('--client <name>', 'only items of this client', clientName)
    .option('--yes', 'delete; without it only say what would be deleted')
    .option('--json', 'print the keys of the items as JSON'),
).action(erase);

await runCommand(program);

async function usage({ month, client, csv, json, ...place }: AuditOptions): Promise<void> {
  if (csv && json) throw new UsageError('Expected --csv or --json, not both.');
  const asked = month ?? new Date().toISOString().slice(0, 7);
  const { usageOf } = await import('../lib/apps/usage.ts');
  await within(place, async (source) => {
    const rows = await usageOf(source.client, source.auditTable, asked, client);
    const names = new Map((await source.applications()).map(({ appId, name }) => [appId, name]));
    if (json) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
    else if (csv) process.stdout.write(usageCsv(rows, names));
    else process.stdout.write(rows.length > 0 ? `${usageTable(rows, names)}\n` : `No comparisons in ${asked}.\n`);
  });
}

async function erase({ correlationId, requestId, client, yes, json, ...place }: EraseOptions): Promise<void> {
  const value = correlationId ?? requestId;
  if (!value) throw new UsageError('Expected --correlation-id or --request-id.');
  const searched = { attribute: correlationId === null ? 'requestId' : 'correlationId', value } as const;
  const { eraseItems, itemsWith } = await import('../lib/apps/erase.ts');
  await within(place, async (source) => {
    const act = yes ? eraseItems : itemsWith;
    const keys = await act(source.client, source.auditTable, searched, client);
    process.stdout.write(
      `${json ? JSON.stringify({ erased: yes, items: keys }, null, 2) : erasureReport(keys, yes)}\n`,
    );
  });
}

async function within({ stack, stage }: Place, use: (source: UsageSource) => Promise<void>): Promise<void> {
  if (stack === null && stage === null) {
    const { withLocalUsage } = await import('../lib/local/local-directory.ts');
    return withLocalUsage(localDir(), use);
  }
  const { deployedUsage } = await import('../lib/apps/deployment.ts');
  await use(await deployedUsage(await placeOf(stack, stage ?? DEFAULT_STAGE)));
}
