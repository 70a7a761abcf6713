import { TOKEN_SECONDS } from '../../lambda/contract/limits.ts';
import { AppTable } from '../apps/app-table.ts';
import type { Directory } from '../apps/applications.ts';
import { AppsError } from '../apps/usage-limits.ts';
import type { UsageSource } from '../apps/usage-source.ts';
import { LOCAL_APPS_TABLE, LOCAL_TABLE, localDynamoDb } from './audit/audit-table.ts';
import { runningServer } from './state/state.ts';
import { LocalUsageLimits } from './usage-limits.ts';

/**
 * Opens the applications of the local API that runs in a directory.
 *
 * @throws AppsError where none runs
 */
export async function withLocalDirectory(dir: string, use: (directory: Directory) => Promise<void>): Promise<void> {
  const server = await runningServer(dir);
  if (server === null) throw new AppsError('The local API does not run. Start it: npm start');
  const {
    dynamodb: endpoint,
    credentials,
    url: baseUrl,
    usageSalt = '',
    tokenSeconds = TOKEN_SECONDS.max,
    stageLimit = null,
  } = server;
  const client = localDynamoDb({ endpoint, credentials });
  try {
    const table = new AppTable(client, LOCAL_APPS_TABLE);
    await use({
      baseUrl,
      usageSalt,
      tokenSeconds,
      stageLimit,
      table,
      limits: new LocalUsageLimits(dir),
      clock: Date.now,
    });
  } finally {
    client.destroy();
  }
}

/**
 * Opens the audit items of the local API that runs in a directory.
 *
 * @throws AppsError where none runs
 */
export async function withLocalUsage(dir: string, use: (source: UsageSource) => Promise<void>): Promise<void> {
  const server = await runningServer(dir);
  if (server === null) throw new AppsError('The local API does not run. Start it: npm start');
  const client = localDynamoDb({ endpoint: server.dynamodb, credentials: server.credentials });
  try {
    const applications = () => new AppTable(client, LOCAL_APPS_TABLE).all();
    await use({ client, auditTable: LOCAL_TABLE, applications });
  } finally {
    client.destroy();
  }
}
