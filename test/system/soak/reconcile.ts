import { type AttributeValue, paginateScan } from '@aws-sdk/client-dynamodb';
import { type AuditTable, localDynamoDb } from '../../../lib/local/audit/audit-table.ts';

/** What a caller received. */
export interface Given {
  readonly statusCode: number;
  readonly isFaceMatch?: boolean;
  readonly matchingSimilarity?: number;
  readonly status?: string;
}

export interface Reconciliation {
  readonly items: number;
  /** Decisions that were returned and are not in the table. */
  readonly lost: readonly string[];
  /** Request ids with more than one item. */
  readonly duplicate: readonly string[];
  /** Items that differ from the response. */
  readonly different: readonly string[];
  /** Items of rejected requests. A 5xx may have one item: the response of the database, or of the function, was lost. */
  readonly unasked: readonly string[];
}

/**
 * Compares all responses with all audit items.
 *
 * @param answers by request id
 */
export async function reconcile(
  table: Omit<AuditTable, 'close'>,
  answers: ReadonlyMap<string, Given>,
): Promise<Reconciliation> {
  const items = await itemsByRequest(table);
  const given = [...answers].filter(([, { statusCode }]) => statusCode === 200);
  return {
    items: [...items.values()].reduce((sum, list) => sum + list.length, 0),
    lost: given.filter(([id]) => !items.has(id)).map(([id]) => id),
    duplicate: [...items].filter(([, list]) => list.length > 1).map(([id]) => id),
    different: given.filter(([id, answer]) => items.has(id) && !says(items.get(id)![0]!, answer)).map(([id]) => id),
    unasked: [...items.keys()].filter((id) => !mayHaveItem(answers.get(id)?.statusCode ?? 0)),
  };
}

const mayHaveItem = (statusCode: number): boolean => statusCode === 200 || statusCode >= 500;

/** Returns whether nothing is lost, duplicate, different or unasked. */
export function isClean({ lost, duplicate, different, unasked }: Reconciliation): boolean {
  return [lost, duplicate, different, unasked].every((list) => list.length === 0);
}

async function itemsByRequest(table: Omit<AuditTable, 'close'>) {
  const client = localDynamoDb(table);
  const items = new Map<string, Record<string, AttributeValue>[]>();
  for await (const page of paginateScan({ client }, { TableName: table.tableName })) {
    for (const item of page.Items ?? []) {
      const id = item.requestId?.S ?? '';
      items.set(id, [...(items.get(id) ?? []), item]);
    }
  }
  client.destroy();
  return items;
}

function says(item: Record<string, AttributeValue>, answer: Given): boolean {
  return (
    item.isFaceMatch?.BOOL === answer.isFaceMatch &&
    Number(item.matchingSimilarity?.N) === answer.matchingSimilarity &&
    item.status?.S === answer.status
  );
}
