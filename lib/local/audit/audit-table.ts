import { mkdir } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceNotFoundException,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { type Credentials, newCredentials } from '../state/credentials.ts';
import { lockDatabase } from '../state/lock.ts';
import { Database } from './database.ts';
import { listenFor } from './database-listener.ts';

export const LOCAL_TABLE = 'face-comparison-audit';

/** Tables of the built-in issuer. */
export const LOCAL_APPS_TABLE = 'face-comparison-applications';
export const LOCAL_SESSIONS_TABLE = 'face-comparison-sessions';

/** Records of idempotency keys. */
export const LOCAL_IDEMPOTENCY_TABLE = 'face-comparison-idempotency';

/** Keys and indexes of a table. */
export type TableDefinition = Pick<
  CreateTableCommandInput,
  'AttributeDefinitions' | 'KeySchema' | 'GlobalSecondaryIndexes' | 'BillingMode'
>;

/** The table of the stack: items of a client in the order of time, and indexes by request id and correlation id. */
export const AUDIT_TABLE_DEFINITION: TableDefinition = {
  AttributeDefinitions: [
    { AttributeName: 'client', AttributeType: 'S' },
    { AttributeName: 'id', AttributeType: 'S' },
    { AttributeName: 'requestId', AttributeType: 'S' },
    { AttributeName: 'correlationId', AttributeType: 'S' },
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
    {
      IndexName: 'byCorrelationId',
      KeySchema: [
        { AttributeName: 'correlationId', KeyType: 'HASH' },
        { AttributeName: 'client', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
};

/** The other tables of the stack. */
export const OTHER_TABLES: Readonly<Record<string, TableDefinition>> = {
  [LOCAL_APPS_TABLE]: {
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  },
  [LOCAL_SESSIONS_TABLE]: {
    AttributeDefinitions: [{ AttributeName: 'session', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'session', KeyType: 'HASH' }],
  },
  [LOCAL_IDEMPOTENCY_TABLE]: {
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  },
};

/** How to reach an embedded DynamoDB. */
export interface DatabaseAddress {
  readonly endpoint: string;
  readonly credentials: Credentials;
}

export interface AuditTable extends DatabaseAddress {
  readonly tableName: string;
  close(): Promise<void>;
}

export interface AuditTableOptions {
  /** The items are stored in `dynamodb/` of this directory; without it they live in memory. */
  readonly dir?: string;
  readonly definition?: TableDefinition;
  /** Further tables, by name; default: those of the stack. */
  readonly more?: Readonly<Record<string, TableDefinition>>;
  /** Default: new ones. */
  readonly credentials?: Credentials;
}

/**
 * Starts an embedded DynamoDB on a free port of this machine, with the audit table and its own credentials.
 *
 * @throws LocalDirInUseError when another process works in the directory
 */
export async function startAuditTable({
  dir,
  definition,
  more = OTHER_TABLES,
  credentials = newCredentials(),
}: AuditTableOptions = {}): Promise<AuditTable> {
  const unlock = dir === undefined ? async () => {} : await lockDatabase(dir);
  const path = dir === undefined ? null : join(dir, 'dynamodb');
  const database = new Database(path);
  let server: Server | null = null;
  const close = async (): Promise<void> => {
    await new Promise<void>((resolve) => {
      if (server === null) return resolve();
      server.close(() => resolve());
      server.closeAllConnections();
    });
    await database.close();
    await unlock();
  };
  try {
    // LevelDB does not protect its files.
    if (path !== null) await mkdir(path, { recursive: true, mode: 0o700 });
    server = await listenFor(database, credentials);
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const tables = { [LOCAL_TABLE]: definition ?? AUDIT_TABLE_DEFINITION, ...more };
    for (const [name, each] of Object.entries(tables)) await createIfAbsent({ endpoint, credentials }, name, each);
    return { endpoint, credentials, tableName: LOCAL_TABLE, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Returns the variables by which a function finds the tables that the compare function writes to. */
export function auditEnvironment(table: Omit<AuditTable, 'close'>): Readonly<Record<string, string>> {
  return {
    AUDIT_TABLE: table.tableName,
    IDEMPOTENCY_TABLE: LOCAL_IDEMPOTENCY_TABLE,
    AWS_ENDPOINT_URL_DYNAMODB: table.endpoint,
    AWS_ACCESS_KEY_ID: table.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: table.credentials.secretAccessKey,
  };
}

/** Returns a client for an embedded DynamoDB. */
export function localDynamoDb({ endpoint, credentials }: DatabaseAddress): DynamoDBClient {
  return new DynamoDBClient({ endpoint, region: 'eu-west-1', credentials, maxAttempts: 1 });
}

/** How often a new table is looked at, and for how long. */
const CREATION_SECONDS = { minDelay: 0.01, maxDelay: 0.1, maxWaitTime: 60 };

async function createIfAbsent(address: DatabaseAddress, name: string, definition: TableDefinition): Promise<void> {
  const client = localDynamoDb(address);
  try {
    await client.send(new DescribeTableCommand({ TableName: name }));
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    await client.send(new CreateTableCommand({ TableName: name, BillingMode: 'PAY_PER_REQUEST', ...definition }));
    // Until the table is active, requests for its items get ResourceNotFoundException.
    await waitUntilTableExists({ client, ...CREATION_SECONDS }, { TableName: name });
  } finally {
    client.destroy();
  }
}
