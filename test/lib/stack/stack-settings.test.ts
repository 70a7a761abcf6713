import { describe, expect, it } from 'vitest';
import { localTemplate } from '../../../lib/local/template/synth.ts';
import { gatewayModel } from '../../../lib/local/template/template.ts';
import { type Any, functionOf, methodOf, propertiesOf, resourcesOf, statementsOf } from './template-access.ts';

const IDENTITY = { issuer: 'https://id.example.com/', audience: 'faces,more', jwksUri: 'https://id.example.com/keys' };
const environment = (template: object, packageType: 'Image' | 'Zip') =>
  functionOf(template, packageType).Environment.Variables;

describe('identity provider', () => {
  it('is asked for by parameters without a default, so that a deployment without it stops', async () => {
    const { Parameters: parameters } = (await localTemplate()) as Any;
    for (const name of ['Issuer', 'Audience', 'JwksUri']) {
      expect(parameters[name]).toMatchObject({ Type: 'String', AllowedPattern: expect.any(String) });
      expect(parameters[name].Default).toBeUndefined();
    }
  });

  it('goes to the authorizer, and the parameters go, when it is set', async () => {
    const template = (await localTemplate(IDENTITY)) as Any;
    expect(Object.keys(template.Parameters)).toEqual(['BootstrapVersion']);
    expect(environment(template, 'Zip')).toMatchObject({
      ISSUER: 'https://id.example.com/',
      AUDIENCE: 'faces,more',
      JWKS_URI: 'https://id.example.com/keys',
      SERVICES_CLAIM: 'services',
      CLIENT_CLAIM: 'client_id',
    });
  });

  it('may name its claims otherwise', async () => {
    const template = await localTemplate({ servicesClaim: 'https://example.com/services', clientClaim: 'azp' });
    expect(environment(template, 'Zip')).toMatchObject({
      SERVICES_CLAIM: 'https://example.com/services',
      CLIENT_CLAIM: 'azp',
    });
  });
});

describe('compare function', () => {
  it('knows its settings by its environment', async () => {
    const template = await localTemplate({ threshold: 0.8, maxFileBytes: 2_000_000, retentionDays: 30, memory: 3008 });
    expect(environment(template, 'Image')).toMatchObject({
      THRESHOLD: '0.8',
      MAX_FILE_BYTES: '2000000',
      RETENTION_DAYS: '30',
    });
    expect(functionOf(template, 'Image').MemorySize).toBe(3008);
  });

  it('compares fewer faces where a setting says so', async () => {
    expect(environment(await localTemplate({ maxFaces: 1 }), 'Image').MAX_FACES).toBe('1');
  });

  it('rounds its similarities where a setting says so', async () => {
    expect(environment(await localTemplate({ similarityDecimals: 2 }), 'Image').SIMILARITY_DECIMALS).toBe('2');
  });

  it('may run a pack for research where a setting says so', async () => {
    const template = await localTemplate({ pack: 'combined', researchModels: true });
    expect(environment(template, 'Image')).toMatchObject({ PACK: 'combined', RESEARCH_MODELS: 'true' });
  });

  it('is not told what is not set', async () => {
    const names = Object.keys(environment(await localTemplate(), 'Image'));
    expect(names.sort()).toEqual([
      'AUDIT_TABLE',
      'MALLOC_ARENA_MAX',
      'MALLOC_MMAP_THRESHOLD_',
      'MALLOC_TRIM_THRESHOLD_',
      'MAX_FILE_BYTES',
      'NODE_OPTIONS',
      'PACK',
      'THRESHOLD',
    ]);
  });

  it('finds another calibration beside its models', async () => {
    const template = await localTemplate({ calibration: 'own-2026.json' });
    expect(environment(template, 'Image').CALIBRATION).toBe('calibration/own-2026.json');
  });

  it('runs on arm64, and the authorizer with it', async () => {
    const template = await localTemplate({ architecture: 'arm64' });
    const architectures = propertiesOf(template, 'AWS::Lambda::Function').map((it) => it.Architectures.join());
    expect(architectures).toEqual(['arm64', 'arm64']);
  });

  it('is called by an alias where environments are kept warm', async () => {
    const template = await localTemplate({ provisionedConcurrency: 2 });
    const [alias] = resourcesOf(template, 'AWS::Lambda::Alias');
    expect(alias!.properties.ProvisionedConcurrencyConfig).toEqual({ ProvisionedConcurrentExecutions: 2 });
    expect(JSON.stringify(methodOf(template, 'POST').Integration.Uri)).toContain(alias!.id);
    expect(gatewayModel(template).routes.every(({ functionId }) => functionId?.startsWith('CompareFunction'))).toBe(
      true,
    );
  });
});

