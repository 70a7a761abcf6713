import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { HEALTH_PATH, PICTURE_FIELDS } from '../../../lambda/contract/fields.ts';
import { assembleImage } from '../../../layers/assemble.ts';
import { usageOf } from '../../../lib/bench/process/process-usage.ts';
import { type AuditTable, localDynamoDb, startAuditTable } from '../../../lib/local/audit/audit-table.ts';
import { compareFunction } from '../../../lib/local/runtime/compare-configuration.ts';
import { LambdaEnvironment } from '../../../lib/local/runtime/lambda-environment.ts';
import type { FunctionConfiguration, Launch } from '../../../lib/local/runtime/launch.ts';
import { drawnFace } from '../../../lib/pictures/drawn-face.ts';
import { encodeJpeg, encodePng } from '../../../lib/pictures/encode.ts';
import { COMPARE_DEFINITION } from '../../support/default-model.ts';
import { proxyEvent } from '../../support/events.ts';
import { filePart, pictureParts, textPart } from '../../support/multipart.ts';
import { describeUnless, noFaces, noModels, portrait } from '../../support/shared.ts';
import { answerOf, compareEvent, failureOf, processTree, Recorder } from './image-harness.ts';
import { createSandbox, noSandbox, type Sandbox } from './sandbox.ts';

const reason = process.platform === 'linux' ? noModels : 'its native libraries are for Linux';
const walls = noSandbox === null ? 'in the sandbox' : `NOT in a sandbox, since ${noSandbox}`;

