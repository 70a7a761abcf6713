import { execFile } from 'node:child_process';
import { connect } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../../../lib/cli/root.ts';
import { type AuditTable, localDynamoDb, startAuditTable } from '../../../../lib/local/audit/audit-table.ts';
import { authorizationOf, newCredentials } from '../../../../lib/local/state/credentials.ts';
import { send } from '../../../support/gateway.ts';

let table: AuditTable;
beforeAll(async () => {
  table = await startAuditTable();
  await put('kept');
});
afterAll(() => table.close());

async function put(id: string): Promise<void> {
  const client = localDynamoDb(table);
  const Item = { client: { S: 'demo' }, id: { S: id }, requestId: { S: id } };
  await client.send(new PutItemCommand({ TableName: table.tableName, Item })).finally(() => client.destroy());
}

async function ids(): Promise<(string | undefined)[]> {
  const client = localDynamoDb(table);
  const { Items = [] } = await client.send(new ScanCommand({ TableName: table.tableName }));
  client.destroy();
  return Items.map(({ id }) => id?.S).sort();
}

const SCAN = '{"TableName":"face-comparison-audit","Limit":1}';
/** A request with the credentials, unless the headers say otherwise. */
const ask = (headers: Record<string, string> = {}, body: string | Buffer = SCAN, method = 'POST') =>
  send(table.endpoint, '/', {
    method,
    body,
    headers: {
      authorization: authorizationOf(table.credentials),
      'x-amz-date': '20261130T000000Z',
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'DynamoDB_20120810.Scan',
      ...headers,
    },
  });

const corsHeaders = (headers: object) => Object.keys(headers).filter((name) => name.startsWith('access-control'));

describe('the listener in front of the database', () => {
  it('answers a request with the credentials of this start', async () => {
    const { status, body, headers } = await ask();
    expect([status, JSON.parse(body).Count, corsHeaders(headers)]).toEqual([200, 1, []]);
    expect((await ask({}, '', 'GET')).status).toBe(204);
  });

  it.each<[string, Record<string, string>, string, number]>([
    ['no credentials', { authorization: '' }, 'POST', 400],
    ['those of another start', { authorization: authorizationOf(newCredentials()) }, 'POST', 400],
    ['no credentials', { authorization: '' }, 'GET', 400],
    ['an Origin', { origin: 'https://evil.example' }, 'POST', 403],
    ['the Origin null', { origin: 'null' }, 'POST', 403],
    ['a foreign Host', { host: 'evil.example' }, 'POST', 403],
    ['a foreign Host', { host: 'evil.example' }, 'GET', 403],
    ['a preflight', { origin: 'https://evil.example', 'access-control-request-method': 'POST' }, 'OPTIONS', 403],
    ['nothing else', {}, 'OPTIONS', 405],
    ['nothing else', {}, 'PUT', 405],
  ])('refuses %s: %j %s', async (_, change, method, expected) => {
    const { status, headers, body } = await ask(change, SCAN, method);
    expect([status, corsHeaders(headers)]).toEqual([expected, []]);
    expect(body).not.toContain('kept');
    expect(body).not.toContain('evil.example');
  });

  it('refuses the Host of its own port under another name', async () => {
    expect((await ask({ host: table.endpoint.replace('http://127.0.0.1', 'evil.example') })).status).toBe(403);
  });

  it.each([
    ['null', 400],
    ['[]', 400],
    ['"text"', 400],
    ['1', 400],
    ['', 400],
    ['{"TableName":', 400],
    ['\0\x01', 400],
    [`{"TableName":"${'x'.repeat(1_100_000)}"}`, 413],
  ])('survives the body %.20s', async (body, expected) => {
    expect((await ask({}, body)).status).toBe(expected);
    expect(await ids()).toContain('kept');
  });

  it.each(['{}', '{"TableName":{}}', '{"TableName":null,"ExclusiveStartKey":[]}', '{"__proto__":{"a":1}}'])(
    'survives what dynalite does not expect: %s',
    async (body) => {
      for (const operation of ['Scan', 'Query', 'PutItem', 'CreateTable', 'BatchWriteItem', 'toString', '__proto__']) {
        const { status } = await ask({ 'x-amz-target': `DynamoDB_20120810.${operation}` }, body);
        expect(status).toBeGreaterThanOrEqual(400);
      }
      expect((await ask()).status).toBe(200);
    },
  );

  it('survives a connection that breaks off in the head, in the body and before the answer', async () => {
    const { port, host } = new URL(table.endpoint);
    const head = `POST / HTTP/1.1\r\nHost: ${host}\r\nAuthorization: ${authorizationOf(table.credentials)}\r\n`;
    const full = `${head}X-Amz-Date: x\r\nX-Amz-Target: DynamoDB_20120810.Scan\r\nContent-Type: application/x-amz-json-1.0\r\n`;
    for (const text of [
      head,
      `${full}Content-Length: 100\r\n\r\n{`,
      `${full}Content-Length: ${SCAN.length}\r\n\r\n${SCAN}`,
    ]) {
      await new Promise<void>((resolve) => {
        const socket = connect(Number(port), '127.0.0.1', () => socket.write(text, () => socket.resetAndDestroy()));
        socket.on('close', () => resolve());
      });
    }
    expect(await ids()).toContain('kept');
  });
});

/** A file system of 300 kB, if users of this machine may mount their own. */
const FULL_DISK = 'mount -t tmpfs -o size=300k none /mnt && exec "$0" --input-type=module -e "$1"';
const run = promisify(execFile);
const noTmpfs = await run('unshare', ['-rm', 'sh', '-c', FULL_DISK, process.execPath, '0']).then(
  () => false,
  () => true,
);

describe.skipIf(noTmpfs)('a full disk (needs a tmpfs of its own)', () => {
  it('fails writes, not the process, and ends with the space', async () => {
    const module = pathToFileURL(join(ROOT, 'lib/local/audit/audit-table.ts')).href;
    const code = `
      import { rmSync, writeFileSync } from 'node:fs';
      import { startAuditTable, localDynamoDb } from ${JSON.stringify(module)};
      import { PutItemCommand, ScanCommand } from ${JSON.stringify(import.meta.resolve('@aws-sdk/client-dynamodb'))};
      const table = await startAuditTable({ dir: '/mnt/local' });
      const db = localDynamoDb(table);
      const put = (id) => db.send(new PutItemCommand({ TableName: table.tableName,
        Item: { client: { S: 'c' }, id: { S: id }, requestId: { S: id }, text: { S: 'x'.repeat(2000) } } }))
        .then(() => 'stored', (error) => error.$metadata?.httpStatusCode ?? error.name);
      const log = [await put('first')];
      try { for (;;) writeFileSync('/mnt/filler', 'x'.repeat(1000), { flag: 'a' }); } catch {}
      let outcome = 'stored';
      for (let i = 0; i < 100 && outcome === 'stored'; i++) outcome = await put('full-' + i);
      log.push(outcome, await put('full'), await put('full'));
      rmSync('/mnt/filler');
      log.push(await put('after'));
      const { Items } = await db.send(new ScanCommand({ TableName: table.tableName }));
      const ids = Items.map(({ id }) => id.S);
      log.push(ids.includes('first') && ids.includes('after'));
      console.log(JSON.stringify(log));
      process.exit(0);`;
    const { stdout } = await run('unshare', ['-rm', 'sh', '-c', FULL_DISK, process.execPath, code]);
    expect(JSON.parse(stdout)).toEqual(['stored', 500, 500, 500, 'stored', true]);
  });
});
