import { DeleteItemCommand, type DynamoDBClient, paginateQuery, paginateScan } from '@aws-sdk/client-dynamodb';
import { AppsError } from './usage-limits.ts';

/** What the items of one person have in common: the caller's own id of requests, or the id of one response. */
export type SearchedId = Readonly<{ attribute: 'correlationId' | 'requestId'; value: string }>;

/** Indexes of the audit table, by what they find. */
const INDEXES = { correlationId: 'byCorrelationId', requestId: 'byRequestId' } as const;

/** The key of an audit item. */
export interface AuditKey {
  readonly client: string;
  /** ISO time, "#", request id. */
  readonly id: string;
}

/**
 * Finds the audit items with an id by the index for it, which reads these items alone. A table that has no such index yet, or is
 * still filling it, is read whole.
 *
 * @param only a client; `null` for all
 * @returns keys in the order of client and time
 */
export async function itemsWith(
  db: DynamoDBClient,
  table: string,
  searched: SearchedId,
  only: string | null = null,
): Promise<AuditKey[]> {
  const found = await byIndex(db, table, searched).catch((error: Error) => {
    if (error.name !== 'ValidationException' || !/index/i.test(error.message)) throw error;
    return byScan(db, table, searched);
  });
  const order = ({ client, id }: AuditKey) => `${client}\n${id}`;
  return found.filter(({ client }) => only === null || client === only).sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

/**
 * Deletes the items with an id of one client. Another client may have given the same id to another person.
 *
 * @returns the keys of the items, all deleted
 * @throws AppsError where several clients have items with this id; then nothing is deleted
 */
export async function eraseItems(
  db: DynamoDBClient,
  table: string,
  searched: SearchedId,
  only: string | null = null,
): Promise<AuditKey[]> {
  const keys = await itemsWith(db, table, searched, only);
  const clients = new Set(keys.map(({ client }) => client));
  if (clients.size > 1) {
    throw new AppsError(`${clients.size} clients have items with this id. Name the client of the person: --client`);
  }
  for (const key of keys) await erase(db, table, key);
  return keys;
}

async function erase(db: DynamoDBClient, TableName: string, { client, id }: AuditKey): Promise<void> {
  await db.send(new DeleteItemCommand({ TableName, Key: { client: { S: client }, id: { S: id } } }));
}

async function byIndex(db: DynamoDBClient, TableName: string, { attribute, value }: SearchedId): Promise<AuditKey[]> {
  const input = {
    TableName,
    IndexName: INDEXES[attribute],
    KeyConditionExpression: '#attribute = :value',
    ...projection(attribute, value),
  };
  return keysOf(paginateQuery({ client: db }, input));
}

async function byScan(db: DynamoDBClient, TableName: string, { attribute, value }: SearchedId): Promise<AuditKey[]> {
  const input = { TableName, FilterExpression: '#attribute = :value', ...projection(attribute, value) };
  return keysOf(paginateScan({ client: db }, input));
}

function projection(attribute: string, value: string) {
  return {
    ProjectionExpression: '#client, #id',
    ExpressionAttributeNames: { '#client': 'client', '#id': 'id', '#attribute': attribute },
    ExpressionAttributeValues: { ':value': { S: value } },
  };
}

async function keysOf(pages: ReturnType<typeof paginateQuery> | ReturnType<typeof paginateScan>): Promise<AuditKey[]> {
  const keys: AuditKey[] = [];
  for await (const { Items: items = [] } of pages) {
    keys.push(...items.map((item) => ({ client: item.client?.S ?? '', id: item.id?.S ?? '' })));
  }
  return keys;
}
