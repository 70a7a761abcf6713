import { afterAll, beforeAll, it } from 'vitest';
import { type RealApi, startRealApi } from '../../support/real-api.ts';
import { describeUnless, noModels } from '../../support/shared.ts';
import { CONFORMANCE_MS, expectConformance } from './conformance-run.ts';

describeUnless(noModels, 'the local API', () => {
  let api: RealApi;
  beforeAll(async () => {
    api = await startRealApi();
  });
  afterAll(() => api.close());

  it(
    'conforms to the contract and to what is promised beyond it',
    () => expectConformance(api, () => api.lines.join('')),
    CONFORMANCE_MS,
  );
});
