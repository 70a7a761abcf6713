import { beforeAll, describe, expect, it } from 'vitest';
import { localTemplate } from '../../../../lib/local/template/synth.ts';
import { TEMPLATE_RULES } from '../../../../lib/validate/rules/rules.ts';
import type { Template } from '../../../../lib/validate/rules/template.ts';
import { Schemas } from '../../../../lib/validate/schema/schema.ts';
import { templateFindings } from '../../../../lib/validate/schema/template-findings.ts';
import { type Any, changed } from '../../stack/rules/template-access.ts';

let schemas: Schemas;
let template: Template;
beforeAll(async () => {
  schemas = await Schemas.load();
  template = (await localTemplate()) as unknown as Template;
});
const findings = (of: object) => templateFindings(of as Template, schemas);

const to = (type: string, change: (it: Any, raw: Any) => void) => (): object => changed(template, type, change);
const fn = (change: (it: Any) => void) => to('AWS::Lambda::Function', (it) => it.PackageType !== 'Image' && change(it));
const variable = (name: string, value: unknown) =>
  fn((it) => {
    it.Environment.Variables[name] = value;
  });
const method = (change: (it: Any) => void) => to('AWS::ApiGateway::Method', (it) => it.Integration && change(it));
const response = (change: (it: Any) => void) => to('AWS::ApiGateway::GatewayResponse', change);
const table = (change: (it: Any) => void) =>
  to('AWS::DynamoDB::GlobalTable', (it) => it.GlobalSecondaryIndexes && change(it));
const alarm = (change: (it: Any) => void) => to('AWS::CloudWatch::Alarm', (it) => it.Statistic && change(it));
const whole = (change: (copy: Any) => void) => (): object => {
  const copy = structuredClone(template);
  change(copy);
  return copy;
};
const sub = (name: string) => ({ 'Fn::Sub': `before $\{${name}}` });
/** Sets a property, so that a mistake is one line of the table below. */
const set = (name: string, value: unknown) => (it: Any) => {
  it[name] = value;
};
/** Resources of a kind that are there in plenty. */
const manyTopics = (count: number) =>
  whole(({ Resources }) => {
    for (let i = 0; i < count; i++) Resources[`Topic${i}`] = { Type: 'AWS::SNS::Topic' };
  });

/**
 * Mistakes that people make, and the one rule that finds each. The fourteen that cfn-lint was tried with are among them: it
 * misses seven, marked "cfn-lint: no".
 */
