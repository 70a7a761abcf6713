import { createServer, type RequestListener, request, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createAuditClient, DynamoDbAuditStore, toAttribute } from '../../../lambda/compare/audit.ts';
import { type AuditItem, WRITE_TIMEOUT_MS } from '../../../lambda/compare/audit-item.ts';

const dynalite = createRequire(import.meta.url)('dynalite') as (options: { createTableMs: number }) => Server;

const ITEM: AuditItem = {
  client: 'client-1',
  id: '2026-11-23T12:34:56.000Z#r-1',
  time: '2026-11-23T12:34:56.000Z',
  requestId: 'r-1',
  isFaceMatch: true,
  matchingSimilarity: 0.9605157375335693,
  status: 'Success',
  threshold: 0.7,
  samePicture: false,
  pairs: 1,
  livenessFace: { status: 'Success', facesFound: 2, quality: 0.5, measures: { headPoseYaw: -12.5 } },
  faceFromDocument: { status: 'Success', facesFound: 1, quality: null, measures: null },
  pack: 'retail-0095',
  models: ['yunet-n@104ee26c', 'face-reidentification-retail-0095@01020304'],
  calibration: '1',
  durations: { decode: 12, detect: 30 },
  expiresAt: 1_800_000_000,
};

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function stop(server: Server): Promise<void> {
  server.closeAllConnections?.();
  await new Promise((resolve) => server.close(resolve));
}

let database: Server;
let databasePort: number;
let admin: DynamoDBClient;
let table = '';
let tables = 0;
const opened: { destroy(): void }[] = [];
const servers: Server[] = [];

beforeAll(async () => {
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
  database = dynalite({ createTableMs: 0 });
  databasePort = await listen(database);
  admin = new DynamoDBClient({ endpoint: `http://127.0.0.1:${databasePort}` });
});

afterEach(async () => {
  vi.restoreAllMocks();
  for (const client of opened.splice(0)) client.destroy();
  for (const server of servers.splice(0)) await stop(server);
});

afterAll(async () => {
  admin.destroy();
  await stop(database);
  vi.unstubAllEnvs();
});

/** A store over a new table, with the client that the function uses, through `port`. */
async function createStore(port = databasePort): Promise<DynamoDbAuditStore> {
  table = `audit-${++tables}`;
  await admin.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'client', AttributeType: 'S' },
        { AttributeName: 'id', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'client', KeyType: 'HASH' },
        { AttributeName: 'id', KeyType: 'RANGE' },
      ],
    }),
  );
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', `http://127.0.0.1:${port}`);
  const client = createAuditClient();
  opened.push(client);
  return new DynamoDbAuditStore(client, table);
}

async function stored(): Promise<Record<string, unknown>[]> {
  return (await admin.send(new ScanCommand({ TableName: table }))).Items ?? [];
}

/** A server in front of the database: `answer` decides whether to pass on the n-th request, counted from 1. */
async function interpose(
  answer: (n: number, pass: (lose: boolean) => void, ...to: Parameters<RequestListener>) => void,
) {
  let n = 0;
  const server = createServer((from, to) => {
    const pass = (lose: boolean): void => {
      const { method, headers, url: path } = from;
      const onward = request({ host: '127.0.0.1', port: databasePort, method, path, headers }, (response) => {
        if (lose) {
          response.resume().on('end', () => to.destroy());
        } else {
          to.writeHead(response.statusCode ?? 500, response.headers);
          response.pipe(to);
        }
      });
      from.pipe(onward);
    };
    answer(++n, pass, from, to);
  });
  servers.push(server);
  return { port: await listen(server), requests: () => n };
}

/** A server that never responds. Its first request makes the store's time-outs expire; `limits` has their milliseconds. */
async function interposeTimeOut() {
  const controller = new AbortController();
  const limits: number[] = [];
  vi.spyOn(AbortSignal, 'timeout').mockImplementation((milliseconds) => {
    limits.push(milliseconds);
    return controller.signal;
  });
  return { proxy: await interpose(() => controller.abort()), limits };
}

