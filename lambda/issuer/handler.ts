import { createAppClient, DynamoDbAppStore } from '../applications/dynamodb-app-store.ts';
import { endQuietlyOnCrash } from '../errors/crash.ts';
import { errorName } from '../errors/error-name.ts';
import { createKmsClient, KmsSigner } from '../keys/kms.ts';
import { createIssuer } from './issuer.ts';
import { issuerSettings } from './settings.ts';

endQuietlyOnCrash(process.env);

// The entry point of the issuer. Wrong settings fail its start, not the first request.
const settings = issuerSettings(process.env);

const apps = new DynamoDbAppStore(createAppClient(), settings.appsTable);
const signer = new KmsSigner(createKmsClient(), settings.signingKeys);
const log = (line: Readonly<Record<string, unknown>>) => void process.stdout.write(`${JSON.stringify(line)}\n`);

export const handler = createIssuer({ settings, apps, signer, clock: Date.now, log });

// Lambda's initialization has more processor time than a request, so both connections are opened now. Where that fails, the
// requests try again and get a 500 meanwhile.
const failed = (reason: string) => (error: unknown) =>
  log({ level: 'ERROR', message: 'init', reason, errorName: errorName(error) });
await Promise.all([apps.application('-').catch(failed('table')), signer.publicKeys().catch(failed('key'))]);
