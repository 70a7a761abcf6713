import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import { type AttributeValue, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAuditClient, DynamoDbAuditStore } from '../../../lambda/compare/audit.ts';
import {
  type AuditTable,
  auditEnvironment,
  localDynamoDb,
  startAuditTable,
} from '../../../lib/local/audit/audit-table.ts';
import { call, compareEvent, createHarness, type Harness } from '../../lambda/compare/harness.ts';
import { type DynamoDbProxy, dynamoDbError, dynamoDbProxy } from '../../support/dynamodb-proxy.ts';

/** Three attempts of a second, and the pauses between them. */
const BOUND_MS = 6_000;

let table: AuditTable;
let proxy: DynamoDbProxy;
let client: ReturnType<typeof createAuditClient>;
let harness: Harness;

beforeAll(async () => {
  table = await startAuditTable();
  proxy = await dynamoDbProxy(table.endpoint);
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  for (const [name, value] of Object.entries(auditEnvironment(table))) vi.stubEnv(name, value);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await proxy.close();
  await table.close();
});
beforeEach(() => connect(proxy.endpoint));
afterEach(() => {
  client.destroy();
  proxy.reset();
});

function connect(endpoint: string, tableName = table.tableName): void {
  client?.destroy();
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', endpoint);
  client = createAuditClient();
  harness = createHarness({ audit: new DynamoDbAuditStore(client, tableName) });
}

/** One comparison, and what is stored under its request id. */
async function compare(requestId: string = randomUUID()) {
  const timeLimits = vi.spyOn(AbortSignal, 'timeout').mockClear();
  const { statusCode, envelope } = await call(harness, compareEvent(undefined, { requestId }));
  const writeLimits = timeLimits.mock.calls.map(([milliseconds]) => milliseconds);
  return { statusCode, envelope, writeLimits, items: await itemsOf(requestId) };
}

async function itemsOf(requestId: string): Promise<Record<string, AttributeValue>[]> {
  const reader = localDynamoDb(table);
  const { Items = [] } = await reader.send(new ScanCommand({ TableName: table.tableName }));
  reader.destroy();
  return Items.filter((item) => item.requestId?.S === requestId);
}

/** Expects the response, the log line and the metric of a decision that was withheld. */
function expectWithheld({ statusCode, envelope, writeLimits }: Awaited<ReturnType<typeof compare>>): void {
  expect(statusCode).toBe(500);
  expect(envelope).toEqual({ version: null, statusCode: 500, messages: ['Unexpected server error.'], result: null });
  // The only limit covers the whole write; no attempt starts it again.
  expect(writeLimits).toEqual([expect.any(Number)]);
  expect(writeLimits[0]).toBeLessThan(BOUND_MS);
  const [line, metrics] = harness.lines;
  expect(line).toMatchObject({ level: 'ERROR', statusCode: 500, status: null, failure: 'unexpected', reason: 'audit' });
  expect(line?.errorName).toMatch(/^[A-Za-z0-9]+$/);
  expect(metrics).toMatchObject({ AuditFailures: 1 });
  expect(metrics).not.toHaveProperty('Comparisons');
}

/** Expects the same of a decision that was returned. */
function expectGiven({ statusCode, envelope, items }: Awaited<ReturnType<typeof compare>>): void {
  expect([statusCode, envelope.result?.status]).toEqual([200, 'Success']);
  expect(items).toHaveLength(1);
  expect(items[0]).toMatchObject({ isFaceMatch: { BOOL: envelope.result?.isFaceMatch }, status: { S: 'Success' } });
  expect(harness.lines[0]).toMatchObject({ level: 'INFO', statusCode: 200, status: 'Success' });
  expect(harness.lines[1]).toMatchObject({ Comparisons: 1 });
  expect(harness.lines[1]).not.toHaveProperty('AuditFailures');
}

describe('a decision is withheld, and no item written, when DynamoDB', () => {
  it.each<[string, number, DynamoDbProxy['behave']]>([
    ['refuses the role', 1, (request) => request.answer(dynamoDbError(400, 'AccessDeniedException'))],
    ['has no such table', 1, (request) => request.answer(dynamoDbError(400, 'ResourceNotFoundException'))],
    ['takes the item for invalid', 1, (request) => request.answer(dynamoDbError(400, 'ValidationException'))],
    ['throttles the account', 3, (request) => request.answer(dynamoDbError(400, 'ThrottlingException'))],
    [
      'throttles the table',
      3,
      (request) => request.answer(dynamoDbError(400, 'ProvisionedThroughputExceededException')),
    ],
    ['is at its limit', 3, (request) => request.answer(dynamoDbError(400, 'RequestLimitExceeded'))],
    ['is broken', 3, (request) => request.answer(dynamoDbError(500, 'InternalServerError'))],
    ['is away', 3, (request) => request.answer({ status: 503, headers: {}, body: 'Service Unavailable' })],
    ['is behind a gateway that is not', 3, (request) => request.answer({ status: 502, headers: {}, body: '<html>' })],
    ['drops the connection', 3, (request) => request.drop()],
    ['never answers', 3, () => {}],
    [
      'begins an answer and stops',
      3,
      ({ response }) => void response.writeHead(200, { 'content-length': '9' }).write('{'),
    ],
    [
      'lets somebody answer who is not DynamoDB',
      1,
      (request) => request.answer({ status: 404, headers: {}, body: 'no' }),
    ],
    ['sends elsewhere', 3, (request) => request.answer({ status: 302, headers: { location: '/' }, body: '' })],
  ])('%s (requests: at most %i)', async (_, attempts, behave) => {
    proxy.behave = behave;
    const answer = await compare();
    expectWithheld(answer);
    expect(answer.items).toEqual([]);
    expect(proxy.requests.length).toBeGreaterThan(0);
    expect(proxy.requests.length).toBeLessThanOrEqual(attempts);
  });

  it('does not listen', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    await new Promise((resolve) => server.close(resolve));
    connect(`http://127.0.0.1:${port}`);
    const answer = await compare();
    expectWithheld(answer);
    expect(answer.items).toEqual([]);
  });

  it('accepts connections and is silent', async () => {
    const server = createServer(() => {});
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    connect(`http://127.0.0.1:${(server.address() as { port: number }).port}`);
    expectWithheld(await compare());
    client.destroy();
    server.close();
  });
});

