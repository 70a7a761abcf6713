import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DescribeTableCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ROOT } from '../../../../lib/cli/root.ts';
import { newestAuditItems } from '../../../../lib/local/audit/audit-items.ts';
import { auditReport } from '../../../../lib/local/audit/audit-report.ts';
import { type AuditTable, localDynamoDb, startAuditTable } from '../../../../lib/local/audit/audit-table.ts';
import { Database } from '../../../../lib/local/audit/database.ts';
import { LocalDirInUseError } from '../../../../lib/local/state/lock.ts';
import { announceServer } from '../../../../lib/local/state/state.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'face-audit-'));
});
afterEach(() => rm(dir, { recursive: true }));

async function put(table: AuditTable, client: string, seconds: number): Promise<void> {
  const db = localDynamoDb(table);
  const time = new Date(Date.UTC(2026, 0, 1, 0, 0, seconds)).toISOString();
  const requestId = `r-${client}-${seconds}`;
  await db.send(
    new PutItemCommand({
      TableName: table.tableName,
      Item: {
        client: { S: client },
        id: { S: `${time}#${requestId}` },
        time: { S: time },
        requestId: { S: requestId },
        isFaceMatch: { BOOL: seconds % 2 === 0 },
        matchingSimilarity: { N: '0.75' },
        status: { S: 'Success' },
        threshold: { N: '0.7' },
        livenessFace: { M: { facesFound: { N: '1' }, quality: { NULL: true } } },
        models: { L: [{ S: 'm' }] },
      },
      ConditionExpression: 'attribute_not_exists(id)',
    }),
  );
  db.destroy();
}

describe('the audit table', () => {
  it('can be used once it has started: a table that is being created is waited for', async () => {
    const ask = Database.prototype.ask;
    const looks: string[] = [];
    const spy = vi.spyOn(Database.prototype, 'ask').mockImplementation(async function (this: Database, request) {
      const answer = await ask.call(this, request);
      if (request.headers['x-amz-target'] !== 'DynamoDB_20120810.DescribeTable' || answer.statusCode !== 200)
        return answer;
      const { TableName } = JSON.parse(Buffer.from(request.body).toString());
      looks.push(TableName);
      if (looks.filter((name) => name === TableName).length > 2) return answer;
      const body = JSON.parse(answer.body);
      const { 'x-amz-crc32': _, 'content-length': __, ...headers } = answer.headers;
      return { ...answer, headers, body: JSON.stringify({ Table: { ...body.Table, TableStatus: 'CREATING' } }) };
    });
    try {
      const table = await startAuditTable({ more: {} });
      await table.close();
    } finally {
      spy.mockRestore();
    }
    expect(looks).toHaveLength(3);
  });

  it('keeps items over a restart, and makes the table only once', async () => {
    for (let run = 0; run < 3; run++) {
      const table = await startAuditTable({ dir });
      await put(table, 'demo', run);
      await table.close();
    }
    const items = await newestAuditItems(dir, { limit: 10 });
    expect(items.map(({ requestId }) => requestId)).toEqual(['r-demo-2', 'r-demo-1', 'r-demo-0']);
    expect(items[0]).toMatchObject({
      isFaceMatch: true,
      matchingSimilarity: 0.75,
      livenessFace: { facesFound: 1, quality: null },
      models: ['m'],
    });
  });

  it('keeps items of a process that was killed, and is open to the next one', async () => {
    const module = pathToFileURL(join(ROOT, 'lib/local/audit/audit-table.ts')).href;
    const code = `
      const { startAuditTable, localDynamoDb } = await import(${JSON.stringify(module)});
      const { PutItemCommand } = await import('@aws-sdk/client-dynamodb');
      const table = await startAuditTable({ dir: ${JSON.stringify(dir)} });
      const Item = { client: { S: 'demo' }, id: { S: 'a#b' }, requestId: { S: 'r-killed' } };
      await localDynamoDb(table).send(new PutItemCommand({ TableName: table.tableName, Item }));
      process.kill(process.pid, 'SIGKILL');`;
    const args = ['--input-type=module', '-e', code];
    const signal = await new Promise((resolve) => {
      execFile(process.execPath, args, { cwd: import.meta.dirname }, (error) => resolve(error?.signal));
    });
    expect(signal).toBe('SIGKILL');
    expect(await newestAuditItems(dir, { limit: 10 })).toMatchObject([{ requestId: 'r-killed' }]);
  });

  it('finds an item by its request id', async () => {
    const table = await startAuditTable();
    for (let i = 0; i < 5; i++) await put(table, 'demo', i);
    const db = localDynamoDb(table);
    const found = await db.send(
      new QueryCommand({
        TableName: table.tableName,
        IndexName: 'byRequestId',
        KeyConditionExpression: 'requestId = :id',
        ExpressionAttributeValues: { ':id': { S: 'r-demo-3' } },
      }),
    );
    expect(found.Items).toHaveLength(1);
    expect((await db.send(new DescribeTableCommand({ TableName: table.tableName }))).Table?.KeySchema).toEqual([
      { AttributeName: 'client', KeyType: 'HASH' },
      { AttributeName: 'id', KeyType: 'RANGE' },
    ]);
    db.destroy();
    await table.close();
  });

  it('admits one process to a directory', async () => {
    const table = await startAuditTable({ dir });
    await expect(startAuditTable({ dir })).rejects.toThrow(LocalDirInUseError);
    await table.close();
  });
});

