import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { compareWithDeployed } from '../../../../lib/stack/deployment/deployment-guard.ts';
import { recordedSettings } from '../../../../lib/stack/deployment/recorded-settings.ts';
import { readSettings } from '../../../../lib/stack/settings/read-settings.ts';
import { type FakeCloudFormation, fakeCloudFormation } from './fake-cloudformation.ts';

const ACCOUNT = '111111111111';
const HERE = { CDK_DEFAULT_ACCOUNT: ACCOUNT, CDK_DEFAULT_REGION: 'eu-west-1' };
const EXTERNAL = { issuer: 'https://id.example.com/', audience: 'faces', jwksUri: 'https://id.example.com/keys' };

let aws: FakeCloudFormation;
beforeAll(async () => {
  aws = await fakeCloudFormation();
});
afterAll(() => aws.close());
beforeEach(() => {
  aws.stack = null;
  aws.error = null;
  aws.asked.length = 0;
  vi.stubEnv('AWS_ENDPOINT_URL', aws.endpoint);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example');
});
afterEach(() => vi.unstubAllEnvs());

const planned = (context: Record<string, unknown>) => ({
  settings: readSettings(context),
  given: new Set(Object.keys(context)),
});
const compare = (context: Record<string, unknown>, environment: object = HERE) =>
  compareWithDeployed('FaceComparison', planned(context), environment);

/** Deploys settings to the fake, as a deployment of them does. */
function deploy(context: Record<string, unknown>, account = ACCOUNT): void {
  const outputs = {
    Settings: JSON.stringify(recordedSettings(readSettings(context))),
    Identity: 'issuer' in context ? 'external' : 'builtin',
  };
  aws.stack = { account, outputs };
}

describe('a deployment', () => {
  it('goes on where it gives all that is deployed, with whatever values', async () => {
    deploy({ threshold: 0.8, retentionDays: 30, corsOrigins: ['https://a.example.com'] });
    expect(await compare({ threshold: '0.9', retentionDays: 30, corsOrigins: 'https://b.example.com' })).toEqual([]);
    expect(aws.asked).toEqual(['FaceComparison']);
  });

  it('stops where it would change more than one copy of the audit table, which AWS rejects', async () => {
    const copies = (...replicaRegions: string[]) => ({ region: 'eu-west-1', replicaRegions });
    deploy(copies('eu-central-1'));
    expect(await compare(copies('eu-central-1', 'eu-north-1'))).toEqual([]);
    expect(await compare(copies('eu-north-1'))).toEqual([
      {
        level: 'error',
        id: 'replica-regions',
        text: 'AWS adds or removes one copy of a table in a deployment, and this one would add eu-north-1, remove eu-central-1. Change replicaRegions one Region at a time.',
      },
    ]);
    deploy({});
    expect(await compare(copies('eu-central-1', 'eu-north-1'))).toMatchObject([{ id: 'replica-regions' }]);
    aws.stack = null;
    expect(await compare(copies('eu-central-1', 'eu-north-1'))).toMatchObject([{ id: 'not-compared' }]);
  });

  it('goes on where a setting is taken back in so many words', async () => {
    deploy({ retentionDays: 30, threshold: 0.8 });
    expect(await compare({ retentionDays: null, threshold: 0.7 })).toEqual([]);
    expect(await compare({ retentionDays: '', threshold: '' })).toEqual([]);
  });

  it('stops where it leaves settings out, and names each with both values', async () => {
    deploy({ threshold: 0.8, retentionDays: 30, corsOrigins: ['https://a.example.com'], memory: 3_000 });
    const [notice, ...more] = await compare({ memory: 2_000, stage: 'staging' });
    expect(more).toEqual([]);
    expect(notice).toEqual({
      level: 'error',
      id: 'settings-dropped',
      text: [
        'This deployment would change FaceComparison in ways that nobody asked for:',
        '- threshold would change from 0.8 to its default, 0.7.',
        '- retentionDays would change from 30 to its default, none.',
        '- corsOrigins would change from ["https://a.example.com"] to its default, none.',
        'Write the settings into settings/staging.json, or allow the change: -c allowDefaults=true',
      ].join('\n'),
    });
  });

  it('stops where it would accept the tokens of another issuer', async () => {
    deploy({});
    expect(await compare(EXTERNAL)).toMatchObject([
      {
        level: 'error',
        text: expect.stringContaining('those of the built-in issuer to those of the external issuer.'),
      },
    ]);
    deploy(EXTERNAL);
    expect(await compare({})).toMatchObject([
      { level: 'error', text: expect.stringMatching(/issuer would change.*from those of the external issuer to/s) },
    ]);
  });

  it('stops for another issuer where the deployed release does not record its settings yet', async () => {
    aws.stack = { account: ACCOUNT, outputs: { Identity: 'external' } };
    expect(await compare({})).toMatchObject([{ level: 'error', id: 'settings-dropped' }]);
  });

  it('goes on with a warning where defaults are allowed', async () => {
    deploy({ threshold: 0.8 });
    expect(await compare({ allowDefaults: 'true' })).toMatchObject([
      { level: 'warning', text: expect.stringContaining('threshold would change from 0.8') },
    ]);
  });

  it('stops where this release has no such setting any more', async () => {
    aws.stack = { account: ACCOUNT, outputs: { Settings: '{"gone":1}', Identity: 'builtin' } };
    expect(await compare({})).toMatchObject([
      { level: 'error', text: expect.stringContaining('gone would change from 1 to nothing, since this release') },
    ]);
  });

  it('notices hundreds of clients that are left out, though the output has only their digest', async () => {
    const clients = Object.fromEntries(
      Array.from({ length: 100 }, (_, i) => [`client-${i}`, { rateLimit: 1, burstLimit: 1 }]),
    );
    deploy({ ...EXTERNAL, clients });
    expect(aws.stack!.outputs.Settings!.length).toBeLessThan(500);
    expect(await compare({ ...EXTERNAL, clients })).toEqual([]);
    expect(await compare(EXTERNAL)).toMatchObject([
      { level: 'error', text: expect.stringMatching(/clients would change from sha256:[0-9a-f]{16} to its default/) },
    ]);
  });
});

