import { type AttributeValue, type DynamoDBClient, paginateQuery, paginateScan } from '@aws-sdk/client-dynamodb';

/** Comparisons of one client on one day with one status. */
export interface UsageRow {
  readonly client: string;
  /** "2026-11-30", UTC. */
  readonly day: string;
  readonly status: string;
  readonly comparisons: number;
}

/**
 * Counts the comparisons of a month from the audit items, by client, day and status. For all clients it reads the whole table,
 * of which the index by client has no other order; for one client it reads the items of the month alone.
 *
 * @param month "2026-11", UTC
 * @param only a client; `null` for all
 */
export async function usageOf(
  client: DynamoDBClient,
  table: string,
  month: string,
  only: string | null = null,
): Promise<UsageRow[]> {
  const counts = new Map<string, UsageRow>();
  for await (const item of itemsOf(client, table, month, only)) {
    const row = { client: item.client?.S ?? '', day: (item.id?.S ?? '').slice(0, 10), status: item.status?.S ?? '' };
    const key = JSON.stringify(row);
    counts.set(key, { ...row, comparisons: (counts.get(key)?.comparisons ?? 0) + 1 });
  }
  const order = (row: UsageRow) => `${row.client}\n${row.day}\n${row.status}`;
  return [...counts.values()].sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

async function* itemsOf(
  client: DynamoDBClient,
  TableName: string,
  month: string,
  only: string | null,
): AsyncGenerator<Record<string, AttributeValue>> {
  const names = { '#client': 'client', '#id': 'id', '#status': 'status' };
  const common = { TableName, ProjectionExpression: '#client, #id, #status', ExpressionAttributeNames: names };
  // The id begins with the time.
  const values = { ':month': { S: `${month}-` } };
  const pages =
    only === null
      ? paginateScan(
          { client },
          { ...common, FilterExpression: 'begins_with(#id, :month)', ExpressionAttributeValues: values },
        )
      : paginateQuery(
          { client },
          {
            ...common,
            KeyConditionExpression: '#client = :client AND begins_with(#id, :month)',
            ExpressionAttributeValues: { ...values, ':client': { S: only } },
          },
        );
  for await (const { Items: items = [] } of pages) yield* items;
}
