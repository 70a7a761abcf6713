import { describe, expect, it } from 'vitest';
import { standingOf, standingOfStack } from '../../../lib/cost/standing.ts';

describe('what the stack pays by the month', () => {
  it('is read from its template, with and without monitoring', async () => {
    const { alarms, dashboards, ...rest } = await standingOfStack();
    expect(alarms).toBeGreaterThan(0);
    expect(dashboards).toBeLessThanOrEqual(1);
    expect(rest).toEqual({ keys: 0, provisionedMegabytes: 0 });
    expect(await standingOfStack({ monitoring: 'false' })).toMatchObject({ alarms: 0, dashboards: 0 });
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
