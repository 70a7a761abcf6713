import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Database } from '../../../../lib/local/audit/database.ts';
import { authorizationOf, newCredentials } from '../../../../lib/local/state/credentials.ts';

let dir: string;
let database: Database;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'face-database-'));
  database = new Database(dir);
});
afterEach(async () => {
  await database.close();
  await rm(dir, { recursive: true });
});

const ask = (operation: string, body: string) =>
  database.ask({
    headers: {
      authorization: authorizationOf(newCredentials()),
      'x-amz-date': '20261130T000000Z',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      'content-type': 'application/x-amz-json-1.0',
    },
    body: Buffer.from(body),
  });

const TABLE = {
  TableName: 'kept',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
};

it('fails what is under way when its thread ends, and goes on with the data in another thread', async () => {
  expect(await ask('CreateTable', JSON.stringify(TABLE))).toMatchObject({ statusCode: 200 });
  // dynalite throws at this body, where nothing catches.
  const outcomes = await Promise.allSettled([ask('Scan', 'null'), ask('Scan', 'null')]);
  expect(outcomes).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
  const { statusCode, headers, body } = await ask('DescribeTable', '{"TableName":"kept"}');
  expect([statusCode, JSON.parse(body).Table.TableName]).toEqual([200, 'kept']);
  expect(headers).toMatchObject({ 'Content-Type': 'application/x-amz-json-1.0' });
});

it('fails what is under way when it is closed', async () => {
  const asked = expect(ask('ListTables', '{}')).rejects.toThrow('has ended');
  await database.close();
  await asked;
});
