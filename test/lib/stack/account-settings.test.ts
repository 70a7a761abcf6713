import { describe, expect, it } from 'vitest';
import { FAILURES } from '../../../lambda/contract/failures.ts';
import { localTemplate } from '../../../lib/local/template/synth.ts';
import { gatewayModel } from '../../../lib/local/template/template.ts';
import type { Rule } from './rules/api-rules.ts';
import { type SettingRules, testSettingRules } from './rules/setting-rules.ts';
import { type Any, changed, functionOf, propertiesOf, removed, statementsOf } from './rules/template-access.ts';

const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/0a1b-2c3d';
const ACL = 'arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/faces/0a1b-2c3d';
const BOUNDARY = 'arn:aws:iam::123456789012:policy/boundary';

const plain = await localTemplate({ corsOrigins: 'https://a.example.com', playground: true });
/** What goes together, in as few syntheses as possible. */
const open = await localTemplate({
  waf: true,
  wafRateLimit: 500,
  kmsKeyArn: KEY,
  region: 'eu-west-1',
  logRetentionDays: 365,
  tracing: true,
  alarmEmail: 'ops@example.com',
  domainName: 'faces.example.com',
  hostedZoneId: 'Z0123456789',
  keepWarm: true,
  metrics: 'full',
  permissionsBoundary: BOUNDARY,
  tags: { team: 'identity' },
  playground: true,
});
const closed = await localTemplate({
  endpointType: 'private',
  vpcEndpointIds: 'vpce-0a1b2c3d',
  vpcId: 'vpc-0a1b2c3d',
  subnetIds: 'subnet-0a1b2c3d,subnet-0a1b2c3e',
  routeTableIds: 'rtb-0a1b2c3d',
  isolateClients: true,
  webAclArn: ACL,
});

const FUNCTION = 'AWS::Lambda::Function';
const API = 'AWS::ApiGateway::RestApi';
const STAGE = 'AWS::ApiGateway::Stage';
const TABLE = 'AWS::DynamoDB::GlobalTable';
const LOGS = 'AWS::Logs::LogGroup';
const ROLE = 'AWS::IAM::Role';
const WEB_ACL = 'AWS::WAFv2::WebACL';
const ASSOCIATION = 'AWS::WAFv2::WebACLAssociation';
const ENDPOINT = 'AWS::EC2::VPCEndpoint';
const DOMAIN = 'AWS::ApiGateway::DomainName';
const METHOD = 'AWS::ApiGateway::Method';

const first = (template: object, type: string): Any => propertiesOf(template, type)[0] ?? {};
const all = (template: object, type: string, holds: (properties: Any) => boolean) =>
  propertiesOf(template, type).length > 0 && propertiesOf(template, type).every(holds);
const without =
  (type: string, ...path: (string | number)[]) =>
  (template: object) =>
    changed(template, type, (properties) => {
      const parent = path.slice(0, -1).reduce((at: Any, name) => at?.[name], properties);
      if (parent !== undefined) delete parent[path.at(-1)!];
    });
const rule = (template: object, name: string): Any =>
  (first(template, WEB_ACL).Rules ?? []).find((it: Any) => it.Name === name);
const group = (template: object, name: string): Any => rule(template, name)?.Statement.ManagedRuleGroupStatement;

