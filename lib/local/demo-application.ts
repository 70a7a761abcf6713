import { MAX_SECRETS, secretHash } from '../../lambda/applications/application.ts';
import type { AppTable } from '../apps/app-table.ts';
import type { AppCredentials } from '../cli/first-minute.ts';

/**
 * Puts the application of the local directory into the table of applications. Its secret always works after a start; all else
 * of it stays as `npm run apps` left it.
 */
export async function addDemoApplication(
  table: AppTable,
  { appId, appSecret, tenantId }: AppCredentials,
): Promise<void> {
  const time = new Date().toISOString();
  const stored = { id: 'app.json', hash: secretHash(appId, appSecret), createdAt: time };
  const before = await table.application(appId);
  if (before === null) {
    const common = { name: appId, status: 'active', limit: null, createdAt: time, updatedAt: time } as const;
    await table.add({ appId, tenantId, secrets: [stored], ...common });
  } else if (!before.secrets.some(({ hash, expiresAt }) => hash === stored.hash && expiresAt === undefined)) {
    const others = before.secrets.filter(({ hash }) => hash !== stored.hash).slice(1 - MAX_SECRETS);
    await table.replace(before, { ...before, secrets: [...others, stored] });
  }
}
