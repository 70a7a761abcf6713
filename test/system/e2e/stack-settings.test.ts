import { afterAll, beforeAll, expect, it } from 'vitest';
import { COMPARE_PATH } from '../../../lambda/contract/fields.ts';
import { send } from '../../support/gateway.ts';
import { type RealApi, startRealApi } from '../../support/real-api.ts';
import { describeUnless, noModels } from '../../support/shared.ts';

describeUnless(noModels, 'the local API of a stack with other settings', () => {
  let api: RealApi;
  beforeAll(async () => {
    api = await startRealApi({
      settings: {
        rateLimit: 2,
        burstLimit: 2,
        maxFileBytes: 1000,
        clients: JSON.stringify({ bulk: { rateLimit: 50, burstLimit: 30 } }),
      },
    });
  });
  afterAll(() => api.close());

  const statuses = async (client: string, count: number) => {
    const headers = { authorization: `Bearer ${await api.token({ client })}` };
    const answers = await Promise.all(Array.from({ length: count }, () => send(api.url, COMPARE_PATH, { headers })));
    return answers.map(({ status }) => status);
  };

  it('throttles by the burst of the stack, and clients with a limit of their own apart from the rest', async () => {
    const shared = await statuses('somebody', 12);
    // Not multipart, so what passes the gateway is 400. A token bucket of 2 may gain one more while the burst runs.
    expect(shared.filter((status) => status === 400).length).toBeGreaterThanOrEqual(2);
    expect(shared.filter((status) => status === 400).length).toBeLessThanOrEqual(4);
    expect(shared.filter((status) => status === 429).length).toBeGreaterThanOrEqual(8);
    expect(await statuses('bulk', 12)).toEqual(Array.from({ length: 12 }, () => 400));
  });
});
