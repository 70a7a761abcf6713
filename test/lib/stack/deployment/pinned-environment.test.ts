import { describe, expect, it } from 'vitest';
import { expectPinnedEnvironment } from '../../../../lib/stack/deployment/pinned-environment.ts';

const ACCOUNT = '111111111111';
const PINNED = { account: ACCOUNT, region: 'eu-central-1' };
const HERE = { CDK_DEFAULT_ACCOUNT: ACCOUNT, CDK_DEFAULT_REGION: 'eu-central-1' };

describe('pinned account and Region', () => {
  it.each([
    ['those of the credentials', PINNED, HERE],
    ['none', { account: null, region: null }, HERE],
    ['any where there are no credentials', PINNED, { CDK_DEFAULT_REGION: 'us-east-1' }],
  ])('allow %s', (_, pinned, environment) => {
    expect(() => expectPinnedEnvironment(pinned, environment)).not.toThrow();
  });

  it('stop credentials of another account, and name both', () => {
    const environment = { ...HERE, CDK_DEFAULT_ACCOUNT: '222222222222' };
    expect(() => expectPinnedEnvironment(PINNED, environment)).toThrow(
      /^The settings pin the account 111111111111, but the credentials are those of 222222222222\..*AWS_PROFILE=…$/,
    );
  });

  it('stop another Region, and say how to change it', () => {
    const environment = { ...HERE, CDK_DEFAULT_REGION: 'us-east-1' };
    expect(() => expectPinnedEnvironment({ ...PINNED, account: null }, environment)).toThrow(
      'The settings pin the Region eu-central-1, but the Region in the environment is us-east-1: export AWS_REGION=eu-central-1',
    );
  });
});