describe('limits', () => {
  it('of the usage plan and of the stage follow the rate', async () => {
    const model = gatewayModel(await localTemplate({ rateLimit: 2, burstLimit: 3 }));
    expect(model.usagePlans).toEqual([expect.objectContaining({ rateLimit: 2, burstLimit: 3 })]);
    expect(model.stageThrottle).toEqual({ rateLimit: 8, burstLimit: 24 });
  });

  it('of a client are its own, by a key that the authorizer knows', async () => {
    const clients = { acme: { rateLimit: 10, burstLimit: 20 }, 'urn:bank:42': { rateLimit: 1, burstLimit: 1 } };
    const template = await localTemplate({ clients });
    const keys = JSON.parse(environment(template, 'Zip').USAGE_KEYS);
    const { usagePlans, stageThrottle } = gatewayModel(template);
    expect(usagePlans).toEqual([
      { rateLimit: 5, burstLimit: 5, keyValues: [environment(template, 'Zip').USAGE_KEY] },
      { rateLimit: 10, burstLimit: 20, keyValues: [keys.acme] },
      { rateLimit: 1, burstLimit: 1, keyValues: [keys['urn:bank:42']] },
    ]);
    expect(new Set(usagePlans.flatMap(({ keyValues }) => keyValues)).size).toBe(3);
    expect(stageThrottle).toEqual({ rateLimit: 64, burstLimit: 208 });
  });

  it('of a client stay in its own plan when another client comes first', async () => {
    const acme = { rateLimit: 10, burstLimit: 20 };
    const ids = async (clients: object) =>
      resourcesOf(await localTemplate({ clients }), 'AWS::ApiGateway::ApiKey').map(({ id }) => id);
    const alone = await ids({ acme });
    expect(await ids({ aaa: acme, acme })).toEqual(expect.arrayContaining(alone));
  });
});

describe('browsers', () => {
  it('are not spoken to without origins', async () => {
    const template = await localTemplate();
    expect(methodOf(template, 'OPTIONS')).toBeUndefined();
    expect(JSON.stringify(template)).not.toContain('Access-Control');
  });

  it('get a preflight answer and readable refusals with one origin', async () => {
    const template = await localTemplate({ corsOrigins: 'https://app.example.com' });
    expect(methodOf(template, 'OPTIONS')).toMatchObject({ AuthorizationType: 'NONE', ApiKeyRequired: false });
    expect(environment(template, 'Image').CORS_ORIGINS).toBe('https://app.example.com');
    for (const { headers } of Object.values(gatewayModel(template).gatewayResponses)) {
      expect(headers['Access-Control-Allow-Origin']).toBe("'https://app.example.com'");
      expect(headers['Access-Control-Expose-Headers']).toBe("'x-request-id, x-correlation-id, retry-after'");
    }
  });

  it('of any origin may read refusals where several are set, for the gateway cannot choose', async () => {
    const template = await localTemplate({ corsOrigins: 'https://a.example.com,https://b.example.com' });
    const { headers } = gatewayModel(template).gatewayResponses.UNAUTHORIZED!;
    expect(headers).toMatchObject({ 'Access-Control-Allow-Origin': "'*'", 'WWW-Authenticate': "'Bearer'" });
  });
});

