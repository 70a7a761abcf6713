import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AttributeValue, QueryCommand } from '@aws-sdk/client-dynamodb';
import { vi } from 'vitest';
import { MODELS_DIR } from '../../layers/models/fetch.ts';
import { AppTable } from '../../lib/apps/app-table.ts';
import {
  type AuditTable,
  auditEnvironment,
  LOCAL_APPS_TABLE,
  LOCAL_TABLE,
  localDynamoDb,
  startAuditTable,
} from '../../lib/local/audit/audit-table.ts';
import { addDemoApplication } from '../../lib/local/demo-application.ts';
import { localFunctions } from '../../lib/local/functions.ts';
import { demoApp } from '../../lib/local/issuer/keys.ts';
import { type LocalApi, startLocalApi } from '../../lib/local/local-api.ts';
import { newCredentials } from '../../lib/local/state/credentials.ts';
import { localStack } from '../../lib/local/template/local-stack.ts';

/** The API as `npm start` serves it, with its functions and models, in its own directory and on any port. */
export interface RealApi extends LocalApi {
  /** Its directory, with the credentials of the demo application. */
  readonly dir: string;
  /** Lines that the functions have written so far. The line of a request may come after its response. */
  readonly lines: string[];
  /** Returns the audit items of a request. */
  auditItems(requestId: string): Promise<Record<string, AttributeValue>[]>;
  /** Stops the database of the audit items; the API keeps running. */
  stopAudit(): Promise<void>;
}

export interface RealApiOptions {
  /** Settings of the stack, as `npm start -- -c name=value` takes them. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** Starts it. The authorizer's module reads its environment once, so a test file can have only one. */
export async function startRealApi(options: RealApiOptions = {}): Promise<RealApi> {
  const dir = await mkdtemp(join(tmpdir(), 'face-e2e-'));
  const stack = await localStack(options.settings);
  // A second database next to the API's own, so that a test can stop it.
  const credentials = newCredentials();
  const table: AuditTable = await startAuditTable({ credentials });
  const client = localDynamoDb(table);
  const lines: string[] = [];
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    lines.push(String(text));
    return true;
  });
  let audited = true;
  let closeFunctions = async (): Promise<void> => {};
  const stopAudit = async (): Promise<void> => {
    if (audited) await table.close();
    audited = false;
  };
  const api = await startLocalApi({
    port: 0,
    dir,
    // The credentials of the second database, which the functions use for both.
    credentials,
    model: stack.model,
    table: stack.table,
    moreTables: stack.moreTables,
    signingKeys: stack.signingKeys,
    usageSalt: stack.usageSalt,
    tokenSeconds: stack.tokenSeconds,
    functions: async (addresses) => {
      const environment = { ...addresses, ...auditEnvironment(table), MODELS_DIR };
      await addDemoApplication(new AppTable(client, LOCAL_APPS_TABLE), await demoApp(dir));
      const options = { ric: false, report: () => {}, log: (line: string) => lines.push(`${line}\n`) };
      const { functions, close } = await localFunctions(stack, environment, options);
      closeFunctions = close;
      return functions;
    },
  });
  return {
    ...api,
    dir,
    lines,
    stopAudit,
    auditItems: async (requestId) => {
      const query = {
        TableName: LOCAL_TABLE,
        IndexName: 'byRequestId',
        KeyConditionExpression: 'requestId = :id',
        ExpressionAttributeValues: { ':id': { S: requestId } },
      };
      return (await client.send(new QueryCommand(query))).Items ?? [];
    },
    close: async () => {
      await api.close();
      await closeFunctions();
      client.destroy();
      await stopAudit();
      await rm(dir, { recursive: true });
      stdout.mockRestore();
    },
  };
}
