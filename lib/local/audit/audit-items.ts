import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type AttributeValue, type DynamoDBClient, paginateQuery, paginateScan } from '@aws-sdk/client-dynamodb';
import { runningServer } from '../state/state.ts';
import { type DatabaseAddress, LOCAL_TABLE, localDynamoDb, startAuditTable } from './audit-table.ts';

/** A stored audit item, with the attributes that the compare function gave it. */
export type AuditItem = Readonly<Record<string, unknown>>;

export interface AuditQuery {
  readonly limit: number;
  readonly client?: string;
}

/**
 * Returns the newest audit items of the local API, newest first. It reads them from the running server's database or, when
 * none runs, from the data on the disk.
 */
export async function newestAuditItems(dir: string, query: AuditQuery): Promise<AuditItem[]> {
  const server = await runningServer(dir);
  if (server !== null) return read({ endpoint: server.dynamodb, credentials: server.credentials }, query);
  if (!existsSync(join(dir, 'dynamodb'))) return [];
  const table = await startAuditTable({ dir });
  try {
    return await read(table, query);
  } finally {
    await table.close();
  }
}

async function read(address: DatabaseAddress, query: AuditQuery): Promise<AuditItem[]> {
  const client = localDynamoDb(address);
  try {
    return await (query.client === undefined
      ? ofAll(client, query.limit)
      : ofClient(client, query.client, query.limit));
  } finally {
    client.destroy();
  }
}

async function ofClient(client: DynamoDBClient, name: string, limit: number): Promise<AuditItem[]> {
  const items: AuditItem[] = [];
  const input = {
    TableName: LOCAL_TABLE,
    KeyConditionExpression: 'client = :client',
    ExpressionAttributeValues: { ':client': { S: name } },
    ScanIndexForward: false,
    Limit: limit,
  };
  for await (const page of paginateQuery({ client }, input)) {
    items.push(...(page.Items ?? []).map(plain));
    if (items.length >= limit) break;
  }
  return items.slice(0, limit);
}

/** Reads all items, since the table keeps them by client. A local table is small enough for that. */
async function ofAll(client: DynamoDBClient, limit: number): Promise<AuditItem[]> {
  const items: AuditItem[] = [];
  for await (const page of paginateScan({ client }, { TableName: LOCAL_TABLE })) {
    items.push(...(page.Items ?? []).map(plain));
  }
  return items.sort((a, b) => (String(a.id) < String(b.id) ? 1 : -1)).slice(0, limit);
}

function plain(item: Record<string, AttributeValue>): AuditItem {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plainValue(value)]));
}

function plainValue(value: AttributeValue): unknown {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return Number(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.L !== undefined) return value.L.map(plainValue);
  if (value.M !== undefined) return plain(value.M);
  return null;
}
