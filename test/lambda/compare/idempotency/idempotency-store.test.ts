import {
  type AttributeValue,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AuditItem } from '../../../../lambda/compare/audit-item.ts';
import type { IdempotencyRecord, StoredAnswer } from '../../../../lambda/compare/idempotency/idempotency.ts';
import { DynamoDbIdempotencyStore } from '../../../../lambda/compare/idempotency-store.ts';
import {
  type AuditTable,
  LOCAL_IDEMPOTENCY_TABLE,
  LOCAL_TABLE,
  localDynamoDb,
  startAuditTable,
} from '../../../../lib/local/audit/audit-table.ts';
import {
  type DynamoDbAnswer,
  type DynamoDbProxy,
  dynamoDbError,
  dynamoDbProxy,
} from '../../../support/dynamodb-proxy.ts';

const NOW = Date.UTC(2026, 10, 30);
const ANSWER: StoredAnswer = {
  requestId: 'r-1',
  isFaceMatch: true,
  matchingSimilarity: 0.9605157375335693,
  status: 'LowQuality',
  messages: ['LivenessFace: one.', 'FaceFromDocument: two.'],
};

let table: AuditTable;
let proxy: DynamoDbProxy;
let admin: DynamoDBClient;
let client: DynamoDBClient;
let store: DynamoDbIdempotencyStore;
beforeAll(async () => {
  table = await startAuditTable();
  proxy = await dynamoDbProxy(table.endpoint);
  admin = localDynamoDb(table);
  // Without the function's time limit for an attempt, which a busy machine may exceed.
  client = new DynamoDBClient({ endpoint: proxy.endpoint, region: 'eu-west-1', credentials: table.credentials });
  store = new DynamoDbIdempotencyStore(client, LOCAL_IDEMPOTENCY_TABLE, LOCAL_TABLE);
});
afterEach(() => proxy.reset());
afterAll(async () => {
  admin.destroy();
  client.destroy();
  await proxy.close();
  await table.close();
});

let n = 0;
let record: IdempotencyRecord;
beforeEach(() => {
  record = owned(`owner-${++n}`, `id-${n}`);
});

function owned(owner: string, id = record.id): IdempotencyRecord {
  return {
    id,
    fingerprint: 'print-1',
    owner,
    leaseEndsAt: NOW + 15_000,
    expiresAt: NOW / 1000 + 86_400,
    answer: null,
  };
}
const item = (requestId = `r-${n}`) => ({ client: 'c', id: `${NOW}#${requestId}`, requestId }) as AuditItem;
const auditItems = async () => {
  const { Items = [] } = await admin.send(new ScanCommand({ TableName: LOCAL_TABLE }));
  return Items.filter(({ requestId }) => requestId?.S === `r-${n}`).length;
};
const operation = ({ headers }: { headers: Record<string, unknown> }) => String(headers['x-amz-target']).split('.')[1];

describe('a record of a key', () => {
  it('is what it was stored as', async () => {
    expect(await store.read(record.id)).toBeNull();
    expect(await store.claim(record, NOW)).toBe(true);
    expect(await store.read(record.id)).toEqual(record);
    expect(await store.complete(record, ANSWER, item())).toBe(true);
    expect(await store.read(record.id)).toEqual({ ...record, answer: ANSWER });
    expect(await auditItems()).toBe(1);
  });

  it('has attributes for the answer and the attempt, and none of the pictures', async () => {
    await store.claim(record, NOW);
    await store.complete(record, ANSWER, item());
    const Key = { id: { S: record.id } };
    const { Item = {} } = await admin.send(new GetItemCommand({ TableName: LOCAL_IDEMPOTENCY_TABLE, Key }));
    expect(Object.keys(Item).sort()).toEqual([
      'expiresAt',
      'fingerprint',
      'id',
      'isFaceMatch',
      'leaseEndsAt',
      'matchingSimilarity',
      'messages',
      'owner',
      'requestId',
      'status',
    ]);
    expect(Item.expiresAt).toEqual({ N: String(NOW / 1000 + 86_400) });
  });

  it('of another form is an error, not an answer', async () => {
    const forms: Record<string, AttributeValue>[] = [
      {},
      { requestId: { S: 'r' } },
      { requestId: { S: 'r' }, status: { S: 'Fine' } },
    ];
    for (const more of forms) {
      const Item = { id: { S: record.id }, owner: { S: 'o' }, ...more };
      await admin.send(new PutItemCommand({ TableName: LOCAL_IDEMPOTENCY_TABLE, Item }));
      await expect(store.read(record.id)).rejects.toThrow('not a record');
    }
  });
});

