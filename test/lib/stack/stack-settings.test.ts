import { describe, expect, it } from 'vitest';
import { clientKey, usageKey } from '../../../lambda/applications/usage-key.ts';
import { localTemplate } from '../../../lib/local/template/synth.ts';
import { gatewayModel } from '../../../lib/local/template/template.ts';
import { permissionsOf } from './rules/issuer-rules.ts';
import { type Any, functionOf, methodOf, propertiesOf, resourcesOf, statementsOf } from './rules/template-access.ts';

const IDENTITY = { issuer: 'https://id.example.com/', audience: 'faces,more', jwksUri: 'https://id.example.com/keys' };
const environment = (template: object, packageType: 'Image' | 'Zip') =>
  functionOf(template, packageType).Environment.Variables;

describe('identity provider', () => {
  it('is the stack itself without any setting', async () => {
    const template = (await localTemplate()) as Any;
    expect(Object.keys(template.Parameters).sort()).toEqual(['BootstrapVersion', 'IdentityMode']);
    expect(environment(template, 'Zip')).not.toHaveProperty('JWKS_URI');
    expect(propertiesOf(template, 'AWS::KMS::Key')).toHaveLength(1);
  });

  it('goes to the authorizer when it is set, and all of the issuer goes', async () => {
    const template = (await localTemplate(IDENTITY)) as Any;
    expect(template.Parameters.IdentityMode).toMatchObject({ Default: 'external', AllowedValues: ['external'] });
    expect(environment(template, 'Zip')).toMatchObject({
      ISSUER: 'https://id.example.com/',
      AUDIENCE: 'faces,more',
      JWKS_URI: 'https://id.example.com/keys',
      SERVICES_CLAIM: 'services',
      CLIENT_CLAIM: 'client_id',
    });
    expect(environment(template, 'Zip')).not.toHaveProperty('SIGNING_KEYS');
    expect(environment(template, 'Image')).not.toHaveProperty('SESSIONS_TABLE');
    expect(JSON.stringify(template)).not.toMatch(/AWS::KMS::Key|Issuer(Function|Applications|Sessions)|GetAppToken/);
    expect(permissionsOf(template, 'AuthorizerRole')).toEqual([]);
    expect(permissionsOf(template, 'CompareRole')).toEqual([
      expect.stringMatching(/^dynamodb:GetItem IdempotencyTable/),
      expect.stringMatching(/^dynamodb:PutItem AuditTable/),
      expect.stringMatching(/^dynamodb:PutItem IdempotencyTable/),
    ]);
  });

  it('may name its claims otherwise', async () => {
    const claims = { servicesClaim: 'https://example.com/services', clientClaim: 'azp' };
    expect(environment(await localTemplate({ ...IDENTITY, ...claims }), 'Zip')).toMatchObject({
      SERVICES_CLAIM: 'https://example.com/services',
      CLIENT_CLAIM: 'azp',
    });
  });
});

describe('the built-in issuer', () => {
  it('lets the authorizer read one application a request where revocation is immediate', async () => {
    const template = await localTemplate({ revocation: 'immediate' });
    expect(environment(template, 'Zip')).toMatchObject({ REVOCATION: 'immediate', APPS_TABLE: expect.anything() });
    expect(permissionsOf(template, 'AuthorizerRole')).toEqual([
      expect.stringMatching(/^dynamodb:GetItem IssuerApplications\w+$/),
      expect.stringMatching(/^kms:GetPublicKey IssuerKeyA\w+$/),
    ]);
  });

  it('signs with the first of its keys and verifies with all', async () => {
    const template = await localTemplate({ signingKeys: 'b,a' });
    expect(permissionsOf(template, 'IssuerRole').slice(1)).toEqual([
      expect.stringMatching(/^kms:GetPublicKey IssuerKeyA\w+,IssuerKeyB\w+$/),
      expect.stringMatching(/^kms:Sign IssuerKeyB\w+$/),
    ]);
    const ids = (of: object) => resourcesOf(of, 'AWS::KMS::Key').map(({ id }) => id);
    // A key keeps its id when others come and go, so that CloudFormation leaves it alone.
    expect(ids(template)).toEqual(expect.arrayContaining(ids(await localTemplate())));
  });

  it('names the domain of the deployer as issuer where there is one', async () => {
    const certificateArn = 'arn:aws:acm:eu-west-1:123456789012:certificate/0a1b-2c3d';
    const template = await localTemplate({ domainName: 'faces.example.com', certificateArn });
    expect(environment(template, 'Zip').ISSUER).toBe('https://faces.example.com');
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
      'IDEMPOTENCY_TABLE',
      'MALLOC_ARENA_MAX',
      'MALLOC_MMAP_THRESHOLD_',
      'MALLOC_TRIM_THRESHOLD_',
      'MAX_FILE_BYTES',
      'NODE_OPTIONS',
      'PACK',
      'SESSIONS_TABLE',
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
    expect(architectures).toEqual(['arm64', 'arm64', 'arm64', 'arm64']);
  });

  it('is called by an alias where environments are kept warm', async () => {
    const template = await localTemplate({ provisionedConcurrency: 2 });
    const [alias] = resourcesOf(template, 'AWS::Lambda::Alias');
    expect(alias!.properties.ProvisionedConcurrencyConfig).toEqual({ ProvisionedConcurrentExecutions: 2 });
    expect(JSON.stringify(methodOf(template, 'POST').Integration.Uri)).toContain(alias!.id);
    const { routes } = gatewayModel(template);
    expect(routes.every(({ functionId }) => /^(Compare|Issuer|CatchAll)Function/.test(functionId ?? ''))).toBe(true);
  });
});