describe('a decision is given, with one item, when DynamoDB', () => {
  const once = (first: DynamoDbProxy['behave']): DynamoDbProxy['behave'] => {
    return async (request) => (request.n === 1 ? first(request) : request.answer(await request.pass()));
  };

  it.each<[string, DynamoDbProxy['behave']]>([
    ['throttles once', once((request) => request.answer(dynamoDbError(400, 'ThrottlingException')))],
    ['is broken once', once((request) => request.answer(dynamoDbError(500, 'InternalServerError')))],
    ['drops the connection before the write', once((request) => request.drop())],
    [
      'drops the connection after the write',
      once(async (request) => {
        await request.pass();
        request.drop();
      }),
    ],
    ['writes and never answers', once(async (request) => void (await request.pass()))],
    [
      'writes and is broken then',
      once(async (request) => {
        await request.pass();
        request.answer(dynamoDbError(500, 'InternalServerError'));
      }),
    ],
    [
      'answers late, but in time',
      async (request) => {
        const answer = await request.pass();
        setTimeout(() => request.answer(answer), 700);
      },
    ],
    [
      'answers too late, after the repetition',
      once(async (request) => {
        const answer = await request.pass();
        setTimeout(() => request.answer(answer), 1_500);
      }),
    ],
    [
      'writes too late, after the repetition',
      once(async (request) => {
        await new Promise((resolve) => setTimeout(resolve, 1_300));
        request.answer(await request.pass());
      }),
    ],
  ])('%s', async (_, behave) => {
    proxy.behave = behave;
    const answer = await compare();
    // A write that is still on its way must not add a second item.
    await new Promise((resolve) => setTimeout(resolve, 400));
    expectGiven(answer);
    expect(await itemsOf(String(answer.items[0]?.requestId?.S))).toHaveLength(1);
  });

  it('finds our clock wrong: the SDK takes over the time of the answer and signs anew', async () => {
    const serverTime = Date.now() + 20 * 60_000;
    proxy.behave = async (request) => {
      const signed = String(request.headers['x-amz-date']).replace(
        /(....)(..)(..)T(..)(..)(..)Z/,
        '$1-$2-$3T$4:$5:$6Z',
      );
      const date = new Date(serverTime).toUTCString();
      if (Math.abs(Date.parse(signed) - serverTime) < 5 * 60_000) {
        const answer = await request.pass();
        return request.answer({ ...answer, headers: { ...answer.headers, date } });
      }
      const refusal = dynamoDbError(400, 'InvalidSignatureException', `Signature expired: ${signed} is now earlier`);
      request.answer({ ...refusal, headers: { ...refusal.headers, date } });
    };
    expectGiven(await compare());
    // It also remembers the correction for the next request.
    const before = proxy.requests.length;
    expectGiven(await compare().finally(() => harness.lines.splice(0, 2)));
    expect(proxy.requests.length).toBe(before + 1);
  });
});

describe('an item may stand without an answer, never an answer without an item', () => {
  it('when every answer of DynamoDB is lost after the write', async () => {
    proxy.behave = async (request) => {
      await request.pass();
      request.drop();
    };
    const answer = await compare();
    expectWithheld(answer);
    expect(answer.items).toHaveLength(1);
  });

  it('when the same request id comes twice, the second gets no decision', async () => {
    const requestId = randomUUID();
    expectGiven(await compare(requestId));
    harness.lines.length = 0;
    harness.engine.outcome = { ...(harness.engine.outcome as object), pair: null } as never;
    const second = await compare(requestId);
    expectWithheld(second);
    expect(second.items).toMatchObject([{ isFaceMatch: { BOOL: true } }]);
  });

  it('of 60 comparisons while DynamoDB fails at random', async () => {
    let failures = 0;
    proxy.behave = async (request) => {
      const kind = (request.n * 7919) % 5;
      if (kind < 3) return request.answer(await request.pass());
      failures += 1;
      if (kind === 3) return request.answer(dynamoDbError(500, 'InternalServerError'));
      await request.pass();
      request.drop();
    };
    const ids = Array.from({ length: 60 }, () => randomUUID());
    // A few at a time: after sixty others in the queue, the last have too little time to begin a write on a busy machine.
    const answers: Awaited<ReturnType<typeof compare>>[] = [];
    for (let i = 0; i < ids.length; i += 10) {
      answers.push(...(await Promise.all(ids.slice(i, i + 10).map((id) => compare(id)))));
    }
    expect(failures).toBeGreaterThan(10);
    for (const [i, { statusCode }] of answers.entries()) {
      const items = await itemsOf(ids[i]!);
      expect(items.length).toBeLessThanOrEqual(1);
      if (statusCode === 200) expect(items).toHaveLength(1);
    }
    expect(answers.filter(({ statusCode }) => statusCode === 200).length).toBeGreaterThan(30);
  });
});
