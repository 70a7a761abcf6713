/** `npm run audit`: the newest audit items of the local API. */

import { command, runCommand, wholeNumber } from '../lib/cli/command.ts';
import { auditReport } from '../lib/local/audit/audit-report.ts';
import { clientName } from '../lib/local/issuer/client-name.ts';
import { localDir } from '../lib/local/state/state.ts';

await runCommand(
  command('npm run audit --', 'Prints the newest audit items of the local API.')
    .option('--limit <n>', 'number of items', wholeNumber(1, 10_000), 20)
    .option('--client <name>', 'only items of this client', clientName)
    .option('--json', 'print the whole items, as JSON')
    .action(async ({ limit, client, json }: { limit: number; client: string | null; json: boolean }) => {
      const { newestAuditItems } = await import('../lib/local/audit/audit-items.ts');
      const items = await newestAuditItems(localDir(), { limit, client: client ?? undefined });
      if (json) process.stdout.write(`${JSON.stringify(items, null, 2)}\n`);
      else process.stdout.write(items.length > 0 ? `${auditReport(items)}\n` : 'No audit items yet.\n');
    }),
);
