import { firstMinute } from '../cli/first-minute.ts';
import { asSpreadsheetText } from '../cli/spreadsheet-text.ts';
import { table } from '../cli/table.ts';
import type { ShownApplication, WithCredentials } from './applications.ts';

/** Returns applications as a table for a terminal. */
export function appsTable(applications: readonly ShownApplication[]): string {
  if (applications.length === 0) return 'There is no application yet. Make one: npm run -s apps -- create NAME';
  const rows = applications.map(({ name, appId, tenantId, status, limit, secrets, createdAt }) => [
    name,
    appId,
    tenantId,
    status,
    limit === null ? 'shared' : `${limit.rateLimit}/s, burst ${limit.burstLimit}`,
    String(secrets.length),
    createdAt.slice(0, 10),
  ]);
  const head = ['name', 'app id', 'tenant', 'status', 'limit', 'secrets', 'created'];
  return table([head, ...rows.map((row) => row.map(asSpreadsheetText))], 'text', head.length);
}

/** Returns one application, a line for each of its properties. */
export function appReport({ secrets, limit, ...application }: ShownApplication): string {
  const lines = Object.entries(application).map(([name, value]) => [name, String(value)]);
  const ends = secrets.map(({ id, createdAt, expiresAt }) => [
    `secret ${id}`,
    `made ${createdAt}${expiresAt === undefined ? '' : `, ends ${expiresAt}`}`,
  ]);
  const own = limit === null ? 'shared' : `${limit.rateLimit} a second, burst ${limit.burstLimit}`;
  return table([...lines, ['limit', own], ...ends] as string[][], 'text', 2);
}

/** Returns what is shown once of new credentials, with the commands of a first comparison. */
export function credentialsReport({ application, credentials }: WithCredentials, baseUrl: string): string {
  const { token, comparison } = firstMinute(baseUrl, credentials);
  return [
    `Application ${application.name}. Keep its secret now: it is shown this once.`,
    '',
    `appId      ${credentials.appId}`,
    `appSecret  ${credentials.appSecret}`,
    `tenantId   ${credentials.tenantId}`,
    '',
    'A token, and a comparison with it:',
    `TOKEN=$(${token} | sed 's/.*"token":"\\([^"]*\\)".*/\\1/')`,
    comparison,
  ].join('\n');
}
