import { describe, expect, it } from 'vitest';
import { standingBill, sum } from '../../../lib/cost/cost-model.ts';
import { PRICES } from '../../../lib/cost/prices.ts';
import { standingOf, standingOfStack } from '../../../lib/cost/standing.ts';
import { localTemplate } from '../../../lib/local/synth.ts';

describe('what the stack pays by the month', () => {
  it('is read from its template, with and without monitoring', async () => {
    const { alarms, dashboards, ...rest } = await standingOfStack();
    expect(alarms).toBeGreaterThan(0);
    expect(dashboards).toBeLessThanOrEqual(1);
    expect(rest).toEqual({ keys: 0, provisionedMegabytes: 0 });
    expect(await standingOfStack({ monitoring: 'false' })).toMatchObject({ alarms: 0, dashboards: 0 });
  });

  it('is below two dollars, for its dashboard and alarms are among those that every account has for nothing', async () => {
    const standing = await standingOfStack();
    expect(sum(standingBill(standing, 0))).toBeLessThan(2);
    expect(standing.alarms).toBeLessThanOrEqual(PRICES.alarms.freeUnits);
    const template = await localTemplate();
    const bodies = Object.values(template.Resources as Record<string, { Type: string; Properties: object }>)
      .filter(({ Type }) => Type === 'AWS::CloudWatch::Dashboard')
      .map(({ Properties }) => JSON.stringify(Properties));
    expect(bodies).toHaveLength(standing.dashboards);
    // A free dashboard shows at most 50 metrics; each is a list that begins with its namespace.
    for (const body of bodies) expect(body.match(/\[\\+"(AWS|FaceComparison)\//g)!.length).toBeLessThanOrEqual(50);
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
