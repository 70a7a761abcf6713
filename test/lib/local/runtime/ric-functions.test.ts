import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { COMPARE_PATH, OPENAPI_PATH, PLAYGROUND_PATH } from '../../../../lambda/contract/fields.ts';
import { MODELS_DIR } from '../../../../layers/models/fetch.ts';
import { newestAuditItems } from '../../../../lib/local/audit/audit-items.ts';
import { type LocalApi, startLocalApi } from '../../../../lib/local/local-api.ts';
import { type FunctionConfiguration, launchProcess } from '../../../../lib/local/runtime/launch.ts';
import { type RicFunctions, type RicOptions, ricFunctions } from '../../../../lib/local/runtime/ric-functions.ts';
import type { FunctionEnvironment } from '../../../../lib/local/template/template-resources.ts';
import { drawnFace } from '../../../../lib/pictures/drawn-face.ts';
import { encodeJpeg, encodePng } from '../../../../lib/pictures/encode.ts';
import {
  AUTHORIZER_DEFINITION,
  AUTHORIZER_FUNCTION,
  COMPARE_DEFINITION,
  COMPARE_FUNCTION,
  defaultModel,
  ISSUER_DEFINITION,
  ISSUER_FUNCTION,
} from '../../../support/default-model.ts';
import { send, TEST_KEY } from '../../../support/gateway.ts';
import { multipartBody, multipartType, pictureParts } from '../../../support/multipart.ts';
import { describeUnless, noModels } from '../../../support/shared.ts';

const PLAYGROUND_FUNCTION = 'PlaygroundFunction';

describeUnless(noModels, 'the local API with its functions under the Lambda runtime client', () => {
  const open = { method: 'GET', authorized: false, apiKeyRequired: false, timeoutMs: 29_000 };
  const stack = {
    model: {
      ...defaultModel(TEST_KEY),
      routes: [
        ...defaultModel(TEST_KEY).routes,
        { ...open, path: PLAYGROUND_PATH, functionId: PLAYGROUND_FUNCTION },
        { ...open, path: OPENAPI_PATH, functionId: PLAYGROUND_FUNCTION },
      ],
      usagePlans: [{ rateLimit: 1000, burstLimit: 1000, keyValues: [TEST_KEY] }],
    },
    functions: {
      [COMPARE_FUNCTION]: { ...COMPARE_DEFINITION, memoryMb: 3538, timeoutMs: 19_000 },
      [AUTHORIZER_FUNCTION]: AUTHORIZER_DEFINITION,
      [ISSUER_FUNCTION]: ISSUER_DEFINITION,
      [PLAYGROUND_FUNCTION]: { memoryMb: 256, timeoutMs: 5_000, environment: { MAX_FILE_BYTES: '4000000' } },
    },
  };
  const [reports, log]: [string[], string[]] = [[], []];
  const configurations = new Map<string, FunctionConfiguration>();
  const options: RicOptions = {
    report: (line) => reports.push(line),
    log: (line) => log.push(line),
    launch: (configuration, port) => {
      configurations.set(configuration.name, configuration);
      return launchProcess(configuration, port);
    },
  };
  let dir: string;
  let api: LocalApi;
  let ric: RicFunctions;
  let body: Buffer;
  let addresses: FunctionEnvironment;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'face-ric-'));
    const functions = async (given: FunctionEnvironment) => {
      addresses = given;
      ric = await ricFunctions(stack, { ...addresses, MODELS_DIR }, options);
      return ric.functions;
    };
    api = await startLocalApi({ port: 0, dir, model: stack.model, functions });
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
    await vi.waitFor(() => expect(log.join()).toContain('"coldStart":true'), { timeout: 60_000 });
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
    expect(reports.at(-1)).toMatch(`${PLAYGROUND_FUNCTION}: cold start`);
  });

  it("runs each function with the limits and variables of its own definition, and no other function's", () => {
    for (const [name, { environment, ...limits }] of Object.entries(stack.functions)) {
      // Nobody has asked it for a token.
      if (name === ISSUER_FUNCTION) continue;
      expect(configurations.get(name)).toMatchObject(limits);
      expect(configurations.get(name)!.environment).toEqual({ ...environment, ...addresses, MODELS_DIR });
    }
  });
});
