import { describe, expect, it } from 'vitest';
import { givenAway, standingBill, sum } from '../../../lib/cost/cost-model.ts';
import { standingOf, standingOfStack } from '../../../lib/cost/monthly-resources.ts';

describe('what the stack pays by the month', () => {
  it('is read from its template, with and without monitoring', async () => {
    const { alarms, ...rest } = await standingOfStack();
    expect(alarms).toBeGreaterThan(0);
    expect(rest).toEqual({ dashboards: 0, keys: 0, provisionedMegabytes: 0, architecture: 'x86_64' });
    expect(await standingOfStack({ monitoring: 'true' })).toMatchObject({ alarms, dashboards: 1 });
    expect(await standingOfStack({ monitoring: 'false' })).toMatchObject({ alarms: 0, dashboards: 0 });
    expect(await standingOfStack({ architecture: 'arm64' })).toMatchObject({ architecture: 'arm64' });
  });

  it('is below two dollars at list price, and a good deal less where alarms are free', async () => {
    const standing = await standingOfStack();
    const list = sum(standingBill(standing, 0));
    expect(list).toBeLessThan(2);
    expect(list - givenAway(standing)).toBeLessThan(0.5);
    // With a dashboard it is below only where that is free.
    const watched = await standingOfStack({ monitoring: 'true' });
    expect(sum(standingBill(watched, 0))).toBeGreaterThan(3);
    expect(sum(standingBill(watched, 0)) - givenAway(watched)).toBeLessThan(2);
  });

  it('has environments that are kept warm', async () => {
    const { provisionedMegabytes } = await standingOfStack({ provisionedConcurrency: '2', memory: '2048' });
    expect(provisionedMegabytes).toBe(4096);
  });

  it('is not guessed for things without a price', () => {
    const Resources = { Gateway: { Type: 'AWS::EC2::NatGateway' } };
    expect(() => standingOf({ Resources })).toThrow('There is no price for AWS::EC2::NatGateway');
  });
});
