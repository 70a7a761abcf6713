import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { COMPARE_PATH, HEALTH_PATH } from '../../../lambda/contract/fields.ts';
import { MODELS_DIR } from '../../../layers/models/fetch.ts';
import { localFunctions } from '../../../lib/local/functions.ts';
import { type LocalApi, startLocalApi } from '../../../lib/local/local-api.ts';
import { type Launch, launchProcess } from '../../../lib/local/runtime/launch.ts';
import { drawnFace } from '../../../lib/pictures/drawn-face.ts';
import { encodeJpeg } from '../../../lib/pictures/encode.ts';
import {
  AUTHORIZER_DEFINITION,
  AUTHORIZER_FUNCTION,
  COMPARE_DEFINITION,
  COMPARE_FUNCTION,
  defaultModel,
  ISSUER_DEFINITION,
  ISSUER_FUNCTION,
} from '../../support/default-model.ts';
import { send, TEST_KEY } from '../../support/gateway.ts';
import { multipartBody, multipartType, pictureParts } from '../../support/multipart.ts';
import { describeUnless, noModels } from '../../support/shared.ts';

const stack = {
  model: defaultModel(TEST_KEY),
  functions: {
    [COMPARE_FUNCTION]: COMPARE_DEFINITION,
    [AUTHORIZER_FUNCTION]: AUTHORIZER_DEFINITION,
    [ISSUER_FUNCTION]: ISSUER_DEFINITION,
  },
};
let dir: string;
let api: LocalApi | undefined;
const [started, children]: [string[], ChildProcess[]] = [[], []];
const launch: Launch = async (configuration, port) => {
  started.push(configuration.name);
  const child = await launchProcess(configuration, port);
  children.push(child);
  return child;
};
const options = { ric: false, launch, log: () => {}, report: () => {} };
let close = async (): Promise<void> => {};
let exited: Promise<unknown>;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'face-functions-'));
});
afterAll(() => rm(dir, { recursive: true }));

describeUnless(noModels, 'the functions of npm start', () => {
  beforeAll(async () => {
    api = await startLocalApi({
      port: 0,
      dir: join(dir, 'local'),
      model: stack.model,
      functions: async (addresses) => {
        const made = await localFunctions(stack, { ...addresses, MODELS_DIR }, options);
        close = made.close;
        return made.functions;
      },
    });
    exited = once(children[0]!, 'exit');
  });
  afterAll(() => api?.close());

  it('have started one process of the compare function before the first request', () => {
    expect(started).toEqual([COMPARE_FUNCTION]);
    expect(children[0]!.pid).not.toBe(process.pid);
  });

  it('compare in that process, and authorize and throttle in this one, also while it stands still', async () => {
    const face = await encodeJpeg(drawnFace());
    const headers = { authorization: `Bearer ${await api!.token()}`, 'content-type': multipartType() };
    const body = multipartBody(pictureParts(face, face));
    const compare = () => send(api!.url, COMPARE_PATH, { headers, body });
    expect((await compare()).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 1_200));

    // A process that stands still is one whose comparisons take for ever.
    children[0]!.kill('SIGSTOP');
    const burst = Array.from({ length: 20 }, compare);
    const refused: number[] = [];
    for (const each of burst) each.then(({ status }) => status === 429 && refused.push(status));
    const unauthorized = await send(api!.url, COMPARE_PATH, { headers: { authorization: '' }, body: '' });
    expect(unauthorized.status).toBe(401);
    await vi.waitFor(() => expect(refused.length).toBeGreaterThan(2), { timeout: 60_000 });
    children[0]!.kill('SIGCONT');
    const statuses = (await Promise.all(burst)).map(({ status }) => status);
    // Five, and five for each second that the burst takes to arrive on a busy machine.
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(5);
    expect(new Set(statuses)).toEqual(new Set([200, 429]));
    expect(new Set(started)).toEqual(new Set([COMPARE_FUNCTION]));
  });

  it('answer the health route from that process', async () => {
    const { status, body } = await send(api!.url, HEALTH_PATH, { method: 'GET', headers: { authorization: '' } });
    expect([status, JSON.parse(body).result.pack]).toEqual([200, 'retail-0095']);
  });

  it('end when they are closed', async () => {
    await close();
    expect(await exited).toEqual([null, 'SIGKILL']);
  });
});

describe('functions that do not start', () => {
  it('fail the start of the local API, and leave no process', async () => {
    const begun = children.length;
    await expect(localFunctions(stack, { THRESHOLD: 'high' }, options)).rejects.toThrow('for THRESHOLD');
    expect(children).toHaveLength(begun + 1);
    expect(children.at(-1)!.exitCode ?? children.at(-1)!.signalCode).not.toBeNull();
  });
});