describe('the audit store', () => {
  it('writes an item with its keys and types', async () => {
    const store = await createStore();
    await store.put(ITEM);
    expect(await stored()).toEqual([
      {
        client: { S: 'client-1' },
        id: { S: '2026-11-23T12:34:56.000Z#r-1' },
        time: { S: '2026-11-23T12:34:56.000Z' },
        requestId: { S: 'r-1' },
        isFaceMatch: { BOOL: true },
        matchingSimilarity: { N: '0.9605157375335693' },
        status: { S: 'Success' },
        threshold: { N: '0.7' },
        samePicture: { BOOL: false },
        pairs: { N: '1' },
        livenessFace: {
          M: {
            status: { S: 'Success' },
            facesFound: { N: '2' },
            quality: { N: '0.5' },
            measures: { M: { headPoseYaw: { N: '-12.5' } } },
          },
        },
        faceFromDocument: {
          M: {
            status: { S: 'Success' },
            facesFound: { N: '1' },
            quality: { NULL: true },
            measures: { NULL: true },
          },
        },
        pack: { S: 'retail-0095' },
        models: { L: [{ S: 'yunet-n@104ee26c' }, { S: 'face-reidentification-retail-0095@01020304' }] },
        calibration: { S: '1' },
        durations: { M: { decode: { N: '12' }, detect: { N: '30' } } },
        expiresAt: { N: '1800000000' },
      },
    ]);
  });

  it('keeps a foreign item under the same key and refuses', async () => {
    const store = await createStore();
    await store.put(ITEM);
    await expect(store.put({ ...ITEM, isFaceMatch: false })).rejects.toThrow();
    expect(await stored()).toMatchObject([{ isFaceMatch: { BOOL: true } }]);
  });

  it('counts an item as stored, once, when the connection is lost after the write', async () => {
    const proxy = await interpose((n, pass) => pass(n === 1));
    const store = await createStore(proxy.port);
    await store.put(ITEM);
    expect(proxy.requests()).toBe(2);
    expect(await stored()).toHaveLength(1);
  });

  it('tries again when the connection is lost before the write', async () => {
    const proxy = await interpose((n, pass, _from, to) => (n === 1 ? to.destroy() : pass(false)));
    const store = await createStore(proxy.port);
    await store.put(ITEM);
    expect(await stored()).toHaveLength(1);
  });

  it('counts an item as stored when the answer is late and the repetition meets it', async () => {
    const proxy = await interpose((n, pass, from) => {
      // The first request is written, but its response never arrives.
      if (n === 1) {
        const onward = request({
          host: '127.0.0.1',
          port: databasePort,
          method: 'POST',
          path: '/',
          headers: from.headers,
        });
        onward.on('response', (response) => response.resume());
        from.pipe(onward);
      } else pass(false);
    });
    const store = await createStore(proxy.port);
    await store.put(ITEM);
    expect(proxy.requests()).toBe(2);
    expect(await stored()).toHaveLength(1);
  });

  it('fails when the database keeps refusing', async () => {
    const proxy = await interpose((_n, _pass, from, to) => {
      from.resume();
      to.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
      to.end('{"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException","message":"slow"}');
    });
    const store = await createStore(proxy.port);
    await expect(store.put(ITEM)).rejects.toThrow();
    expect(proxy.requests()).toBe(3);
  });

  it('fails after three attempts when the database never answers', async () => {
    const proxy = await interpose(() => {});
    const store = await createStore(proxy.port);
    await expect(store.put(ITEM)).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(proxy.requests()).toBe(3);
  });

  it('gives up at its time-out, whatever the database does', async () => {
    const { proxy, limits } = await interposeTimeOut();
    const store = await createStore(proxy.port);
    await expect(store.put(ITEM)).rejects.toMatchObject({ name: 'AbortError' });
    expect(limits).toEqual([WRITE_TIMEOUT_MS]);
    expect(proxy.requests()).toBe(1);
  });

  it('fails when nothing listens', async () => {
    const closed = createServer();
    const port = await listen(closed);
    await stop(closed);
    await expect((await createStore(port)).put(ITEM)).rejects.toThrow();
  });

  it('fails without its table', async () => {
    await createStore();
    const client = createAuditClient();
    opened.push(client);
    await expect(new DynamoDbAuditStore(client, 'no-such-table').put(ITEM)).rejects.toThrow();
  });
});

describe('getting ready', () => {
  it('opens a connection that the first item then uses, and stores nothing', async () => {
    const sockets = new Set<unknown>();
    const { port } = await interpose((_, pass, from) => {
      sockets.add(from.socket);
      pass(false);
    });
    const store = await createStore(port);
    await store.connect();
    expect(await stored()).toEqual([]);
    await store.put(ITEM);
    expect(await stored()).toHaveLength(1);
    expect(sockets.size).toBe(1);
  });

  it('says so when nothing could be stored', async () => {
    await createStore();
    const client = createAuditClient();
    opened.push(client);
    await expect(new DynamoDbAuditStore(client, 'no-such-table').connect()).rejects.toThrow();
  });

  it('holds a cold start up by no more than a second', async () => {
    const { proxy, limits } = await interposeTimeOut();
    const store = await createStore(proxy.port);
    await expect(store.connect()).rejects.toMatchObject({ name: 'AbortError' });
    expect(limits).toEqual([1000]);
    expect(proxy.requests()).toBe(1);
  });
});

describe('an attribute', () => {
  it.each([[Buffer.from('pixels')], [new Float32Array(3)], [Number.NaN], [undefined], [new Map()], [1n], [() => 1]])(
    'is never made of %o',
    (value) => {
      expect(() => toAttribute(value)).toThrow(TypeError);
      expect(() => toAttribute({ nested: [value] })).toThrow(TypeError);
    },
  );
});