describe('limits', () => {
  it('of the usage plan and of the stage follow the rate', async () => {
    const model = gatewayModel(await localTemplate({ rateLimit: 2, burstLimit: 3 }));
    expect(model.usagePlans).toEqual([expect.objectContaining({ rateLimit: 2, burstLimit: 3 })]);
    expect(model.stageThrottle).toEqual({ rateLimit: 8, burstLimit: 24 });
    const raised = gatewayModel(await localTemplate({ stageRateLimit: 100, stageBurstLimit: 200 }));
    expect(raised.stageThrottle).toEqual({ rateLimit: 100, burstLimit: 200 });
  });

  it('of a client are its own, by a key that the authorizer knows', async () => {
    const clients = { acme: { rateLimit: 10, burstLimit: 20 }, 'urn:bank:42': { rateLimit: 1, burstLimit: 1 } };
    const template = await localTemplate({ clients });
    const { USAGE_SALT: salt, USAGE_KEY: shared } = environment(template, 'Zip');
    const { usagePlans, stageThrottle } = gatewayModel(template);
    expect(usagePlans).toEqual([
      { rateLimit: 5, burstLimit: 5, keyValues: [shared] },
      { rateLimit: 10, burstLimit: 20, keyValues: [usageKey(salt, clientKey('acme', '10/20'))] },
      { rateLimit: 1, burstLimit: 1, keyValues: [usageKey(salt, clientKey('urn:bank:42', '1/1'))] },
    ]);
    expect(new Set(usagePlans.flatMap(({ keyValues }) => keyValues)).size).toBe(3);
    expect(stageThrottle).toEqual({ rateLimit: 64, burstLimit: 208 });
  });

  it('of many clients that are equal share a plan, in which each has its own key', async () => {
    const limit = { rateLimit: 10, burstLimit: 20 };
    const { usagePlans } = gatewayModel(await localTemplate({ ...IDENTITY, clients: { a: limit, b: limit } }));
    expect(usagePlans).toHaveLength(2);
    expect(new Set(usagePlans[1]!.keyValues).size).toBe(2);
  });

  it('of 100 clients, all different, fit into a stack and into the variables of the authorizer', async () => {
    const clients = Object.fromEntries(
      Array.from({ length: 100 }, (_, i) => [`client-${i}`, { rateLimit: i + 1, burstLimit: i + 1 }]),
    );
    const all = {
      ...IDENTITY,
      clients,
      playground: true,
      monitoring: true,
      metrics: 'full',
      corsOrigins: 'https://a.example.com',
    };
    const template = (await localTemplate(all)) as Any;
    expect(Object.keys(template.Resources).length).toBeLessThan(500);
    expect(JSON.stringify(environment(template, 'Zip')).length).toBeLessThan(1_000);
  });

  it('that change are new keys, for no key may move to another plan', async () => {
    const values = async (rateLimit: number) =>
      gatewayModel(await localTemplate({ clients: { a: { rateLimit, burstLimit: 20 } } })).usagePlans[1]!.keyValues;
    expect(await values(10)).not.toEqual(await values(11));
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
      expect(headers['Access-Control-Expose-Headers']).toBe(
        "'x-request-id, x-correlation-id, x-original-request-id, retry-after'",
      );
    }
  });

  it('of any origin may read refusals where several are set, for the gateway cannot choose', async () => {
    const template = await localTemplate({ corsOrigins: 'https://a.example.com,https://b.example.com' });
    const { headers } = gatewayModel(template).gatewayResponses.UNAUTHORIZED!;
    expect(headers).toMatchObject({ 'Access-Control-Allow-Origin': "'*'", 'WWW-Authenticate': "'Bearer'" });
  });
});

describe('protection', () => {
  it('guards both tables that outlive the stack, where it is set', async () => {
    const protectedTables = async (protection: boolean) =>
      resourcesOf(await localTemplate({ protection }), 'AWS::DynamoDB::GlobalTable')
        .filter(({ properties }) => properties.Replicas[0].DeletionProtectionEnabled === true)
        .map(({ id }) => id.slice(0, -8));
    expect(await protectedTables(false)).toEqual([]);
    expect((await protectedTables(true)).sort()).toEqual(['AuditTable', 'IssuerApplications']);
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
      propertiesOf(await localTemplate({ monitoring, metrics: 'full' }), 'AWS::CloudWatch::Dashboard');
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
      SecurityPolicy: 'SecurityPolicy_TLS13_1_2_PQ_2025_09',
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
    expect(await statements(all)).toEqual(await statements(IDENTITY));
    const { issuer: _, audience: __, jwksUri: ___, ...builtIn } = all;
    expect(await statements({ ...builtIn, tokenSeconds: 600 })).toEqual(await statements({}));
  });
});
