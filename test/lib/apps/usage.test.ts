import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { usageOf } from '../../../lib/apps/usage.ts';
import { usageCsv, usageTable } from '../../../lib/apps/usage-report.ts';
import { type AuditTable, LOCAL_TABLE, localDynamoDb, startAuditTable } from '../../../lib/local/audit/audit-table.ts';

const ITEMS = [
  ['bank', '2026-10-31T23:59:59.999Z', 'Success'],
  ['bank', '2026-11-01T00:00:00.000Z', 'Success'],
  ['bank', '2026-11-01T12:00:00.000Z', 'Success'],
  ['bank', '2026-11-01T13:00:00.000Z', 'LowQuality'],
  ['bank', '2026-11-30T23:59:59.999Z', 'Success'],
  ['bank', '2026-12-01T00:00:00.000Z', 'Success'],
  ['shop', '2026-11-02T00:00:00.000Z', 'Error'],
] as const;

let table: AuditTable;
let client: DynamoDBClient;
beforeAll(async () => {
  table = await startAuditTable();
  client = localDynamoDb(table);
  for (const [i, [name, time, status]] of ITEMS.entries()) {
    const Item = { client: { S: name }, id: { S: `${time}#${i}` }, requestId: { S: `${i}` }, status: { S: status } };
    await client.send(new PutItemCommand({ TableName: LOCAL_TABLE, Item }));
  }
});
afterAll(async () => {
  client.destroy();
  await table.close();
});

const BANK = [
  { client: 'bank', day: '2026-11-01', status: 'LowQuality', comparisons: 1 },
  { client: 'bank', day: '2026-11-01', status: 'Success', comparisons: 2 },
  { client: 'bank', day: '2026-11-30', status: 'Success', comparisons: 1 },
];
const SHOP = { client: 'shop', day: '2026-11-02', status: 'Error', comparisons: 1 };

describe('usageOf', () => {
  it('counts the items of a month, from its first to its last millisecond', async () => {
    expect(await usageOf(client, LOCAL_TABLE, '2026-11')).toEqual([...BANK, SHOP]);
    expect(await usageOf(client, LOCAL_TABLE, '2026-09')).toEqual([]);
  });

  it('counts those of one client', async () => {
    expect(await usageOf(client, LOCAL_TABLE, '2026-11', 'bank')).toEqual(BANK);
    expect(await usageOf(client, LOCAL_TABLE, '2026-11', 'nobody')).toEqual([]);
  });
});

describe('the report', () => {
  const names = new Map([['bank', 'The "Bank", Inc.']]);

  it('has sums', () => {
    const lines = usageTable([...BANK, SHOP], names).split('\n');
    expect(lines.map((line) => line.trim().split(/ {2,}/).at(-1))).toEqual([
      'comparisons',
      '1',
      '2',
      '1',
      '4',
      '1',
      '1',
      '5',
    ]);
  });

  it('is CSV without sums, in which nothing is run as a formula', () => {
    const rows = [BANK[0]!, { ...SHOP, client: '=1' }];
    expect(usageCsv(rows, names)).toBe(
      'application,client,day,status,comparisons\r\n"The ""Bank"", Inc.",bank,2026-11-01,LowQuality,1\r\n,\'=1,2026-11-02,Error,1\r\n',
    );
  });
});
