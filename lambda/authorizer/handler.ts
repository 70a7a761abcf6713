import { existsSync, readFileSync } from 'node:fs';
import { endQuietlyOnCrash } from '../errors/crash.ts';
import { createAuthorizer } from './authorizer.ts';
import { CLIENT_LIMITS_FILE, readClientLimits } from './client-limits.ts';
import { KeySet } from './key-set.ts';
import { authorizerSettings } from './settings.ts';

endQuietlyOnCrash(process.env);

const settings = authorizerSettings(process.env);

const { keySource } = settings;
// The AWS clients are loaded only where they are needed: with an external issuer they would only make the start longer.
const keys =
  'signingKeys' in keySource
    ? new KeySet('kms', { fetch: (await import('./kms-key-set.ts')).kmsKeySet(keySource.signingKeys) })
    : new KeySet(keySource.jwksUri);
const prefetched = keys.prefetch();

/** The Lambda function behind the API's TOKEN authorizer. Wrong settings fail its start, not the first request. */
export const handler = createAuthorizer({
  settings,
  keys,
  clients: clientLimits(),
  apps: settings.appsTable === null ? null : await appStore(settings.appsTable),
  log: (refusal) => {
    const level = refusal.outcome === 'failed' ? 'ERROR' : 'INFO';
    process.stdout.write(`${JSON.stringify({ level, message: 'Request refused', ...refusal })}\n`);
  },
});

// Lambda's initialization is not billed to a caller's patience.
await prefetched;

function clientLimits() {
  const file = process.env.CLIENT_LIMITS ?? new URL(CLIENT_LIMITS_FILE, import.meta.url);
  return existsSync(file) ? readClientLimits(readFileSync(file, 'utf8')) : new Map<string, string>();
}

async function appStore(table: string) {
  const { createAppClient, DynamoDbAppStore } = await import('../applications/dynamodb-app-store.ts');
  return new DynamoDbAppStore(createAppClient(), table);
}
