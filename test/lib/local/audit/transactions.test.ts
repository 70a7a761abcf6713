import {
  CreateTableCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  type TransactWriteItemsCommandInput,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type AuditTable, localDynamoDb, startAuditTable } from '../../../../lib/local/audit/audit-table.ts';
import { type Ask, withTransactions } from '../../../../lib/local/audit/transactions.ts';

let table: AuditTable;
let client: DynamoDBClient;
beforeAll(async () => {
  table = await startAuditTable();
  client = localDynamoDb(table);
});
afterAll(async () => {
  client.destroy();
  await table.close();
});

let tables = 0;
let [first, second] = ['', ''];
beforeEach(async () => {
  [first, second] = [`first-${++tables}`, `second-${tables}`];
  for (const TableName of [first, second]) {
    await client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      }),
    );
  }
});

const put = (TableName: string, id: string, value: string, condition?: string) => ({
  Put: {
    TableName,
    Item: { id: { S: id }, value: { S: value } },
    ...(condition === undefined ? {} : { ConditionExpression: condition, ExpressionAttributeNames: { '#id': 'id' } }),
  },
});
const NEW = 'attribute_not_exists(#id)';
const transact = (TransactItems: TransactWriteItemsCommandInput['TransactItems'], ClientRequestToken?: string) =>
  client.send(new TransactWriteItemsCommand({ TransactItems, ClientRequestToken }));
const storedValue = async (TableName: string, id: string) =>
  (await client.send(new GetItemCommand({ TableName, Key: { id: { S: id } } }))).Item?.value?.S;
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error) => error,
  );

describe('a transaction', () => {
  it('stores all its items', async () => {
    await transact([put(first, 'a', '1', NEW), put(second, 'b', '2', NEW)]);
    expect([await storedValue(first, 'a'), await storedValue(second, 'b')]).toEqual(['1', '2']);
  });

  it('stores none where a condition fails, whichever it is, and gives a reason for each item', async () => {
    await transact([put(first, 'old', 'kept'), put(second, 'other', 'kept')]);
    for (const [items, codes] of [
      [
        [put(first, 'new', 'x', NEW), put(second, 'other', 'x', NEW)],
        ['None', 'ConditionalCheckFailed'],
      ],
      [
        [put(first, 'old', 'x', NEW), put(second, 'new', 'x', NEW)],
        ['ConditionalCheckFailed', 'None'],
      ],
      // The first put overwrites an item, which has to come back.
      [
        [put(first, 'old', 'x'), put(second, 'other', 'x', NEW)],
        ['None', 'ConditionalCheckFailed'],
      ],
    ] as const) {
      const error = await failure(transact([...items]));
      expect(error).toMatchObject({ name: 'TransactionCanceledException', $retryable: undefined });
      expect(error.CancellationReasons.map(({ Code }: { Code: string }) => Code)).toEqual(codes);
      expect([await storedValue(first, 'new'), await storedValue(second, 'new')]).toEqual([undefined, undefined]);
      expect([await storedValue(first, 'old'), await storedValue(second, 'other')]).toEqual(['kept', 'kept']);
    }
  });

  it('succeeds without another write where it comes again with the same token', async () => {
    const items = [put(first, 'a', '1', NEW)];
    await transact(items, 'token-1');
    await client.send(new PutItemCommand({ TableName: first, Item: { id: { S: 'a' }, value: { S: 'later' } } }));
    await transact(items, 'token-1');
    expect(await storedValue(first, 'a')).toBe('later');
    expect(await failure(transact(items, 'token-2'))).toMatchObject({ name: 'TransactionCanceledException' });
  });

  it('is refused where the same token comes with other items', async () => {
    await transact([put(first, 'a', '1')], 'token-3');
    const error = await failure(transact([put(first, 'a', '2')], 'token-3'));
    expect(error).toMatchObject({ name: 'IdempotentParameterMismatchException' });
    expect(await storedValue(first, 'a')).toBe('1');
  });

  it('may come again with its token after it was cancelled', async () => {
    await transact([put(first, 'a', '1')]);
    const items = [put(first, 'a', '2', NEW)];
    expect(await failure(transact(items, 'token-4'))).toMatchObject({ name: 'TransactionCanceledException' });
    expect(await failure(transact(items, 'token-4'))).toMatchObject({ name: 'TransactionCanceledException' });
  });

  it.each<[string, () => TransactWriteItemsCommandInput['TransactItems'], string]>([
    ['nothing', () => [], 'ValidationException'],
    ['the same item twice', () => [put(first, 'a', '1'), put(first, 'a', '2')], 'ValidationException'],
    [
      'more than 100 items',
      () => Array.from({ length: 101 }, (_, i) => put(first, `${i}`, '1')),
      'ValidationException',
    ],
    [
      'another action than Put',
      () => [{ Delete: { TableName: first, Key: { id: { S: 'a' } } } }],
      'ValidationException',
    ],
    [
      'a table that does not exist',
      () => [put(first, 'a', '1'), put('no-table', 'a', '1')],
      'ResourceNotFoundException',
    ],
    [
      'an item without its key',
      () => [put(first, 'a', '1'), { Put: { TableName: second, Item: { x: { S: '' } } } }],
      'ValidationException',
    ],
  ])('of %s is refused whole', async (_, items, name) => {
    expect(await failure(transact(items()))).toMatchObject({ name });
    expect((await client.send(new ScanCommand({ TableName: first }))).Count).toBe(0);
  });

  it('lets one of many at the same time win', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        failure(transact([put(first, 'a', `${i}`, NEW), put(second, `${i}`, 'x', NEW)])),
      ),
    );
    expect(outcomes.filter((error) => error === null)).toHaveLength(1);
    expect((await client.send(new ScanCommand({ TableName: second }))).Count).toBe(1);
  });
});

describe('other requests', () => {
  it('see all of a transaction or nothing, and those before it end first', async () => {
    const log: string[] = [];
    const ask: Ask = async ({ headers, body }) => {
      const operation = String(headers['x-amz-target']).split('.')[1]!;
      const { TableName = '' } = JSON.parse(Buffer.from(body).toString()) as { TableName?: string };
      log.push(`${operation} ${TableName} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      log.push(`${operation} ${TableName} ends`);
      const answer = operation === 'DescribeTable' ? { Table: { KeySchema: [{ AttributeName: 'id' }] } } : {};
      return { statusCode: 200, headers: {}, body: JSON.stringify(answer) };
    };
    const send = withTransactions(ask);
    const request = (operation: string, body: object) =>
      send({ headers: { 'x-amz-target': `DynamoDB_20120810.${operation}` }, body: Buffer.from(JSON.stringify(body)) });
    await Promise.all([
      request('Scan', { TableName: 'before' }),
      request('TransactWriteItems', { TransactItems: [put('a', '1', 'x'), put('b', '1', 'x')] }),
      request('Scan', { TableName: 'after' }),
    ]);
    expect(log[1]).toBe('Scan before ends');
    expect(log.slice(-2)).toEqual(['Scan after begins', 'Scan after ends']);
    expect(log.filter((line) => line.startsWith('PutItem'))).toHaveLength(4);
  });
});
