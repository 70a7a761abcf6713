import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { checkAccount } from '../../../lib/doctor/account.ts';
import { readSettings } from '../../../lib/stack/settings/read-settings.ts';
import { type Account, type FakeAccount, fakeAccount, HEALTHY } from './fake-account.ts';

let aws: FakeAccount;
beforeAll(async () => {
  aws = await fakeAccount();
});
afterAll(() => aws.close());
beforeEach(() => {
  vi.stubEnv('AWS_ENDPOINT_URL', aws.endpoint);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  vi.stubEnv('AWS_CONFIG_FILE', '/nowhere/config');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nowhere/credentials');
  vi.stubEnv('AWS_PROFILE', undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

async function outcomes(account: Partial<Account>, settings: Record<string, unknown> = {}): Promise<string[]> {
  aws.account = { ...HEALTHY, ...account };
  const results = await checkAccount(readSettings(settings));
  return results.map(({ check, outcome, message, remedy }) => `${outcome} ${check}: ${message} ${remedy ?? ''}`.trim());
}
const one = async (check: string, ...given: Parameters<typeof outcomes>): Promise<string> =>
  (await outcomes(...given)).find((line) => line.includes(` ${check}: `)) ?? '';

describe('the account', () => {
  it('is fine where nothing is in the way', async () => {
    expect(await outcomes({})).toEqual([
      'ok Credentials: Account 111111111111, Region eu-central-1.',
      'ok Memory: 1769 MB.',
      'ok Bootstrap: CDK bootstrap version 28.',
      'ok Concurrency: 1000 concurrent executions.',
      'ok Log role: API Gateway has no log role yet; the stack creates it.',
      'ok Stack: FaceComparison is not deployed yet.',
    ]);
  });

  it('is not checked without credentials, and every line says so', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', undefined);
    const lines = await outcomes({});
    expect(lines.length).toBeGreaterThan(4);
    expect(lines.filter((line) => !line.startsWith('unknown '))).toEqual([]);
    expect(lines[0]).toBe(
      'unknown Credentials: There are no AWS credentials. Set AWS_PROFILE, or run `aws sso login` or `aws configure`.',
    );
  });

  it('is not checked without a Region', async () => {
    vi.stubEnv('AWS_REGION', undefined);
    expect((await outcomes({}))[0]).toBe('unknown Credentials: No Region is set. Set AWS_REGION.');
  });

  it('with expired credentials fails', async () => {
    expect((await outcomes({ credentialsError: 'ExpiredToken' }))[0]).toMatch(
      /^failed Credentials: AWS rejects .*ExpiredToken/,
    );
  });

  it.each([
    [{ account: '222222222222' }, /^failed Credentials: .* account 111111111111, but the stage is for 222222222222/],
    [{ region: 'eu-west-1' }, /^failed Credentials: The Region is eu-central-1, .*AWS_REGION=eu-west-1\.$/],
  ])('is the one of the stage: %j', async (settings, line) => {
    expect((await outcomes({}, settings))[0]).toMatch(line);
  });

  it.each([
    ['Bootstrap', { bootstrapVersion: null }, {}, /^failed .*not prepared.* `npx cdk bootstrap`/],
    ['Bootstrap', { bootstrapVersion: '5' }, {}, /^failed .*version 5 is older than 6/],
    ['Concurrency', { concurrency: 10, unreserved: 10 }, {}, /^warning .*Only 10 .*Service Quotas/],
    [
      'Concurrency',
      { concurrency: 10, unreserved: 10 },
      { provisionedConcurrency: 1 },
      /^failed .*provisionedConcurrency=1/,
    ],
    ['Concurrency', { unreserved: 11 }, { provisionedConcurrency: 1 }, /^ok /],
    ['Concurrency', { lambdaDenied: true }, {}, /^unknown .*AccessDeniedException.*permissions/],
    ['Memory', {}, { memory: 3009 }, /^warning .*3009 MB .*memory=3008/],
    ['Log role', {}, { cloudWatchRole: false }, /^failed .*Set cloudWatchRole=true\.$/],
    [
      'Log role',
      { logRole: 'arn:aws:iam::111111111111:role/theirs' },
      {},
      /^failed .*theirs.*Set cloudWatchRole=false\.$/,
    ],
    ['Log role', { logRole: 'arn:aws:iam::111111111111:role/theirs' }, { cloudWatchRole: false }, /^ok .*theirs/],
    ['Log role', { logRole: 'arn:aws:iam::111111111111:role/FaceComparison-ApiRole-1' }, {}, /^ok /],
    ['Stack', { stackStatus: 'UPDATE_COMPLETE' }, {}, /^ok Stack: FaceComparison is UPDATE_COMPLETE\.$/],
    ['Stack', { stackStatus: 'ROLLBACK_COMPLETE' }, {}, /^failed .*first deployment.*Delete the stack/],
    ['Stack', { stackStatus: 'UPDATE_ROLLBACK_FAILED' }, {}, /^failed /],
    ['Stack', { stackStatus: 'UPDATE_IN_PROGRESS' }, {}, /^warning .*Wait/],
    ['Stack', {}, { stage: 'staging' }, /^ok Stack: FaceComparison-staging /],
  ])('%s of %j with %j', async (check, account, settings, line) => {
    expect(await one(check, account, settings)).toMatch(line);
  });
});
