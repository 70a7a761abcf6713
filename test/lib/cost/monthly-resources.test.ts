import { describe, expect, it } from 'vitest';
import { givenAway, standingBill, sum } from '../../../lib/cost/cost-model.ts';
import { standingOf, standingOfStack } from '../../../lib/cost/monthly-resources.ts';

describe('what the stack pays by the month', () => {
  it('is read from its template, with and without monitoring', async () => {
    const { alarms, ...rest } = await standingOfStack();
    expect(alarms).toBeGreaterThan(0);
    expect(rest).toEqual({
      compositeAlarms: 0,
      dashboards: 0,
      keys: 1,
      metrics: 'core',
      webAcls: 0,
      webAclRules: 0,
      endpointInterfaces: 0,
      provisionedMegabytes: 0,
      architecture: 'x86_64',
    });
    expect(await standingOfStack({ monitoring: 'true' })).toMatchObject({ alarms, dashboards: 1 });
    expect(await standingOfStack({ monitoring: 'false' })).toMatchObject({ alarms: 0, dashboards: 0 });
    expect(await standingOfStack({ architecture: 'arm64' })).toMatchObject({ architecture: 'arm64' });
  });

  it('is below three dollars at list price with a signing key, below two with an external issuer, and less where alarms are free', async () => {
    const standing = await standingOfStack();
    const list = sum(standingBill(standing, 0));
    expect(list).toBeLessThan(3);
    expect(list - givenAway(standing)).toBeLessThan(1.6);
    const external = await standingOfStack({
      issuer: 'https://id.example',
      audience: 'x',
      jwksUri: 'https://id.example/k',
    });
    expect(external).toMatchObject({ keys: 0, alarms: standing.alarms - 2 });
    expect(sum(standingBill(external, 0))).toBeLessThan(2);
    expect((await standingOfStack({ signingKeys: 'a,b' })).keys).toBe(2);
    // With a dashboard it is below that only where that is free.
    const watched = await standingOfStack({ monitoring: 'true' });
    expect(sum(standingBill(watched, 0))).toBeGreaterThan(3);
    expect(sum(standingBill(watched, 0)) - givenAway(watched)).toBeLessThan(3);
  });

  it('has a web ACL with its rules, endpoints of a VPC by subnet, and all metrics, where they are set', async () => {
    const network = {
      vpcId: 'vpc-0a1b2c3d',
      subnetIds: 'subnet-0a1b2c3d,subnet-0a1b2c3e',
      routeTableIds: 'rtb-0a1b2c3d',
    };
    const standing = await standingOfStack({ waf: 'true', metrics: 'full', ...network });
    expect(standing).toMatchObject({ webAcls: 1, webAclRules: 5, endpointInterfaces: 2, metrics: 'full' });
    const bill = standingBill(standing, 0);
    expect(bill['Web ACL']).toBeCloseTo(10, 6);
    expect(bill['VPC endpoints']).toBeCloseTo(14.6, 1);
  });

  it('has four more alarms and one that sums them up, where they are set', async () => {
    const core = await standingOfStack();
    const full = await standingOfStack({ alarms: 'full' });
    expect(full).toMatchObject({ alarms: core.alarms + 4, compositeAlarms: 1 });
    expect(sum(standingBill(full, 0)) - sum(standingBill(core, 0))).toBeCloseTo(0.9, 9);
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
