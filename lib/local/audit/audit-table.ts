import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { lockDatabase } from '../state/state.ts';

export const LOCAL_TABLE = 'face-comparison-audit';

/** Keys and index of the audit table. */
export type TableDefinition = Pick<
  CreateTableCommandInput,
  'AttributeDefinitions' | 'KeySchema' | 'GlobalSecondaryIndexes' | 'BillingMode'
>;

/** The table of the stack: items of a client in the order of time, and an index by request id. */
export const AUDIT_TABLE_DEFINITION: TableDefinition = {
  AttributeDefinitions: [
    { AttributeName: 'client', AttributeType: 'S' },
    { AttributeName: 'id', AttributeType: 'S' },
    { AttributeName: 'requestId', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'client', KeyType: 'HASH' },
    { AttributeName: 'id', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'byRequestId',
      KeySchema: [{ AttributeName: 'requestId', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
};

export interface AuditTable {
  readonly endpoint: string;
  readonly tableName: string;
  close(): Promise<void>;
}

export interface AuditTableOptions {
  /** Keeps the items in `dynamodb/` of this directory; without it they live in memory. */
  readonly dir?: string;
  readonly definition?: TableDefinition;
}

/**
 * Starts an embedded DynamoDB on a free port of this machine, with the audit table in it.
 *
 * @throws LocalDirInUseError when another process works in the directory
 */
export async function startAuditTable(options: AuditTableOptions = {}): Promise<AuditTable> {
  const unlock = options.dir === undefined ? async () => {} : await lockDatabase(options.dir);
  const path = options.dir === undefined ? {} : { path: join(options.dir, 'dynamodb') };
  const server = dynalite({ ...path, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  const close = async (): Promise<void> => {
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
    await unlock();
  };
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    await createIfAbsent(endpoint, options.definition ?? AUDIT_TABLE_DEFINITION);
  } catch (error) {
    await close();
    throw error;
  }
  return { endpoint, tableName: LOCAL_TABLE, close };
}

/** Returns a client for the embedded DynamoDB. The credentials are made up: dynalite checks only their form. */
export function localDynamoDb(endpoint: string): DynamoDBClient {
  return new DynamoDBClient({
    endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
}

async function createIfAbsent(endpoint: string, definition: TableDefinition): Promise<void> {
  const client = localDynamoDb(endpoint);
  try {
    await client.send(new DescribeTableCommand({ TableName: LOCAL_TABLE }));
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    await client.send(
      new CreateTableCommand({ TableName: LOCAL_TABLE, BillingMode: 'PAY_PER_REQUEST', ...definition }),
    );
  } finally {
    client.destroy();
  }
}
