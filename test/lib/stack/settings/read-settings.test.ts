import { CURRENTLY_RECOMMENDED_FLAGS } from 'aws-cdk-lib/cx-api';
import { describe, expect, it } from 'vitest';
import { readSettings } from '../../../../lib/stack/settings/read-settings.ts';
import { SETTINGS } from '../../../../lib/stack/settings/settings.ts';
import { mistakesOf } from './mistakes-of.ts';

const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:alarms';
const CERTIFICATE = 'arn:aws:acm:eu-west-1:123456789012:certificate/0a1b-2c3d';
const LIMITS = { rateLimit: 1, burstLimit: 1 };
const IDENTITY = { issuer: 'https://id.example.com/', audience: 'faces', jwksUri: 'https://id.example.com/keys' };

describe('readSettings', () => {
  it('takes every default from the table', () => {
    const defaults = Object.fromEntries(
      Object.entries(SETTINGS).map(([name, { defaultValue }]) => [name, defaultValue]),
    );
    expect(readSettings({})).toEqual(defaults);
  });

  it('has defaults that its own checks accept', () => {
    for (const { defaultValue, check } of Object.values(SETTINGS)) {
      if (defaultValue !== null) expect(check.read(defaultValue)).toEqual(defaultValue);
    }
  });

  it.each([
    ['threshold', '0.85', 0.85],
    ['threshold', 0.5, 0.5],
    ['memory', '3008', 3008],
    ['maxFaces', '1', 1],
    ['similarityDecimals', '2', 2],
    ['monitoring', 'false', false],
    ['monitoring', true, true],
    ['monitoring', 'alarms', 'alarms'],
    ['architecture', 'arm64', 'arm64'],
    ['corsOrigins', 'https://a.example.com, http://localhost:5173', ['https://a.example.com', 'http://localhost:5173']],
    ['corsOrigins', ['https://a.example.com'], ['https://a.example.com']],
    ['clients', '{"acme":{"rateLimit":10,"burstLimit":20}}', { acme: { rateLimit: 10, burstLimit: 20 } }],
    ['clients', { acme: { rateLimit: '0.5', burstLimit: 1 } }, { acme: { rateLimit: 0.5, burstLimit: 1 } }],
    ['rateLimit', '2', 2],
    ['retentionDays', '365', 365],
    ['alarmTopicArn', TOPIC, TOPIC],
    ['retentionDays', '', null],
    ['researchModels', 'true', true],
  ] as const)('reads %s from %j', (name, raw, value) => {
    expect(readSettings({ [name]: raw })[name]).toEqual(value);
  });

  it.each(['edgeface-xs', 'combined'])('takes the pack %s with researchModels', (pack) => {
    expect(readSettings({ pack, researchModels: 'true' })).toMatchObject({ pack, researchModels: true });
  });

  it('keeps an issuer letter by letter and several audiences apart', () => {
    const settings = readSettings({ ...IDENTITY, audience: 'faces,api://faces' });
    expect(settings.issuer).toBe('https://id.example.com/');
    expect(settings.audience).toEqual(['faces', 'api://faces']);
  });

  it.each([
    [{ threshold: '1.1' }, 'Expected a number between 0 and 1 for threshold but received 1.1.'],
    [{ threshold: 'high' }, 'Expected a number between 0 and 1 for threshold but received high.'],
    [{ threshold: true }, 'Expected a number between 0 and 1 for threshold but received true.'],
    [{ memory: 1769.5 }, 'Expected an integer between 512 and 10240 for memory but received 1769.5.'],
    [{ similarityDecimals: 7 }, 'Expected an integer between 1 and 6 for similarityDecimals but received 7.'],
    [
      { similarityDecimals: 2, threshold: '0.705' },
      'Expected at most 2 decimals for threshold, as in similarityDecimals, but received 0.705.',
    ],
    [{ similarityDecimals: 1, threshold: 0.75 }, /^Expected at most 1 decimals for threshold, /],
    [{ maxFaces: 0 }, 'Expected an integer between 1 and 32 for maxFaces but received 0.'],
    [{ maxFaces: '33' }, 'Expected an integer between 1 and 32 for maxFaces but received 33.'],
    [{ monitoring: 'yes' }, 'Expected true, false or alarms for monitoring but received yes.'],
    [{ architecture: 'x64' }, 'Expected one of x86_64, arm64 for architecture but received x64.'],
    [
      { maxFileBytes: 4_000_001 },
      'Expected an integer between 1000 and 4000000 for maxFileBytes but received 4000001.',
    ],
    [{ corsOrigins: '*' }, /^Expected a list, .* for corsOrigins but received \*\.$/],
    [{ corsOrigins: 'https://a.example.com/' }, /for corsOrigins/],
    [{ corsOrigins: 'https://app.example.com:443' }, /for corsOrigins/],
    [{ clients: 'acme' }, /^Expected JSON such as .* for clients but received acme\.$/],
    [{ clients: { acme: { rateLimit: 0, burstLimit: 1 } } }, /for clients/],
    [{ clients: { '': LIMITS } }, /^Expected .* names of 1 to 256 of .* the first a letter or digit, .* for clients/],
    [{ clients: { '=1': LIMITS } }, /for clients/],
    [{ clients: { 'a","status":"200': LIMITS } }, /for clients/],
    [{ clients: { 'a b': LIMITS } }, /for clients/],
    [{ clients: { ['a'.repeat(257)]: LIMITS } }, /for clients/],
    [{ clients: '{"__proto__": {"rateLimit": 1, "burstLimit": 1}}' }, /for clients/],
    [{ clients: { acme: { rateLimit: 1, burstLimit: 1.5 } } }, /for clients/],
    [{ clients: { acme: { rateLimit: 1, burstLimit: 1, quota: 1 } } }, /for clients/],
    [{ ...IDENTITY, jwksUri: 'http://id.example.com/keys' }, /^Expected an https URL .* for jwksUri/],
    [{ ...IDENTITY, issuer: 'https://user:pass@id.example.com' }, /for issuer/],
    [
      { pack: 'edgeface-xs' },
      'Pack edgeface-xs holds edgeface-xs (trained on WebFace260M), whose training data is said to be for research only. Set researchModels=true to use it all the same.',
    ],
    [{ pack: 'combined', researchModels: 'false' }, /^Pack combined holds edgeface-xs .* Set researchModels=true /],
    [{ pack: 'combined', researchModels: 'yes' }, 'Expected true or false for researchModels but received yes.'],
    [{ pack: 'best' }, /^Expected one of .*retail-0095.* for pack but received best\.$/],
    [{ domainName: 'Faces.example.com', certificateArn: CERTIFICATE }, /for domainName/],
  ])('refuses %j with one message', (context, message) => {
    expect(mistakesOf(context)).toEqual([typeof message === 'string' ? message : expect.stringMatching(message)]);
  });

  it('takes a threshold with as many decimals as the similarity', () => {
    for (let decimals = 1; decimals <= 6; decimals++) {
      const longest = Number(`0.${'123459'.slice(0, decimals)}`);
      for (const threshold of [longest, 0, 0.7, 1]) {
        expect(mistakesOf({ similarityDecimals: decimals, threshold })).toEqual([]);
      }
    }
  });

  it('refuses half of an identity provider', () => {
    expect(mistakesOf({ issuer: IDENTITY.issuer })).toEqual([
      'Expected issuer, audience, jwksUri together but audience, jwksUri are missing.',
    ]);
  });

  it.each([
    [{ servicesClaim: 'roles' }, 'Expected issuer to be set where servicesClaim is set.'],
    [
      { servicesClaim: 'roles', clientClaim: 'azp' },
      'Expected issuer to be set where servicesClaim, clientClaim are set.',
    ],
    [{ identity: 'external' }, 'Expected issuer to be set where identity is external.'],
    [{ ...IDENTITY, identity: 'builtin' }, 'Expected no issuer where identity is builtin.'],
    [{ ...IDENTITY, signingKeys: 'b,a' }, 'Expected no issuer where signingKeys is set.'],
    [
      { ...IDENTITY, revocation: 'immediate', tokenSeconds: 600 },
      /^Expected no issuer where tokenSeconds, revocation are/,
    ],
  ])('refuses %j, most likely an issuer that was forgotten or added by mistake', (context, message) => {
    expect(mistakesOf(context)).toEqual([typeof message === 'string' ? message : expect.stringMatching(message)]);
  });

  it.each([
    { identity: 'builtin' },
    { ...IDENTITY, identity: 'external', clientClaim: 'azp' },
    { signingKeys: ['b', 'a'] },
  ])('takes %j', (context) => {
    expect(mistakesOf(context)).toEqual([]);
  });

  it.each(['', 'A', 'ab', 'a,a', 'a,1'])('refuses signing keys of %j unless they are left out', (signingKeys) => {
    expect(mistakesOf({ signingKeys })).toHaveLength(signingKeys === '' ? 0 : 1);
  });

  it('refuses more clients than a stack has room for, and names the way', () => {
    const many = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`client-${i}`, { rateLimit: i + 1, burstLimit: 1 }]));
    expect(mistakesOf({ ...IDENTITY, clients: many(120) })).toEqual([]);
    expect(mistakesOf({ ...IDENTITY, clients: many(121) })).toEqual([
      expect.stringMatching(/121 clients .* npm run apps\.$/),
    ]);
  });

  it('refuses a domain without a certificate', () => {
    expect(mistakesOf({ domainName: 'faces.example.com' })).toEqual([
      'Expected domainName, certificateArn together but certificateArn is missing.',
    ]);
  });

  it('refuses an alarm topic where there are no alarms', () => {
    expect(mistakesOf({ alarmTopicArn: TOPIC, monitoring: false })).toHaveLength(1);
  });

  it('refuses a gradual deployment without alarms, which would never move back', () => {
    const deployment = 'linear10PercentEvery1Minute';
    expect(mistakesOf({ deployment, monitoring: false })).toEqual([
      `Expected monitoring not to be false where deployment is ${deployment}: alarms move requests back.`,
    ]);
    expect(mistakesOf({ deployment })).toEqual([]);
    expect(mistakesOf({ deployment: 'canary' })).toEqual([
      expect.stringMatching(/^Expected one of allAtOnce, canary10Percent5Minutes, .* for deployment but/),
    ]);
  });

  it('says everything that is wrong at once', () => {
    expect(mistakesOf({ threshold: 2, memory: 1, tresholds: 0.7 })).toHaveLength(3);
  });

  it.each([
    ['treshold', 'threshold'],
    ['Threshold', 'threshold'],
    ['jwks-uri', 'jwksUri'],
    ['retentionDay', 'retentionDays'],
    ['cors_origins', 'corsOrigins'],
    ['isuer', 'issuer'],
    ['threshold2', 'threshold'],
  ])('takes %s for a misspelt %s', (key, name) => {
    expect(mistakesOf({ [key]: 'anything' })).toEqual([`There is no setting ${key}. Did you mean ${name}?`]);
  });

  it.each([
    'retention',
    'alarmTopic',
    'provisioned',
    'cors',
    'rate',
    'maxBytes',
    'stackName',
    'logRetention',
    'owner',
    'env',
    'toString',
  ])('refuses %s, which no setting is called, and lists those there are', (key) => {
    const settings = Object.keys(SETTINGS).join(', ');
    expect(mistakesOf({ [key]: '30' })).toEqual([`There is no setting ${key}. Settings: ${settings}.`]);
  });

  it('lists the settings once for all names that it does not know', () => {
    const [misspelt, unknown, ...others] = mistakesOf({ retention: 30, treshold: 0.9, cors: 'x' });
    expect(misspelt).toBe('There is no setting treshold. Did you mean threshold?');
    expect(unknown).toMatch(/^There is no setting retention, cors\. Settings: stage, account, /);
    expect(others).toEqual([]);
  });

  it.each([
    ...Object.keys(CURRENTLY_RECOMMENDED_FLAGS),
    'aws-cdk:enableDiffNoFail',
    'aws:cdk:bundling-stacks',
    'aws:cdk:disable-asset-staging',
    'availability-zones:account=1:region=x',
    'hosted-zone:account=1:domainName=example.com:region=x',
    '@aws-cdk-containers/ecs-service-extensions:enableDefaultLogDriver',
    'acknowledged-issue-numbers',
    'assets-ecr-repository-name',
    'cdk-migrate',
    'cli-telemetry',
  ])('leaves %s alone, which is CDK’s', (key) => {
    expect(mistakesOf({ [key]: true })).toEqual([]);
  });
});