const RULES: SettingRules = {
  'waf: limits each address, and joins the stage': [
    open,
    {
      kept: (template) => {
        const { Limit, AggregateKeyType } = rule(template, 'TooManyRequests')?.Statement.RateBasedStatement ?? {};
        const arn = JSON.stringify(first(template, ASSOCIATION).ResourceArn ?? '');
        return Limit === 500 && AggregateKeyType === 'IP' && arn.includes('/stages/');
      },
      breakages: {
        'no association': (template) => removed(template, ASSOCIATION),
        'no rule': (template) => changed(template, WEB_ACL, (it) => it.Rules.shift()),
      },
    },
  ],
  'waf: lets pictures through, and searches all other bodies': [
    open,
    {
      kept: (template) => {
        const pictures = group(template, 'CommonOfPictures');
        const others = group(template, 'CommonOfOthers');
        const counted = (pictures?.RuleActionOverrides ?? [])
          .filter((it: Any) => it.ActionToUse.Count !== undefined)
          .map((it: Any) => it.Name);
        const scope = pictures?.ScopeDownStatement?.ByteMatchStatement;
        const rest = others?.ScopeDownStatement?.NotStatement?.Statement?.ByteMatchStatement;
        return (
          counted.includes('SizeRestrictions_BODY') &&
          counted.includes('CrossSiteScripting_BODY') &&
          scope?.SearchString === '/ExtFaceComparison/Compare' &&
          rest?.SearchString === scope.SearchString &&
          others.RuleActionOverrides === undefined
        );
      },
      breakages: {
        'large bodies refused': (template) =>
          changed(template, WEB_ACL, (it) =>
            it.Rules[3].Statement.ManagedRuleGroupStatement.RuleActionOverrides.shift(),
          ),
        'counted everywhere': without(
          WEB_ACL,
          'Rules',
          3,
          'Statement',
          'ManagedRuleGroupStatement',
          'ScopeDownStatement',
        ),
      },
    },
  ],
  'waf: answers in the envelope, and keeps no samples, which hold tokens': [
    open,
    {
      kept: (template) => {
        const acl = first(template, WEB_ACL);
        const body = JSON.parse(acl.CustomResponseBodies?.tooLarge?.Content ?? '{}');
        const sampled = (acl.Rules ?? [{ VisibilityConfig: {} }]).some(
          (it: Any) => it.VisibilityConfig.SampledRequestsEnabled !== false,
        );
        const filtered = propertiesOf(template, 'AWS::ApiGateway::GatewayResponse').find(
          (it) => it.ResponseType === 'WAF_FILTERED',
        );
        return (
          rule(template, 'TooLarge')?.Action.Block.CustomResponse.ResponseCode === 413 &&
          body.statusCode === 413 &&
          body.messages[0] === FAILURES.tooLarge.message &&
          filtered?.StatusCode === '403' &&
          !sampled
        );
      },
      breakages: {
        'no body': without(WEB_ACL, 'CustomResponseBodies'),
        'no gateway response': (template) =>
          removed(template, 'AWS::ApiGateway::GatewayResponse', (it) => it.ResponseType === 'WAF_FILTERED'),
        samples: (template) =>
          changed(template, WEB_ACL, (it) => {
            it.Rules[0].VisibilityConfig.SampledRequestsEnabled = true;
          }),
      },
    },
  ],
  'webAclArn: is what stands before the stage': [
    closed,
    {
      kept: (template) =>
        first(template, ASSOCIATION).WebACLArn === ACL && propertiesOf(template, WEB_ACL).length === 0,
      breakages: { 'no association': (template) => removed(template, ASSOCIATION) },
    },
  ],
  'kmsKeyArn: encrypts every table, log and variable': [
    open,
    {
      kept: (template) =>
        all(template, TABLE, (it) => it.Replicas[0].SSESpecification?.KMSMasterKeyId === KEY) &&
        all(template, LOGS, (it) => it.KmsKeyId === KEY) &&
        all(template, FUNCTION, (it) => it.KmsKeyArn === KEY) &&
        first(template, 'AWS::SNS::Topic').KmsMasterKeyId !== undefined &&
        statementsOf(template).filter(({ statement: it }) => it.Resource === KEY && it.Action.includes('kms:Decrypt'))
          .length === propertiesOf(template, FUNCTION).length,
      breakages: {
        'a table left out': without(TABLE, 'Replicas', 0, 'SSESpecification'),
        'a log left out': without(LOGS, 'KmsKeyId'),
        'variables left out': without(FUNCTION, 'KmsKeyArn'),
        'nobody may use it': (template) => changed(template, ROLE, (it) => it.Policies?.pop()),
      },
    },
  ],
  'logRetentionDays: holds for every log': [
    open,
    {
      kept: (template) => all(template, LOGS, (it) => it.RetentionInDays === 365),
      breakages: { 'for ever': without(LOGS, 'RetentionInDays') },
    },
  ],
  'tracing: is on in the gateway and in every function': [
    open,
    {
      kept: (template) =>
        first(template, STAGE).TracingEnabled === true &&
        all(template, FUNCTION, (it) => it.TracingConfig?.Mode === 'Active') &&
        statementsOf(template).filter(({ statement: it }) => [it.Action].flat().includes('xray:PutTraceSegments'))
          .length === propertiesOf(template, FUNCTION).length,
      breakages: { gateway: without(STAGE, 'TracingEnabled'), functions: without(FUNCTION, 'TracingConfig') },
    },
  ],
  'alarmEmail: hears of every alarm and of its end': [
    open,
    {
      kept: (template) => {
        const { Protocol, Endpoint } = first(template, 'AWS::SNS::Subscription');
        const alarms = all(
          template,
          'AWS::CloudWatch::Alarm',
          (it) => it.AlarmActions?.length === 1 && it.OKActions?.length === 1,
        );
        return Protocol === 'email' && Endpoint === 'ops@example.com' && alarms;
      },
      breakages: {
        'no subscription': (template) => removed(template, 'AWS::SNS::Subscription'),
        'no end': without('AWS::CloudWatch::Alarm', 'OKActions'),
      },
    },
  ],
  'hostedZoneId: makes certificate and record, and turns the address of API Gateway off': [
    open,
    {
      kept: (template) => {
        const { DomainName, DomainValidationOptions } = first(template, 'AWS::CertificateManager::Certificate');
        const { Name, AliasTarget, HostedZoneId } = first(template, 'AWS::Route53::RecordSet');
        return (
          DomainName === 'faces.example.com' &&
          DomainValidationOptions?.[0]?.HostedZoneId === 'Z0123456789' &&
          Name === 'faces.example.com.' &&
          AliasTarget !== undefined &&
          HostedZoneId === 'Z0123456789' &&
          first(template, API).DisableExecuteApiEndpoint === true
        );
      },
      breakages: {
        'no record': (template) => removed(template, 'AWS::Route53::RecordSet'),
        'the address left on': without(API, 'DisableExecuteApiEndpoint'),
        'no validation': without('AWS::CertificateManager::Certificate', 'DomainValidationOptions'),
      },
    },
  ],
  'keepWarm: asks the compare function for its health every five minutes': [
    open,
    {
      kept: (template) => {
        const { ScheduleExpression, Targets, State } = first(template, 'AWS::Events::Rule');
        const input = JSON.parse(Targets?.[0]?.Input ?? '{}');
        const may = propertiesOf(template, 'AWS::Lambda::Permission').some(
          (it) => it.Principal === 'events.amazonaws.com',
        );
        return ScheduleExpression === 'rate(5 minutes)' && State === 'ENABLED' && input.resource === '/health' && may;
      },
      breakages: {
        'no request': without('AWS::Events::Rule', 'Targets', 0, 'Input'),
        'not allowed': (template) =>
          removed(template, 'AWS::Lambda::Permission', (it) => it.Principal === 'events.amazonaws.com'),
      },
    },
  ],
  'metrics: reach the function': [
    open,
    {
      kept: (template) => functionOf(template, 'Image').Environment.Variables.METRICS === 'full',
      breakages: { core: without(FUNCTION, 'Environment', 'Variables', 'METRICS') },
    },
  ],
  'permissionsBoundary: bounds every role': [
    open,
    {
      kept: (template) => all(template, ROLE, (it) => it.PermissionsBoundary === BOUNDARY),
      breakages: { 'a role without': without(ROLE, 'PermissionsBoundary') },
    },
  ],
  'tags: are on functions, logs and tables': [
    open,
    {
      kept: (template) => {
        const tagged = (it: Any) =>
          (it?.Tags ?? []).some(({ Key, Value }: Any) => Key === 'team' && Value === 'identity');
        return (
          all(template, FUNCTION, tagged) &&
          all(template, LOGS, tagged) &&
          all(template, TABLE, (it) => tagged(it.Replicas[0]))
        );
      },
      breakages: { 'a function without': without(FUNCTION, 'Tags') },
    },
  ],
  'endpointType: private answers what comes through the endpoint alone': [
    closed,
    {
      kept: (template) => {
        const { EndpointConfiguration, Policy } = first(template, API);
        const statements: Any[] = Policy?.Statement ?? [];
        const [allowed] = statements;
        return (
          EndpointConfiguration?.Types?.join() === 'PRIVATE' &&
          EndpointConfiguration.VpcEndpointIds?.join() === 'vpce-0a1b2c3d' &&
          statements.length === 1 &&
          JSON.stringify(allowed?.Condition ?? '').includes('vpce-0a1b2c3d')
        );
      },
      breakages: {
        'no policy': without(API, 'Policy'),
        everybody: without(API, 'Policy', 'Statement', 0, 'Condition'),
        'no endpoint': without(API, 'EndpointConfiguration', 'VpcEndpointIds'),
      },
    },
  ],
  'vpcId: holds every function, which may join it and is called by nobody in it': [
    closed,
    {
      kept: (template) => {
        const group = first(template, 'AWS::EC2::SecurityGroup');
        const joins = statementsOf(template).filter(({ statement: it }) =>
          it.Action.includes('ec2:CreateNetworkInterface'),
        );
        return (
          all(
            template,
            FUNCTION,
            (it) => it.VpcConfig?.SubnetIds?.length === 2 && it.VpcConfig.SecurityGroupIds?.length === 1,
          ) &&
          joins.length === propertiesOf(template, FUNCTION).length &&
          group.SecurityGroupIngress === undefined &&
          group.SecurityGroupEgress?.every((it: Any) => it.FromPort === 443 && it.ToPort === 443)
        );
      },
      breakages: {
        'a function outside': without(FUNCTION, 'VpcConfig'),
        'may not join': (template) => changed(template, ROLE, (it) => it.Policies?.pop()),
      },
    },
  ],
  'routeTableIds: reach DynamoDB and KMS without internet': [
    closed,
    {
      kept: (template) => {
        const [gateway, kms] = ['Gateway', 'Interface'].map((type) =>
          propertiesOf(template, ENDPOINT).find((it) => it.VpcEndpointType === type),
        );
        const named = (it: Any, service: string) => JSON.stringify(it?.ServiceName ?? '').includes(service);
        return (
          named(gateway, '.dynamodb') &&
          [gateway.RouteTableIds].flat().includes('rtb-0a1b2c3d') &&
          named(kms, '.kms') &&
          kms.PrivateDnsEnabled === true &&
          propertiesOf(template, 'AWS::EC2::SecurityGroupIngress').length === 1
        );
      },
      breakages: {
        'no KMS': (template) => removed(template, ENDPOINT, (it) => it.VpcEndpointType === 'Interface'),
        'no DynamoDB': (template) => removed(template, ENDPOINT, (it) => it.VpcEndpointType === 'Gateway'),
        'nobody may ask KMS': (template) => removed(template, 'AWS::EC2::SecurityGroupIngress'),
      },
    },
  ],
  'isolateClients: gives each client environments, and others none of theirs': [
    closed,
    {
      kept: (template) => {
        const isolated = propertiesOf(template, FUNCTION).filter((it) => it.TenancyConfig !== undefined);
        const tenants = propertiesOf(template, METHOD)
          .filter((it) => JSON.stringify(it.Integration.Uri).includes('CompareLive'))
          .map((it) => [
            it.HttpMethod,
            it.Integration.RequestParameters?.['integration.request.header.X-Amz-Tenant-Id'],
          ]);
        return (
          isolated.length === 1 &&
          isolated[0].PackageType === 'Image' &&
          isolated[0].TenancyConfig.TenantIsolationMode === 'PER_TENANT' &&
          tenants.length === 3 &&
          tenants.every(([method, tenant]) => tenant === (method === 'POST' ? 'context.authorizer.client' : "'health'"))
        );
      },
      breakages: {
        'one for all': without(FUNCTION, 'TenancyConfig'),
        'no tenant': without(METHOD, 'Integration', 'RequestParameters'),
      },
    },
  ],
};