describe('newestAuditItems', () => {
  it('finds nothing where nothing was ever kept', async () => {
    expect(await newestAuditItems(join(dir, 'none'), { limit: 10 })).toEqual([]);
  });

  it('reads beside a running server, newest first, of one client or of all', async () => {
    const table = await startAuditTable({ dir });
    const { endpoint: dynamodb, credentials } = table;
    await announceServer(dir, { pid: process.pid, url: 'http://127.0.0.1:1', dynamodb, credentials });
    for (const [client, second] of [
      ['a', 1],
      ['b', 2],
      ['a', 3],
      ['b', 4],
      ['a', 5],
    ] as const) {
      await put(table, client, second);
    }
    const ids = async (query: { limit: number; client?: string }) =>
      (await newestAuditItems(dir, query)).map(({ requestId }) => requestId);
    expect(await ids({ limit: 3 })).toEqual(['r-a-5', 'r-b-4', 'r-a-3']);
    expect(await ids({ limit: 2, client: 'a' })).toEqual(['r-a-5', 'r-a-3']);
    expect(await ids({ limit: 9, client: 'none' })).toEqual([]);
    await table.close();
  });
});

describe('auditReport', () => {
  it('lines up its columns and lets no control character through', () => {
    const item = {
      time: 't',
      client: 'a\u001b[31mb',
      status: 'Success',
      isFaceMatch: true,
      matchingSimilarity: 0.98765,
      threshold: 0.7,
      pairs: 32,
      requestId: 'r',
    };
    const lines = auditReport([item, { ...item, client: 'longer-than-that' }]).split('\n');
    expect(lines).toHaveLength(3);
    expect(new Set(lines.map((line) => line.search(/status|Success/)))).toEqual(new Set([24]));
    expect(lines[1]).toBe('t     a?[31mb           Success  yes    0.9877      0.7        32     r');
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)'])('has no cell that a spreadsheet would run: %s', (client) => {
    const item = { time: client, client, status: client, threshold: client, requestId: client };
    const [, line] = auditReport([item]).split('\n');
    expect(line!.split(/\s{2,}/).filter((cell) => cell.includes(client))).toEqual(Array(5).fill(`'${client}`));
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)'])('has no cell that a spreadsheet would run: %s', (client) => {
    const item = { time: client, client, status: client, threshold: client, requestId: client };
    const [, line] = auditReport([item]).split('\n');
    expect(line!.split(/\s{2,}/).filter((cell) => cell.includes(client))).toEqual(Array(5).fill(`'${client}`));
  });
});
