/** `npm run audit`: the newest audit items of the local API. */

import { commandLine, runCommand, wholeNumber } from '../lib/cli/command-line.ts';
import { newestAuditItems } from '../lib/local/audit/audit-items.ts';
import { auditReport } from '../lib/local/audit/audit-report.ts';
import { clientName } from '../lib/local/issuer/client-name.ts';
import { localDir } from '../lib/local/state/state.ts';

const USAGE = 'Usage: npm run -s audit -- [--limit N] [--client NAME] [--json]';

await runCommand(async () => {
  const flags = commandLine(
    process.argv.slice(2),
    { limit: { type: 'string', default: '20' }, client: { type: 'string' }, json: { type: 'boolean' } },
    USAGE,
  );
  const items = await newestAuditItems(localDir(), {
    limit: wholeNumber(flags.limit, '--limit', 1, 10_000),
    ...(flags.client === undefined ? {} : { client: clientName(flags.client, '--client') }),
  });
  if (flags.json) process.stdout.write(`${JSON.stringify(items, null, 2)}\n`);
  else process.stdout.write(items.length > 0 ? `${auditReport(items)}\n` : 'No audit items yet.\n');
});
