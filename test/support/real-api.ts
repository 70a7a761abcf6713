import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AttributeValue, QueryCommand } from '@aws-sdk/client-dynamodb';
import { vi } from 'vitest';
import { MODELS_DIR } from '../../layers/models/fetch.ts';
import { type AuditTable, LOCAL_TABLE, localDynamoDb, startAuditTable } from '../../lib/local/audit/audit-table.ts';
import { inProcessFunctions } from '../../lib/local/functions.ts';
import { type LocalApi, startLocalApi } from '../../lib/local/local-api.ts';
import { localStack } from '../../lib/local/template/local-stack.ts';

/** The API as `npm start` serves it, with its functions and models, in a directory of its own and on any port. */
export interface RealApi extends LocalApi {
  /** Lines that the functions have written so far. */
  readonly lines: string[];
  /** The audit items of a request. */
  auditItems(requestId: string): Promise<Record<string, AttributeValue>[]>;
  /** Ends the database of the audit items; the API goes on. */
  stopAudit(): Promise<void>;
}

export interface RealApiOptions {
  /** Settings of the stack, as `npm start -- -c name=value` takes them. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** Starts it. The functions' modules read their environment once, so a test file can have only one. */
export async function startRealApi(options: RealApiOptions = {}): Promise<RealApi> {
  const dir = await mkdtemp(join(tmpdir(), 'face-e2e-'));
  const stack = await localStack(options.settings);
  // A database beside the API's own, so that a test can take it away.
  const table: AuditTable = await startAuditTable();
  const client = localDynamoDb(table.endpoint);
  const lines: string[] = [];
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    lines.push(String(text));
    return true;
  });
  let audited = true;
  const stopAudit = async (): Promise<void> => {
    if (audited) await table.close();
    audited = false;
  };
  const api = await startLocalApi({
    port: 0,
    dir,
    model: stack.model,
    table: stack.table,
    functions: (addresses) =>
      inProcessFunctions(stack, { ...addresses, AWS_ENDPOINT_URL_DYNAMODB: table.endpoint, MODELS_DIR }),
  });
  return {
    ...api,
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
      client.destroy();
      await stopAudit();
      await rm(dir, { recursive: true });
      stdout.mockRestore();
    },
  };
}
