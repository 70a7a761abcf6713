import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { COMPARE_PATH, OPENAPI_PATH, PLAYGROUND_PATH } from '../../../../lambda/contract/fields.ts';
import { MODELS_DIR } from '../../../../layers/models/fetch.ts';
import { newestAuditItems } from '../../../../lib/local/audit/audit-items.ts';
import { type LocalApi, startLocalApi } from '../../../../lib/local/local-api.ts';
import {
  AUTHORIZER_LIMITS,
  COMPARE_LIMITS,
  PLAYGROUND_LIMITS,
  type RicFunctions,
  ricFunctions,
} from '../../../../lib/local/runtime/ric-functions.ts';
import { localTemplate } from '../../../../lib/local/template/synth.ts';
import { drawnFace } from '../../../../lib/pictures/drawn-face.ts';
import { encodeJpeg, encodePng } from '../../../../lib/pictures/encode.ts';
import { AUTHORIZER_FUNCTION, COMPARE_FUNCTION, defaultModel } from '../../../support/default-model.ts';
import { send, TEST_KEY } from '../../../support/gateway.ts';
import { multipartBody, multipartType, pictureParts } from '../../../support/multipart.ts';
import { describeUnless, noModels } from '../../../support/shared.ts';

it("gives the functions the stack's memory and time", async () => {
  const template = (await localTemplate({ playground: true })) as {
    Resources: Record<string, { Type: string; Properties: never }>;
  };
  const limits = Object.values(template.Resources)
    .filter(({ Type }) => Type === 'AWS::Lambda::Function')
    .map(({ Properties: { MemorySize, Timeout } }) => ({ memoryMegabytes: MemorySize, timeoutMs: Timeout * 1000 }));
  expect(limits).toHaveLength(3);
  expect(limits).toEqual(expect.arrayContaining([COMPARE_LIMITS, AUTHORIZER_LIMITS, PLAYGROUND_LIMITS]));
}, 60_000);

describeUnless(noModels, 'the local API with its functions under the Lambda runtime client', () => {
  const open = { method: 'GET', authorized: false, apiKeyRequired: false, timeoutMs: 29_000 };
  const model = {
    ...defaultModel(TEST_KEY),
    routes: [
      ...defaultModel(TEST_KEY).routes,
      { ...open, path: PLAYGROUND_PATH, functionId: 'PlaygroundFunction' },
      { ...open, path: OPENAPI_PATH, functionId: 'PlaygroundFunction' },
    ],
    usagePlans: [{ rateLimit: 1000, burstLimit: 1000, keyValues: [TEST_KEY] }],
  };
  const [reports, log]: [string[], string[]] = [[], []];
  const options = { report: (line: string) => reports.push(line), log: (line: string) => log.push(line) };
  let dir: string;
  let api: LocalApi;
  let ric: RicFunctions;
  let body: Buffer;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'face-ric-'));
    const functions = async (environment: Readonly<Record<string, string>>) => {
      ric = await ricFunctions(model, { ...environment, MODELS_DIR }, options);
      return ric.functions;
    };
    api = await startLocalApi({ port: 0, dir, model, functions });
    const pictures = [await encodeJpeg(drawnFace({ seed: 2 })), await encodePng(drawnFace({ seed: 2, size: 480 }))];
    body = multipartBody(pictureParts(pictures[0]!, pictures[1]!));
  });
  afterAll(async () => {
    await api?.close();
    await ric?.close();
    await rm(dir, { recursive: true, force: true });
  });

  const compare = (token: string) =>
    send(api.url, COMPARE_PATH, {
      body,
      headers: { authorization: `Bearer ${token}`, 'content-type': multipartType() },
    });

  it('starts no process before it is asked', () => {
    expect(reports).toEqual([]);
  });

  it('compares two pictures, cold starts included, and stores an audit item', async () => {
    const { status, headers, body: answer } = await compare(await api.token({ client: 'bank' }));
    expect([status, JSON.parse(answer).result]).toMatchObject([200, { isFaceMatch: true, status: 'Success' }]);
    expect(reports).toEqual([
      expect.stringMatching(`^${AUTHORIZER_FUNCTION}: cold start in \\d+ ms$`),
      expect.stringMatching(`^${COMPARE_FUNCTION}: cold start in \\d+ ms$`),
    ]);
    await vi.waitFor(() => expect(log.join()).toContain('"coldStart":true'));
    const items = await newestAuditItems(dir, { limit: 10 });
    expect(items).toEqual([expect.objectContaining({ client: 'bank', requestId: headers['x-request-id'] })]);
  });

  it('keeps 401, 403 and 400 apart, in the envelope', async () => {
    const statuses = [
      await compare(await api.token({ expired: true })),
      await compare(await api.token({ external: false })),
      await send(api.url, COMPARE_PATH, { headers: { authorization: `Bearer ${await api.token()}` }, body: 'x' }),
    ];
    expect(statuses.map(({ status }) => status)).toEqual([401, 403, 400]);
    expect(statuses.map(({ body: answer }) => JSON.parse(answer).statusCode)).toEqual([401, 403, 400]);
  });

  it('serves the playground and the description of the API from a function of its own', async () => {
    const page = await send(api.url, PLAYGROUND_PATH, { method: 'GET' });
    expect([page.status, page.body.startsWith('<!doctype html>')]).toEqual([200, true]);
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    const description = await send(api.url, OPENAPI_PATH, { method: 'GET' });
    expect(JSON.parse(description.body).openapi).toBe('3.1.1');
    expect(reports.at(-1)).toMatch(/^PlaygroundFunction: cold start/);
  });
});
