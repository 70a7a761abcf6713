import { describe, expect, it } from 'vitest';
import { mistakesOf } from './mistakes-of.ts';

const EMAIL = { alarmEmail: 'ops@example.com' };

describe('settings of operation', () => {
  it.each([
    { alarms: 'full' },
    { ...EMAIL, monthlyBudgetUsd: '50' },
    { region: 'eu-west-1', replicaRegions: 'eu-central-1,eu-north-1', requestIdHeader: 'false' },
  ])('go together: %j', (context) => {
    expect(mistakesOf(context)).toEqual([]);
  });

  it.each([
    [{ alarms: 'full', monitoring: false }, /^Expected monitoring to be alarms or true where alarms is full/],
    [{ monthlyBudgetUsd: 50 }, /^Expected alarmEmail where monthlyBudgetUsd is set/],
    [{ ...EMAIL, monthlyBudgetUsd: 0 }, /^Expected a number between 1 and 1000000 for monthlyBudgetUsd/],
    [{ replicaRegions: 'eu-central-1' }, /^Expected region where replicaRegions is set/],
    [
      { region: 'eu-west-1', replicaRegions: 'eu-central-1,eu-west-1' },
      /^Expected other Regions than that of the stack for replicaRegions but received eu-west-1\.$/,
    ],
    [
      { region: 'eu-west-1', replicaRegions: 'eu-north-1,eu-north-1' },
      /^Expected each Region once in replicaRegions\.$/,
    ],
    [
      {
        region: 'eu-west-1',
        replicaRegions: 'eu-north-1',
        kmsKeyArn: 'arn:aws:kms:eu-west-1:123456789012:key/0a1b-2c3d',
      },
      /^Expected no kmsKeyArn where replicaRegions is set/,
    ],
    [
      { region: 'eu-west-1', replicaRegions: 'Europe' },
      /^Expected a list, .* for replicaRegions but received Europe\.$/,
    ],
    [{ alarms: 'all' }, /^Expected one of core, full for alarms/],
  ])('that cannot work are refused with one message: %j', (context, message) => {
    expect(mistakesOf(context)).toEqual([expect.stringMatching(message)]);
  });
});
