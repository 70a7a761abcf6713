import { spawnSync } from 'node:child_process';
import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoDbAuditStore, toAttribute } from '../../lambda/compare/audit.ts';
import type { AuditItem } from '../../lambda/compare/audit-item.ts';
import { type AuditTable, localDynamoDb, startAuditTable } from '../../lib/local/audit/audit-table.ts';
import { localTemplate } from '../../lib/local/template/synth.ts';
import { call, compareEvent, createHarness, SETTINGS } from '../lambda/compare/harness.ts';
import { blocksIn, page, shellCommands } from './pages.ts';

/** Names in the first column of the first table below a heading. */
function firstColumn(heading: string): string[] {
  const [, section = ''] = page('docs/operate.md').split(`\n## ${heading}\n`);
  const table = /(?:^\|.*\n)+/m.exec(section)?.[0] ?? '';
  const cells = table.split('\n').map((row) => row.split('|')[1] ?? '');
  return cells.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, name = '']) => name));
}

/** An item with everything that one can have, under the names that the commands of the page use. */
async function auditItem(): Promise<AuditItem> {
  const harness = createHarness({ settings: { ...SETTINGS, retentionDays: 30 } });
  await call(
    harness,
    compareEvent(undefined, {
      headers: {
        'content-type': 'multipart/form-data; boundary=----formdata-undici-057508467632',
        'x-correlation-id': 'CORRELATION_ID',
      },
    }),
  );
  const time = '2026-11-01T12:34:56.000Z';
  return { ...harness.items[0]!, client: 'CLIENT', id: `${time}#REQUEST_ID`, time, requestId: 'REQUEST_ID' };
}

describe('docs/operate.md', () => {
  it('lists every output of the stack and no other', async () => {
    const { Outputs } = (await localTemplate()) as { Outputs: object };
    expect(firstColumn('Names of resources').sort()).toEqual(Object.keys(Outputs).sort());
  });

  it('lists every attribute of an audit item and no other', async () => {
    expect(firstColumn('Audit items').sort()).toEqual(Object.keys(await auditItem()).sort());
  });
});

describe('the CSV of docs/operate.md', () => {
  const [block] = blocksIn('sh').filter(
    ({ where, code }) => where.startsWith('docs/operate.md') && code.includes('@csv'),
  );
  const jq = spawnSync('jq', ['--version']).error === undefined;
  const rows = (items: readonly object[]) => {
    const command = block!.code.trim().replace(' items.json > items.csv', '');
    const { stdout, stderr } = spawnSync('bash', ['-c', command], { input: JSON.stringify(items), encoding: 'utf8' });
    expect(stderr).toBe('');
    return stdout.trim().split('\n');
  };
  const attributes = (item: object) => Object.fromEntries(Object.entries(item).map(([k, v]) => [k, toAttribute(v)]));

  it.skipIf(!jq)('has no cell that a spreadsheet would run, and each value in one cell', async () => {
    const item = await auditItem();
    const found = rows([
      ...['=1+1', '+1', '-1', '@SUM(A1)'].map((correlationId) => attributes({ ...item, correlationId })),
      attributes({ ...item, correlationId: 'a "b", c' }),
    ]);
    const row = (id: string) =>
      `"2026-11-01T12:34:56.000Z","CLIENT","${id}","REQUEST_ID","Success","0.96","0.7",true,"1"`;
    expect(found).toEqual(["'=1+1", "'+1", "'-1", "'@SUM(A1)", 'a ""b"", c'].map(row));
  });

  it.skipIf(!jq)('has an empty cell for an item without a correlation id', async () => {
    const { correlationId: _, ...item } = await auditItem();
    expect(rows([attributes(item)])[0]).toContain('"CLIENT",,"REQUEST_ID"');
  });
});

describe('the erasure from a file of docs/operate.md', () => {
  const [block] = blocksIn('sh').filter(
    ({ where, code }) => where.startsWith('docs/operate.md') && code.includes('erased.json.gz'),
  );
  const jq = spawnSync('jq', ['--version']).error === undefined;

  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html
  it.skipIf(!jq).each([
    ['a day', (id: string) => ({ Metadata: {}, Keys: { id: { S: id } }, NewImage: { id: { S: id } } })],
    ['a day on which the item was deleted', (id: string) => ({ Metadata: {}, Keys: { id: { S: id } } })],
    ['a whole table', (id: string) => ({ Item: { id: { S: id } } })],
  ])('removes the item and no other from an export of %s', (_, lineOf) => {
    const command = block!.code.trim().replace('zcat FILE.json.gz | ', '').replace(' | gzip > erased.json.gz', '');
    const input = ['ITEM_ID', 'OTHER_ID'].map((id) => `${JSON.stringify(lineOf(id))}\n`).join('');
    const { stdout } = spawnSync('bash', ['-c', command], { input, encoding: 'utf8' });
    expect(stdout.trim()).toBe(JSON.stringify(lineOf('OTHER_ID')));
  });
});

describe('the queries of docs/operate.md', () => {
  let table: AuditTable;
  let client: DynamoDBClient;
  let item: AuditItem;

  beforeAll(async () => {
    table = await startAuditTable();
    client = localDynamoDb(table);
    item = await auditItem();
    const store = new DynamoDbAuditStore(client, table.tableName);
    await store.put(item);
    // What no query may find: another client's, and one of another day, request and person.
    await store.put({ ...item, client: 'OTHER', requestId: 'OTHER' });
    const id = '2026-10-01T12:34:56.000Z#OTHER';
    await store.put({ ...item, id, requestId: 'OTHER', correlationId: 'OTHER' });
  });
  afterAll(async () => {
    client.destroy();
    await table.close();
  });

  const queries = shellCommands().filter(
    ({ where, command }) => where.startsWith('docs/operate.md') && command.startsWith('aws dynamodb query '),
  );

  it('are four', () => expect(queries).toHaveLength(4));

  it.each(queries)('find what they are for and nothing else: $where', async ({ command }) => {
    const options = Object.fromEntries(
      [...command.matchAll(/--([\w-]+) (?:'([^']*)'|(\S+))/g)].map(([, name, quoted, bare]) => [name, quoted ?? bare]),
    );
    const json = (text: string | undefined) => (text === undefined ? undefined : JSON.parse(text));
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: table.tableName,
        IndexName: options['index-name'],
        KeyConditionExpression: options['key-condition-expression'],
        FilterExpression: options['filter-expression'],
        ExpressionAttributeNames: json(options['expression-attribute-names']),
        ExpressionAttributeValues: json(options['expression-attribute-values']),
      }),
    );
    const ofTheClient = ['2026-10-01T12:34:56.000Z#OTHER', item.id];
    const exportsAll = command.endsWith('> items.json');
    expect(Items.map(({ client, id }) => [client?.S, id?.S])).toEqual(
      (exportsAll ? ofTheClient : [item.id]).map((id) => ['CLIENT', id]),
    );
  });
});