describeUnless(reason, `the assembled image under the Lambda runtime client, ${walls}`, () => {
  const recorder = new Recorder();
  const cleanUp: (() => Promise<void>)[] = [];
  let taskRoot: string;
  let table: AuditTable;
  let sandbox: Sandbox;
  let environment: LambdaEnvironment;
  /** The process started last. */
  let child: ChildProcess;
  let face: Buffer;
  let sameFace: Buffer;
  let otherFace: Buffer;

  const newEnvironment = (change: Partial<FunctionConfiguration> = {}): LambdaEnvironment => {
    const launch: Launch = async (configuration, port) => {
      child = await sandbox.launch(configuration, port);
      return child;
    };
    const made = new LambdaEnvironment(
      { ...compareFunction(taskRoot, table, COMPARE_DEFINITION), ...change },
      recorder.options(launch),
    );
    cleanUp.push(() => made.close());
    return made;
  };

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'face-comparison-image-'));
    cleanUp.push(() => rm(folder, { recursive: true, force: true }));
    const architecture = process.arch === 'arm64' ? 'arm64' : 'x86_64';
    taskRoot = join((await assembleImage({ architecture, outdir: join(folder, 'image') })).folder, 'task');
    table = await startAuditTable();
    sandbox = await createSandbox([Number(new URL(table.endpoint).port)]);
    cleanUp.push(table.close, sandbox.close);
    environment = newEnvironment();
    face = await encodeJpeg(drawnFace({ seed: 2 }));
    sameFace = await encodePng(drawnFace({ seed: 2, size: 480 }));
    otherFace = await encodeJpeg(drawnFace({ seed: 5 }));
  });
  afterAll(async () => {
    for (const step of cleanUp.reverse()) await step();
  });

  const auditItems = async (requestId: string) => {
    const client = localDynamoDb(table);
    const found = await client.send(
      new QueryCommand({
        TableName: table.tableName,
        IndexName: 'byRequestId',
        KeyConditionExpression: 'requestId = :id',
        ExpressionAttributeValues: { ':id': { S: requestId } },
      }),
    );
    client.destroy();
    return found.Items ?? [];
  };
  const health = () => proxyEvent({ path: HEALTH_PATH, headers: { Accept: '*/*' } });

  it('starts with little of the 10 s that Lambda gives, and says what it is', async () => {
    const { statusCode, envelope } = await answerOf(environment, health());
    expect(statusCode).toBe(200);
    expect(envelope.result).toEqual({
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      pack: 'retail-0095',
      calibrationVersion: expect.stringMatching(/./),
      auditStore: 'reachable',
      lastAuditWrite: expect.stringMatching(/Z$/),
    });
    expect(recorder.starts).toEqual([expect.any(Number)]);
    // Processor time, since a busy machine takes longer; it includes the first response.
    expect(usageOf(processTree(child.pid!).at(-1)!).cpuMs).toBeLessThan(5_000);
  });

  it('finds the same drawn face in two pictures, and stores one audit item', async () => {
    const requestId = randomUUID();
    const { statusCode, headers, envelope } = await answerOf(
      environment,
      compareEvent(pictureParts(face, sameFace), { requestId }),
    );
    expect([statusCode, headers['x-request-id']]).toEqual([200, requestId]);
    expect(envelope).toMatchObject({ statusCode: 200, result: { isFaceMatch: true, status: 'Success' } });
    const items = await auditItems(requestId);
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({
      client: { S: 'client-1' },
      isFaceMatch: { BOOL: true },
      status: { S: 'Success' },
    });
  });

  it('gives the same similarity to the last bit with the pictures exchanged', async () => {
    const similarity = async (first: Buffer, second: Buffer) =>
      (await answerOf(environment, compareEvent(pictureParts(first, second)))).envelope.result?.matchingSimilarity;
    const similar = await similarity(face, otherFace);
    expect(similar).toEqual(expect.any(Number));
    expect(await similarity(otherFace, face)).toBe(similar);
  });

  it.each([
    ['InvalidImage', () => Buffer.from('%PDF-1.7 not a picture at all')],
    ['NoFaceDetected', () => encodePng({ width: 64, height: 64, data: new Uint8Array(64 * 64 * 3).fill(128) })],
  ])('says %s of a picture that is none or shows nobody', async (status, picture) => {
    const requestId = randomUUID();
    const event = compareEvent(pictureParts(face, await picture()), { requestId });
    const { statusCode, envelope } = await answerOf(environment, event);
    expect([statusCode, envelope.result]).toEqual([200, { isFaceMatch: false, matchingSimilarity: 0, status }]);
    expect(await auditItems(requestId)).toHaveLength(1);
  });

  it.each([
    ['a part is missing', 400, () => compareEvent([filePart(PICTURE_FIELDS[0], face)])],
    ['a part is empty', 400, () => compareEvent(pictureParts(face, ''))],
    ['the body is cut', 400, () => compareEvent([], { body: Buffer.from('------formdata-undici-0574') })],
    ['it is not multipart', 400, () => compareEvent([], { headers: { 'Content-Type': 'application/json' } })],
    ['a picture is too large', 413, () => compareEvent(pictureParts(face, Buffer.alloc(4_000_001)))],
    ['the token expired meanwhile', 401, () => compareEvent([], { authorizer: { client: 'client-1', exp: 1 } })],
    ['no authorizer stood before it', 500, () => compareEvent(pictureParts(face, face), { authorizer: null })],
    ['there is no such route', 404, () => proxyEvent({ path: '/other' })],
  ])('answers in the envelope when %s: %i', async (_, expected, event) => {
    const requestId = randomUUID();
    const sent = event();
    const { statusCode, headers, envelope } = await answerOf(environment, {
      ...sent,
      requestContext: { ...sent.requestContext, requestId },
    });
    expect([statusCode, headers['x-request-id']]).toEqual([expected, requestId]);
    expect(envelope).toEqual({ version: null, statusCode: expected, messages: [expect.any(String)], result: null });
    expect(await auditItems(requestId)).toEqual([]);
  });

  it('started once for all of this', async () => {
    expect(recorder.starts).toHaveLength(1);
    await vi.waitFor(
      () => expect(recorder.requests().map(({ coldStart }) => coldStart)).toEqual([true, ...Array(13).fill(false)]),
      { timeout: 60_000 },
    );
  });

  it('that is killed at work fails this invocation only', async () => {
    await environment.idle();
    // A process that stands still cannot respond before it is killed.
    for (const pid of processTree(child.pid!)) process.kill(pid, 'SIGSTOP');
    const failing = failureOf(environment, compareEvent(pictureParts(face, sameFace)));
    await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill('SIGKILL');
    expect(await failing).toMatchObject({
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringMatching(/SIGKILL/),
    });
    const { envelope } = await answerOf(environment, compareEvent(pictureParts(face, sameFace)));
    expect(envelope.result).toMatchObject({ isFaceMatch: true });
    expect(recorder.starts).toHaveLength(2);
    await vi.waitFor(() => expect(recorder.requests().at(-1)).toMatchObject({ coldStart: true }), { timeout: 60_000 });
  });

  it('that hangs is ended at its time-out, and a new process answers the next request', async () => {
    const stopping = newEnvironment();
    expect((await answerOf(stopping, health())).statusCode).toBe(200);
    await stopping.idle();
    const stopped = processTree(child.pid!);
    for (const pid of stopped) process.kill(pid, 'SIGSTOP');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    cleanUp.push(async () => void vi.useRealTimers());
    const failing = failureOf(stopping, health());
    await vi.advanceTimersByTimeAsync(COMPARE_DEFINITION.timeoutMs);
    expect(await failing).toMatchObject({ errorType: 'Sandbox.Timedout' });
    vi.useRealTimers();
    expect((await answerOf(stopping, health())).statusCode).toBe(200);
    await stopping.close();
  });

  it('answers 500 itself, before its time-out, when DynamoDB does not answer, and gives no decision', async () => {
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as { port: number };
    const other = await createSandbox([port]);
    const configuration = compareFunction(
      taskRoot,
      { ...table, endpoint: `http://127.0.0.1:${port}` },
      COMPARE_DEFINITION,
    );
    const waiting = new LambdaEnvironment({ ...configuration, timeoutMs: 9_000 }, recorder.options(other.launch));
    cleanUp.push(
      async () => void silent.close(),
      other.close,
      () => waiting.close(),
    );
    await answerOf(waiting, health());
    const { statusCode, envelope } = await answerOf(waiting, compareEvent(pictureParts(face, sameFace)));
    expect([statusCode, envelope.result]).toEqual([500, null]);
    await vi.waitFor(() => expect(recorder.requests().at(-1)).toMatchObject({ reason: 'audit' }), { timeout: 60_000 });
    await waiting.close();
  });

  it('answers 500 when there is no DynamoDB, and gives no decision', async () => {
    const { environment: variables } = compareFunction(
      taskRoot,
      { ...table, endpoint: 'http://127.0.0.1:9' },
      COMPARE_DEFINITION,
    );
    const alone = newEnvironment({ environment: variables });
    const { statusCode, envelope } = await answerOf(alone, compareEvent(pictureParts(face, sameFace)));
    expect([statusCode, envelope.result]).toEqual([500, null]);
    await alone.close();
  });

  it('answers 500 when the environment has no credentials, and asks nobody for others', async () => {
    let asked = 0;
    const store = createServer(() => {
      asked++;
    });
    await new Promise<void>((resolve) => store.listen(0, '127.0.0.1', resolve));
    const { port } = store.address() as { port: number };
    const other = await createSandbox([port]);
    const configuration = compareFunction(taskRoot, table, COMPARE_DEFINITION);
    const {
      AWS_ACCESS_KEY_ID: _id,
      AWS_SECRET_ACCESS_KEY: _secret,
      ...environment
    }: Record<string, string> = configuration.environment;
    const AWS_CONTAINER_CREDENTIALS_FULL_URI = `http://127.0.0.1:${port}/`;
    const poor = new LambdaEnvironment(
      { ...configuration, environment: { ...environment, AWS_CONTAINER_CREDENTIALS_FULL_URI } },
      recorder.options(other.launch),
    );
    cleanUp.push(
      async () => void store.close(),
      other.close,
      () => poor.close(),
    );
    const { statusCode, envelope } = await answerOf(poor, compareEvent(pictureParts(face, sameFace)));
    expect([statusCode, envelope.result, asked]).toEqual([500, null, 0]);
    await poor.close();
  });

  it('fails its start when a setting is wrong, and names the setting', async () => {
    const quiet = new Recorder();
    const configuration = compareFunction(taskRoot, table, COMPARE_DEFINITION);
    const wrong = { ...configuration, environment: { ...configuration.environment, THRESHOLD: 'high' } };
    const failing = new LambdaEnvironment(wrong, quiet.options(sandbox.launch));
    const { errorMessage } = await failureOf(failing, health());
    expect(errorMessage).toMatch(/Expected number between 0 and 1 for THRESHOLD but received "high"\./);
    await failing.close();
  });

  describeUnless(noFaces, 'with real portraits', () => {
    it.each([
      ['obama2.jpg', true],
      ['biden.jpg', false],
    ])('compares obama.jpg with %s: %s', async (name, isFaceMatch) => {
      const event = compareEvent(pictureParts(portrait('obama.jpg'), portrait(name)));
      const { envelope } = await answerOf(environment, event);
      expect(envelope.result).toMatchObject({ isFaceMatch, status: 'Success' });
    });
  });

  it('has written nothing but lines of JSON, without a picture, a file name or a stack in them', async () => {
    await answerOf(
      environment,
      compareEvent([...pictureParts(face, sameFace), textPart('note', 'remark-of-the-caller')]),
    );
    await environment.close();
    expect(recorder.lines.length).toBeGreaterThan(15);
    const secrets = [face, sameFace].map((bytes) => bytes.toString('base64').slice(1_000, 1_040));
    for (const line of recorder.lines) {
      expect(() => JSON.parse(line), line).not.toThrow();
      for (const secret of [...secrets, 'picture.jpg', 'remark-of-the-caller', 'node:internal', '    at ']) {
        expect(line).not.toContain(secret);
      }
    }
  });
});