describe('a claim', () => {
  it('is one attempt\u2019s until its lease has ended', async () => {
    expect(await store.claim(record, NOW)).toBe(true);
    expect(await store.claim(owned('other'), NOW + 14_999)).toBe(false);
    expect(await store.claim(owned('other'), NOW + 15_000)).toBe(true);
    expect(await store.complete(record, ANSWER, item())).toBe(false);
    expect(await auditItems()).toBe(0);
  });

  it('is nobody\u2019s once there is an answer, until the record has expired', async () => {
    await store.claim(record, NOW);
    await store.complete(record, ANSWER, item());
    expect(await store.claim(owned('other'), NOW + 15_000)).toBe(false);
    expect(await store.claim(owned('other'), NOW + 86_399_999)).toBe(false);
    expect(await store.claim(owned('other'), NOW + 86_400_000)).toBe(true);
    expect((await store.read(record.id))?.answer).toBeNull();
  });

  it('is not for other pictures, also after a release', async () => {
    await store.claim(record, NOW);
    await store.release(record);
    expect(await store.claim({ ...owned('other'), fingerprint: 'print-2' }, NOW)).toBe(false);
    expect(await store.claim(owned('other'), NOW)).toBe(true);
  });

  it('is one of many at the same time', async () => {
    const claims = await Promise.all(Array.from({ length: 4 }, (_, i) => store.claim(owned(`o-${i}`), NOW)));
    expect(claims.filter((won) => won)).toHaveLength(1);
  });

  it('whose response was lost is still a claim', async () => {
    let lost = 0;
    proxy.behave = async (request) => {
      const answer = await request.pass();
      if (lost++ === 0) request.drop();
      else request.answer(answer);
    };
    expect(await store.claim(record, NOW)).toBe(true);
    expect(lost).toBe(2);
  });

  it('waits for a transaction that is under way on the record', async () => {
    proxy.behave = (request) => request.answer(dynamoDbError(400, 'TransactionConflictException'));
    expect(await store.claim(record, NOW)).toBe(false);
  });

  it('that cannot be stored is an error', async () => {
    proxy.behave = (request) => request.answer(dynamoDbError(400, 'AccessDeniedException'));
    await expect(store.claim(record, NOW)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});

describe('a release', () => {
  it('takes nothing from another attempt, nor an answer', async () => {
    await store.claim(record, NOW);
    await expect(store.release(owned('other'))).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
    await store.complete(record, ANSWER, item());
    await expect(store.release(record)).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
    expect(await store.read(record.id)).toEqual({ ...record, answer: ANSWER });
  });

  it('makes a write that is still on its way fail', async () => {
    await store.claim(record, NOW);
    await store.release(record);
    expect(await store.complete(record, ANSWER, item())).toBe(false);
    expect(await auditItems()).toBe(0);
  });
});

const cancelled = (...codes: string[]): DynamoDbAnswer => ({
  status: 400,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: JSON.stringify({
    __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
    Message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes.join(', ')}]`,
    CancellationReasons: codes.map((Code) => ({ Code })),
  }),
});

describe('an answer and its audit item', () => {
  it('are stored once where the response was lost, by the token of the transaction', async () => {
    await store.claim(record, NOW);
    const tokens: string[] = [];
    proxy.behave = async (request) => {
      tokens.push(JSON.parse(request.body.toString()).ClientRequestToken);
      const answer = await request.pass();
      if (tokens.length === 1) request.drop();
      else request.answer(answer);
    };
    expect(await store.complete(record, ANSWER, item())).toBe(true);
    expect(tokens).toHaveLength(2);
    expect(tokens[0]).toBe(tokens[1]);
    expect(await auditItems()).toBe(1);
  });

  it('are found where the response was lost and DynamoDB has forgotten the token', async () => {
    await store.claim(record, NOW);
    await store.complete(record, ANSWER, item());
    // The same response again, as a repetition without the token would be.
    expect(await store.complete(record, ANSWER, item())).toBe(false);
    expect((await store.read(record.id))?.answer).toEqual(ANSWER);
    expect(await auditItems()).toBe(1);
  });

  it('are tried again, each time with a new token, where another request stood in the way', async () => {
    await store.claim(record, NOW);
    const tokens: string[] = [];
    proxy.behave = async (request) => {
      tokens.push(JSON.parse(request.body.toString()).ClientRequestToken);
      if (tokens.length > 3) return request.answer(await request.pass());
      request.answer(
        cancelled(
          ...[
            ['TransactionConflict', 'None'],
            ['None', 'ThrottlingError'],
            ['ProvisionedThroughputExceeded', 'None'],
          ][tokens.length - 1]!,
        ),
      );
    };
    expect(await store.complete(record, ANSWER, item())).toBe(true);
    expect(new Set(tokens).size).toBe(4);
    expect(await auditItems()).toBe(1);
  });

  it('are given up where something stands in the way for long', async () => {
    let tried = 0;
    proxy.behave = (request) => {
      tried += 1;
      request.answer(cancelled('TransactionConflict', 'None'));
    };
    await expect(store.complete(record, ANSWER, item())).rejects.toMatchObject({
      name: 'TransactionCanceledException',
    });
    expect(tried).toBe(5);
  });

  it.each([
    ['an item under the same key', cancelled('None', 'ConditionalCheckFailed')],
    ['an item that is not valid', cancelled('None', 'ValidationError')],
    ['a reason that is not named', cancelled()],
    ['a table that it may not write', dynamoDbError(400, 'AccessDeniedException')],
  ])('fail at %s', async (_, answer) => {
    let tried = 0;
    proxy.behave = (request) => {
      tried += 1;
      request.answer(answer);
    };
    await expect(store.complete(record, ANSWER, item())).rejects.toThrow();
    expect(tried).toBe(1);
  });

  it('are one pair where many attempts end at the same time', async () => {
    await store.claim(record, NOW);
    const done = await Promise.all(Array.from({ length: 4 }, () => store.complete(record, ANSWER, item())));
    expect(done.filter((stored) => stored)).toHaveLength(1);
    expect(await auditItems()).toBe(1);
  });

  it('neither is stored where the audit item cannot be', async () => {
    await store.claim(record, NOW);
    await admin.send(
      new PutItemCommand({
        TableName: LOCAL_TABLE,
        Item: { client: { S: 'c' }, id: { S: item().id }, requestId: { S: 'another' } },
      }),
    );
    await expect(store.complete(record, ANSWER, item())).rejects.toMatchObject({
      name: 'TransactionCanceledException',
    });
    expect((await store.read(record.id))?.answer).toBeNull();
  });

  it('take one request', async () => {
    const operations: unknown[] = [];
    proxy.behave = async (request) => {
      operations.push(operation(request));
      request.answer(await request.pass());
    };
    await store.claim(record, NOW);
    await store.complete(record, ANSWER, item());
    expect(operations).toEqual(['PutItem', 'TransactWriteItems']);
  });
});