testSettingRules(plain, RULES);

/** What holds without any setting. */
const ALWAYS: Readonly<Record<string, Rule>> = {
  'TLS is 1.2 or 1.3 at every address': {
    kept: (template) =>
      [...propertiesOf(template, API), ...propertiesOf(template, DOMAIN)].every(
        (it) => /^SecurityPolicy_TLS13_1_2_/.test(it.SecurityPolicy ?? '') && it.EndpointAccessMode === 'STRICT',
      ),
    breakages: {
      'the default of the API': without(API, 'SecurityPolicy'),
      'any name': without(API, 'EndpointAccessMode'),
    },
  },
  'every open route has a limit of its own, and the local API has it too': {
    kept: (template) =>
      gatewayModel(template).routes.every(
        // The catch-all's methods share the limit of the stage: API Gateway documents none for a method ANY.
        ({ method, authorized, throttle }) => authorized || method === 'ANY' || throttle !== undefined,
      ),
    breakages: { 'one lost': (template) => changed(template, STAGE, (it) => it.MethodSettings.pop()) },
  },
};

describe.each(Object.entries(ALWAYS))('%s', (_, { kept, breakages }) => {
  it.each([
    ['no setting', plain],
    ['a domain', open],
    ['a private API', closed],
  ])('with %s', (_, template) => {
    expect(kept(template)).toBe(true);
  });

  it.each(Object.entries(breakages))('is broken by: %s', (_, breakage) => {
    expect(kept(breakage(plain))).toBe(false);
  });
});