describe('the account and its surroundings', () => {
  it('keep their log role where one is set already', async () => {
    const template = await localTemplate({ cloudWatchRole: false });
    expect(propertiesOf(template, 'AWS::ApiGateway::Account')).toEqual([]);
    expect(propertiesOf(template, 'AWS::IAM::Role').flatMap((role) => role.ManagedPolicyArns ?? [])).toEqual([]);
  });

  it('keep the log role when the stack goes, for other stacks may use it by then', async () => {
    const [account] = resourcesOf(await localTemplate(), 'AWS::ApiGateway::Account');
    expect(account!.raw.DeletionPolicy).toBe('Retain');
  });

  it('have no alarms and no dashboard without monitoring', async () => {
    const template = await localTemplate({ monitoring: false });
    expect(JSON.stringify(template)).not.toContain('AWS::CloudWatch::');
  });

  it('have a dashboard, of no more metrics than a free one shows, only where monitoring is true', async () => {
    const dashboards = async (monitoring: unknown) =>
      propertiesOf(await localTemplate({ monitoring }), 'AWS::CloudWatch::Dashboard');
    expect(await dashboards('alarms')).toEqual([]);
    const [shown, ...more] = await dashboards('true');
    expect(more).toEqual([]);
    // The body is JSON in pieces; names that are known only when it is deployed lie between them.
    const [, pieces] = shown.DashboardBody['Fn::Join'] as [string, Any[]];
    const body = JSON.parse(pieces.map((piece) => (typeof piece === 'string' ? piece : 'name')).join(''));
    const metrics = body.widgets.flatMap((widget: Any) => widget.properties.metrics);
    expect(metrics.length).toBeGreaterThan(30);
    expect(metrics.length).toBeLessThanOrEqual(50);
  });

  it('have the same alarms with and without a dashboard', async () => {
    const alarms = async (monitoring: unknown) =>
      resourcesOf(await localTemplate({ monitoring }), 'AWS::CloudWatch::Alarm');
    expect(await alarms('alarms')).toEqual(await alarms(true));
  });

  it('hear of every alarm and of its end by a topic', async () => {
    const topic = 'arn:aws:sns:eu-west-1:123456789012:alarms';
    const alarms = propertiesOf(await localTemplate({ alarmTopicArn: topic }), 'AWS::CloudWatch::Alarm');
    expect(alarms.length).toBeGreaterThan(0);
    for (const alarm of alarms) expect([alarm.AlarmActions, alarm.OKActions]).toEqual([[topic], [topic]]);
  });

  it('reach the API by a domain of their own', async () => {
    const certificateArn = 'arn:aws:acm:eu-west-1:123456789012:certificate/0a1b-2c3d';
    const template = (await localTemplate({ domainName: 'faces.example.com', certificateArn })) as Any;
    const [domain] = propertiesOf(template, 'AWS::ApiGateway::DomainName');
    expect(domain).toMatchObject({
      DomainName: 'faces.example.com',
      SecurityPolicy: 'TLS_1_2',
      RegionalCertificateArn: certificateArn,
    });
    expect(propertiesOf(template, 'AWS::ApiGateway::BasePathMapping')).toHaveLength(1);
    expect(template.Outputs.BaseUrl.Value).toBe('https://faces.example.com');
  });

  it('get no other permission by any setting', async () => {
    const all = {
      ...IDENTITY,
      corsOrigins: 'https://a.example.com',
      provisionedConcurrency: 1,
      retentionDays: 1,
      clients: { a: { rateLimit: 1, burstLimit: 1 } },
    };
    const statements = async (context: object) =>
      statementsOf(await localTemplate(context as Any)).map(({ statement }) => statement);
    expect(await statements(all)).toEqual(await statements({}));
  });
});