describe('a comparison that cannot be made', () => {
  it.each([
    ['without credentials', { CDK_DEFAULT_REGION: 'eu-west-1' }],
    ['without a Region', { CDK_DEFAULT_ACCOUNT: ACCOUNT }],
  ])('is said in one line %s, and AWS is not asked', async (_, environment) => {
    expect(await compare({}, environment)).toEqual([
      {
        level: 'info',
        id: 'not-compared',
        text: 'Not compared with the deployed stack: there are no AWS credentials.',
      },
    ]);
    expect(aws.asked).toEqual([]);
  });

  it('is said of the first deployment', async () => {
    expect(await compare({})).toMatchObject([
      { level: 'info', text: expect.stringContaining('there is no stack FaceComparison in eu-west-1 yet') },
    ]);
  });

  it('is a warning where the credentials are those of another account, as with --profile', async () => {
    deploy({ threshold: 0.8 }, '222222222222');
    expect(await compare({})).toMatchObject([
      { level: 'warning', text: expect.stringMatching(/of account 222222222222, but .* AWS_PROFILE instead/) },
    ]);
    vi.stubEnv('AWS_ACCOUNT_ID', '333333333333');
    aws.asked.length = 0;
    expect(await compare({})).toMatchObject([{ level: 'warning', text: expect.stringContaining('333333333333') }]);
    expect(aws.asked).toEqual([]);
  });

  it('is a warning where reading is not allowed, and names the permission', async () => {
    aws.error = { status: 403, code: 'AccessDenied' };
    expect(await compare({})).toEqual([
      {
        level: 'warning',
        id: 'not-compared',
        text: 'Not compared with the deployed stack: AWS returns AccessDenied. Allow cloudformation:DescribeStacks.',
      },
    ]);
  });

  it('is a warning where AWS is out of reach', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:9');
    expect(await compare({})).toMatchObject([{ level: 'warning', id: 'not-compared' }]);
  });

  it.each([
    ['an older release', {}],
    ['something else', { Settings: 'x' }],
  ])('is a warning where the stack is of %s', async (_, outputs) => {
    aws.stack = { account: ACCOUNT, outputs };
    expect(await compare({})).toMatchObject([
      { level: 'warning', text: expect.stringContaining('does not record its settings') },
    ]);
  });
});
