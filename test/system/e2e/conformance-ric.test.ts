import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, it } from 'vitest';
import { MODELS_DIR } from '../../../layers/models/fetch.ts';
import { type LocalApi, startLocalApi } from '../../../lib/local/local-api.ts';
import { type RicFunctions, ricFunctions } from '../../../lib/local/runtime/ric-functions.ts';
import { localStack } from '../../../lib/local/template/local-stack.ts';
import { describeUnless, noModels } from '../../support/shared.ts';
import { CONFORMANCE_MS, expectConformance } from './conformance-run.ts';

describeUnless(noModels, 'the local API on the runtime client', () => {
  let dir: string;
  let api: LocalApi;
  let ric: RicFunctions;
  let written = '';

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'face-e2e-'));
    const stack = await localStack();
    const log = (line: string): void => {
      written += line;
    };
    api = await startLocalApi({
      port: 0,
      dir,
      model: stack.model,
      table: stack.table,
      functions: async (addresses) => {
        ric = await ricFunctions(stack, { ...addresses, MODELS_DIR }, { report: () => {}, log });
        return ric.functions;
      },
    });
  });
  afterAll(async () => {
    await api?.close();
    await ric?.close();
    await rm(dir, { recursive: true });
  });

  it(
    'conforms to the contract and to what is promised beyond it',
    () => expectConformance(api, () => written),
    CONFORMANCE_MS,
  );
});