const MISTAKES: Readonly<Record<string, readonly [rule: string, breakage: () => object]>> = {
  'memory of 20,000 MB (cfn-lint: no)': ['lambda-memory', fn(set('MemorySize', 20_000))],
  'memory of 64 MB': ['lambda-memory', fn(set('MemorySize', '64'))],
  'a time-out of 16 minutes': ['lambda-timeout', fn(set('Timeout', 960))],
  'an unknown runtime': ['lambda-runtime', fn(set('Runtime', 'nodejs99.x'))],
  'a reserved environment name': ['lambda-reserved-variable', variable('AWS_REGION', 'eu-west-1')],
  'an environment name with a hyphen': ['lambda-reserved-variable', variable('A-NAME', 'x')],
  'an environment of more than 4 KB': ['lambda-environment-size', variable('AUDIENCE', 'client-id,'.repeat(400))],
  'an environment that is full once names are filled in': [
    'lambda-environment-size',
    variable('TABLES', { 'Fn::Join': [',', Array.from({ length: 32 }, () => ({ Ref: 'AWS::StackName' }))] }),
  ],
  'an API key of 5 characters (cfn-lint: no)': ['api-key-length', to('AWS::ApiGateway::ApiKey', set('Value', 'short'))],
  'an API key of 129 characters': ['api-key-length', to('AWS::ApiGateway::ApiKey', set('Value', 'x'.repeat(129)))],
  'an unknown source of API keys (cfn-lint: no)': [
    'api-key-source',
    to('AWS::ApiGateway::RestApi', set('ApiKeySourceType', 'COOKIE')),
  ],
  'an unknown type of gateway response (cfn-lint: no)': [
    'gateway-response-type',
    response(set('ResponseType', 'TEAPOT')),
  ],
  'a status in words': ['gateway-response-status', response(set('StatusCode', 'teapot'))],
  'a header literal without quotes (cfn-lint: no)': [
    'gateway-literal-quotes',
    response((it) => {
      it.ResponseParameters['gatewayresponse.header.WWW-Authenticate'] = 'Bearer';
    }),
  ],
  'a request parameter without quotes': [
    'gateway-literal-quotes',
    method((it) => {
      it.Integration.RequestParameters = { 'integration.request.header.X-A': 'plain' };
    }),
  ],
  'an integration time-out of 10 ms (cfn-lint: no)': [
    'integration-timeout',
    method((it) => {
      it.Integration.TimeoutInMillis = 10;
    }),
  ],
  'an integration time-out of a minute': [
    'integration-timeout',
    method((it) => {
      it.Integration.TimeoutInMillis = 60_000;
    }),
  ],
  'responses of the authorizer kept for two hours': [
    'authorizer-ttl',
    to('AWS::ApiGateway::Authorizer', set('AuthorizerResultTtlInSeconds', 7200)),
  ],
  'a key of an index without definition (cfn-lint: no)': [
    'dynamodb-key-attributes',
    table((it) => {
      it.GlobalSecondaryIndexes[0].KeySchema[0].AttributeName = 'customerId';
      it.AttributeDefinitions = it.AttributeDefinitions.filter((a: Any) => a.AttributeName !== 'requestId');
    }),
  ],
  'a definition of no key': [
    'dynamodb-key-attributes',
    table((it) => it.AttributeDefinitions.push({ AttributeName: 'status', AttributeType: 'S' })),
  ],
  'logs kept for 91 days': ['log-retention', to('AWS::Logs::LogGroup', set('RetentionInDays', 91))],
  'a wrong statistic': ['alarm-statistic', alarm(set('Statistic', 'Median'))],
  'two statistics': ['alarm-statistic', alarm(set('ExtendedStatistic', 'p95'))],
  'a period of 45 seconds': ['alarm-span', alarm(set('Period', 45))],
  'an alarm that looks back two days': ['alarm-span', alarm(set('EvaluationPeriods', 576))],
  'a reference to nothing': ['reference-missing', fn(set('Role', { 'Fn::GetAtt': ['NoSuchRole', 'Arn'] }))],
  'a substitution of nothing': ['reference-missing', fn(set('Description', sub('NoSuchTable.Arn')))],
  'a wait for nothing': ['reference-missing', whole(({ Outputs }) => set('Value', { Ref: 'Nothing' })(Outputs.ApiId))],
  'resources that wait for each other': [
    'reference-cycle',
    whole(({ Resources }) => {
      Resources.First = { Type: 'AWS::SNS::Topic', DependsOn: 'Second' };
      Resources.Second = { Type: 'AWS::SNS::Topic', Properties: { TopicName: sub('First') } };
    }),
  ],
  'more than 500 resources': ['template-size', manyTopics(500)],
  'an unknown property': ['schema-property', fn(set('MemorySise', 256))],
  'a missing property': ['schema-required', fn((it) => delete it.Role)],
  'a list where one is expected': ['schema-value', fn(set('Handler', ['index.handler']))],
  'a value outside of its list': ['schema-value', fn(set('PackageType', 'Tar'))],
  'an unknown type of resource': [
    'schema-type',
    whole(({ Resources }) => set('X', { Type: 'AWS::S3::Buckett' })(Resources)),
  ],
  'an unknown attribute': [
    'schema-attribute',
    whole(({ Outputs }) => set('Value', { 'Fn::GetAtt': [idOf('AWS::ApiGateway::RestApi'), 'Arn'] })(Outputs.ApiId)),
  ],
};

function idOf(type: string): string {
  return Object.entries(template.Resources).find(([, { Type }]) => Type === type)![0];
}

describe('a template with a mistake', () => {
  it.each(Object.entries(MISTAKES))('is caught, by one rule: %s', (_, [rule, breakage]) => {
    expect([...new Set(findings(breakage()).map((finding) => finding.rule))]).toEqual([rule]);
  });

  it('says what was expected and what is there, and names the resource', () => {
    expect(findings(fn(set('MemorySize', 20_000))())).toEqual(
      expect.arrayContaining([
        {
          rule: 'lambda-memory',
          resource: expect.stringMatching(/^AuthorizerFunction/),
          property: 'MemorySize',
          message: 'Expected a whole number from 128 to 10240 MB for MemorySize but found 20000.',
        },
      ]),
    );
  });

  it('is there for every rule', () => {
    const tried = new Set(Object.values(MISTAKES).map(([rule]) => rule));
    expect(TEMPLATE_RULES.filter(({ name }) => !tried.has(name))).toEqual([]);
  });

  it('names the resources of a circle', () => {
    const [found] = findings(MISTAKES['resources that wait for each other']![1]());
    expect(found!.message).toMatch(/: (First → Second → First|Second → First → Second)\.$/);
  });
});
