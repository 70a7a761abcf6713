import { CfnParameter, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { InterfaceVpcEndpoint } from 'aws-cdk-lib/aws-ec2';
import { describe, expect, it } from 'vitest';
import { SettingsError } from '../../../lambda/errors/settings-error.ts';
import { Identity, type OidcOptions } from '../../../lib/stack/clients/identity.ts';
import { FaceComparison } from '../../../lib/stack/face-comparison.ts';
import type { FaceComparisonProps } from '../../../lib/stack/props.ts';
import { PROP_PLACES, propsMistakes } from '../../../lib/stack/props-mistakes.ts';

type Props = Omit<FaceComparisonProps, 'code'>;

const OIDC: OidcOptions = {
  issuer: 'https://id.example.com/',
  audience: ['faces'],
  jwksUri: 'https://id.example.com/',
};
const oidc = (change: Partial<OidcOptions>): Props => ({ identity: Identity.oidc({ ...OIDC, ...change }) });

/** One wrong value of each prop that has a setting. */
const WRONG: Readonly<Record<string, Props>> = {
  'identity.issuer': oidc({ issuer: 'http://id.example.com' }),
  'identity.audience': oidc({ audience: ['two words'] }),
  'identity.jwksUri': oidc({ jwksUri: 'keys' }),
  'identity.servicesClaim': oidc({ servicesClaim: 'two words' }),
  'identity.clientClaim': oidc({ clientClaim: '' }),
  'identity.signingKeys': { identity: Identity.builtIn({ signingKeys: ['a', 'a'] }) },
  'identity.tokenLife': { identity: Identity.builtIn({ tokenLife: Duration.minutes(1) }) },
  'compare.threshold': { compare: { threshold: 70 } },
  'compare.similarityDecimals': { compare: { similarityDecimals: 0 } },
  'compare.maxFaces': { compare: { maxFaces: 33 } },
  'compare.pack': { compare: { pack: 'best' } },
  'compare.researchModels': { compare: { researchModels: 'yes' as never } },
  'compare.calibration': { compare: { calibration: '../mine.json' } },
  'compare.randomPairCalibration': { compare: { randomPairCalibration: 1 as never } },
  'compare.memorySize': { compare: { memorySize: 128 } },
  'compare.maxFileBytes': { compare: { maxFileBytes: 5_000_000 } },
  'compare.provisionedConcurrency': { compare: { provisionedConcurrency: -1 } },
  'compare.keepWarm': { compare: { keepWarm: 'true' as never } },
  'compare.isolateClients': { compare: { isolateClients: null as never } },
  'auditTable.retention': { auditTable: { retention: Duration.hours(36) } },
  'auditTable.deletionProtection': { auditTable: { deletionProtection: 'true' as never } },
  'auditTable.dailyExport': { auditTable: { dailyExport: 'daily' as never } },
  'auditTable.replicaRegions': { auditTable: { replicaRegions: ['Europe'] } },
  'limits.rateLimit': { limits: { rateLimit: '5' as never } },
  'limits.burstLimit': { limits: { burstLimit: 2.5 } },
  'limits.stageRateLimit': { limits: { stageRateLimit: 0 } },
  'limits.stageBurstLimit': { limits: { stageBurstLimit: 6_000 } },
  'limits.clients': { limits: { clients: { '!': { rateLimit: 1, burstLimit: 1 } } } },
  corsOrigins: { corsOrigins: ['https://app.example.com/'] },
  playground: { playground: 'yes' as never },
  deployment: { deployment: 'canary' as never },
  cloudWatchRole: { cloudWatchRole: 'no' as never },
  requestIdHeader: { requestIdHeader: 'no' as never },
  tracing: { tracing: 1 as never },
  logRetention: { logRetention: 2 as never },
  'domain.domainName': { domain: { domainName: 'Faces' } },
  'webAcl.rateLimit': { webAcl: { rateLimit: 9 } },
  webAcl: { webAcl: 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/a/b' },
  monitoring: { monitoring: { dashboard: 'no' as never } },
  'monitoring.budget.monthlyDollars': { monitoring: { budget: { monthlyDollars: 0, email: 'a@example.com' } } },
  'monitoring.budget.email': { monitoring: { budget: { monthlyDollars: 1, email: 'nobody' } } },
};

describe('the values of the props', () => {
  it.each(Object.entries(WRONG))('are checked, and the prop is named: %s', (prop, props) => {
    expect(propsMistakes(props)).toEqual([expect.stringMatching(new RegExp(`^Expected .+ for ${prop} but received `))]);
  });

  it('are tried here, each of them', () => {
    const props = Object.values(PROP_PLACES).flatMap((place) => place?.prop ?? []);
    expect(Object.keys(WRONG).sort()).toEqual(props.sort());
  });

  it('have no mistake by default', () => {
    expect(propsMistakes({})).toEqual([]);
    expect(propsMistakes(oidc({}))).toEqual([]);
    const deployment = 'canary10Percent5Minutes';
    expect(propsMistakes({ deployment, monitoring: { dashboard: false } })).toEqual([]);
  });

  it('have no mistake that only a deployment could find', () => {
    const parameter = new CfnParameter(new Stack(), 'Parameter', { type: 'Number' });
    const later = Lazy.string({ produce: () => 'later' });
    const props: Props = {
      compare: { memorySize: parameter.valueAsNumber },
      domain: { domainName: later },
      corsOrigins: [later],
      webAcl: parameter.valueAsString,
      auditTable: { retention: Duration.days(parameter.valueAsNumber) },
    };
    expect(propsMistakes(props)).toEqual([]);
  });

  it('that cannot work together are named by their props', () => {
    const endpoint = InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(new Stack(), 'Endpoint', {
      vpcEndpointId: 'vpce-0a1b2c3d',
      port: 443,
    });
    const together: readonly [Props, string][] = [
      [oidc({ audience: [] }), 'Expected at least one audience in identity.audience.'],
      [
        { privateEndpoints: [endpoint], domain: { domainName: 'faces.example.com' } },
        'Expected no domain where there are privateEndpoints: a Regional domain cannot lead to a private API.',
      ],
      [
        { compare: { keepWarm: true, provisionedConcurrency: 1 } },
        'Expected compare.keepWarm or compare.provisionedConcurrency but received both.',
      ],
      [
        { compare: { threshold: 0.71, similarityDecimals: 1 } },
        'Expected at most 1 decimals for compare.threshold, as in compare.similarityDecimals, but received 0.71.',
      ],
      [
        { monitoring: false, deployment: 'canary10Percent5Minutes' },
        'Expected monitoring not to be false where deployment is canary10Percent5Minutes: alarms move requests back.',
      ],
    ];
    for (const [props, mistake] of together) expect(propsMistakes(props)).toEqual([mistake]);
  });

  it('stop the construct with all mistakes at once', () => {
    const code = { image: '', authorizer: '', issuer: '', catchAll: '', playground: '' };
    const props = { code, compare: { memorySize: 1, threshold: 2 } };
    const make = () => new FaceComparison(new Stack(), 'Faces', props);
    expect(make).toThrow(SettingsError);
    expect(make).toThrow(/^Expected .+ for compare\.threshold .+\nExpected .+ for compare\.memorySize [^\n]+$/);
  });
});
