import { type DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { eraseItems, itemsWith, type SearchedId } from '../../../lib/apps/erase.ts';
import { AppsError } from '../../../lib/apps/usage-limits.ts';
import {
  AUDIT_TABLE_DEFINITION,
  type AuditTable,
  LOCAL_TABLE,
  localDynamoDb,
  startAuditTable,
} from '../../../lib/local/audit/audit-table.ts';

/** Client, id, correlation id. */
const ITEMS = [
  ['bank', '2026-11-02#r2', 'anna'],
  ['bank', '2026-11-01#r1', 'anna'],
  ['bank', '2026-11-03#r3', 'otto'],
  ['bank', '2026-11-04#r4', null],
  ['shop', '2026-11-05#r5', 'otto'],
] as const;
const ANNA: SearchedId = { attribute: 'correlationId', value: 'anna' };
const OTTO: SearchedId = { attribute: 'correlationId', value: 'otto' };

const definitions = {
  'with its indexes': AUDIT_TABLE_DEFINITION,
  'of a release without the index': {
    ...AUDIT_TABLE_DEFINITION,
    AttributeDefinitions: AUDIT_TABLE_DEFINITION.AttributeDefinitions?.slice(0, 3),
    GlobalSecondaryIndexes: AUDIT_TABLE_DEFINITION.GlobalSecondaryIndexes?.slice(0, 1),
  },
};

describe.each(Object.entries(definitions))('a table %s', (name, definition) => {
  let table: AuditTable;
  let db: DynamoDBClient;
  let sent: () => string[];
  beforeEach(async () => {
    table = await startAuditTable({ definition });
    db = localDynamoDb(table);
    for (const [client, id, correlationId] of ITEMS) {
      const Item = {
        client: { S: client },
        id: { S: id },
        requestId: { S: id.split('#')[1]! },
        ...(correlationId === null ? {} : { correlationId: { S: correlationId } }),
      };
      await db.send(new PutItemCommand({ TableName: LOCAL_TABLE, Item }));
    }
    const spy = vi.spyOn(db, 'send');
    sent = () => spy.mock.calls.map(([sentCommand]) => sentCommand.constructor.name);
  });
  afterEach(async () => {
    db.destroy();
    await table.close();
  });
  const left = async () => {
    const { Items = [] } = await db.send(new ScanCommand({ TableName: LOCAL_TABLE }));
    return Items.map(({ requestId }) => requestId?.S).sort();
  };

  it('finds the items of a person, and reads no others where it has the index', async () => {
    expect(await itemsWith(db, LOCAL_TABLE, ANNA)).toEqual([
      { client: 'bank', id: '2026-11-01#r1' },
      { client: 'bank', id: '2026-11-02#r2' },
    ]);
    expect(sent().slice(-2)).toEqual(name === 'with its indexes' ? ['QueryCommand'] : ['QueryCommand', 'ScanCommand']);
    expect(await itemsWith(db, LOCAL_TABLE, OTTO, 'shop')).toEqual([{ client: 'shop', id: '2026-11-05#r5' }]);
    expect(await itemsWith(db, LOCAL_TABLE, { attribute: 'requestId', value: 'r4' })).toEqual([
      { client: 'bank', id: '2026-11-04#r4' },
    ]);
    expect(await itemsWith(db, LOCAL_TABLE, { attribute: 'correlationId', value: 'nobody' })).toEqual([]);
  });

  it('deletes them and no others', async () => {
    expect(await eraseItems(db, LOCAL_TABLE, ANNA)).toHaveLength(2);
    expect(await left()).toEqual(['r3', 'r4', 'r5']);
    expect(await eraseItems(db, LOCAL_TABLE, ANNA)).toEqual([]);
  });

  it('deletes nothing where it cannot tell which client is meant', async () => {
    await expect(eraseItems(db, LOCAL_TABLE, OTTO)).rejects.toThrow(
      new AppsError('2 clients have items with this id. Name the client of the person: --client'),
    );
    expect(await left()).toHaveLength(5);
    expect(await eraseItems(db, LOCAL_TABLE, OTTO, 'bank')).toEqual([{ client: 'bank', id: '2026-11-03#r3' }]);
    expect(await left()).toEqual(['r1', 'r2', 'r4', 'r5']);
  });
});
