import { describe, expect, it } from 'vitest';
import { TemplateError } from '../../../../lib/local/template/cloudformation.ts';
import { localTemplate } from '../../../../lib/local/template/synth.ts';
import { gatewayModel } from '../../../../lib/local/template/template.ts';
import { functionDefinition, localTables } from '../../../../lib/local/template/template-resources.ts';
import { gatewayResponses } from '../../../../lib/stack/api/gateway-responses.ts';
import { changed, removed } from '../../stack/rules/template-access.ts';

const template = await localTemplate();
const model = gatewayModel(template);

describe('gatewayModel', () => {
  it('reads routes, functions and timeouts', () => {
    const functionId = expect.stringMatching(/^CompareFunction/);
    const monitored = { authorized: false, apiKeyRequired: false, throttle: { rateLimit: 5, burstLimit: 10 } };
    expect(model.routes.filter(({ method }) => method !== 'ANY').slice(0, 3)).toEqual([
      {
        method: 'POST',
        path: '/ExtFaceComparison/Compare',
        authorized: true,
        apiKeyRequired: true,
        functionId,
        timeoutMs: 29_000,
      },
      { method: 'GET', path: '/health', ...monitored, functionId, timeoutMs: 29_000 },
      { method: 'HEAD', path: '/health', ...monitored, functionId, timeoutMs: 29_000 },
    ]);
  });

  it('reads the limits of single methods', () => {
    const limits = Object.fromEntries(
      model.routes.map(({ method, path, throttle }) => [`${method} ${path}`, throttle]),
    );
    expect(limits['POST /oauth2/token']).toEqual({ rateLimit: 2, burstLimit: 10 });
    expect(limits['GET /.well-known/jwks.json']).toEqual({ rateLimit: 5, burstLimit: 20 });
    expect(limits['GET /health']).toEqual({ rateLimit: 5, burstLimit: 10 });
  });

  it('reads the authorizer', () => {
    expect(model.authorizer).toEqual({
      functionId: expect.stringMatching(/^AuthorizerFunction/),
      validationRegex: expect.stringContaining('[Bb]'),
      cacheTtlSeconds: 0,
    });
  });

  it('reads limits, keys, key source, binary types and stage', () => {
    expect(model).toMatchObject({
      stageName: 'v1',
      apiKeySource: 'AUTHORIZER',
      binaryMediaTypes: ['multipart/form-data'],
      stageThrottle: { rateLimit: 20, burstLimit: 40 },
      usagePlans: [{ rateLimit: 5, burstLimit: 5, keyValues: [expect.stringMatching(/^[0-9a-f]{40}$/)] }],
    });
  });

  it('reads every gateway response', () => {
    const expected = Object.entries(gatewayResponses()).map(([type, { statusCode, headers, body }]) => {
      return [type, { statusCode, headers, templates: { 'application/json': body } }];
    });
    expect(model.gatewayResponses).toEqual(Object.fromEntries(expected));
  });

  it.each([
    [
      'a key outside of every plan',
      removed(template, 'AWS::ApiGateway::UsagePlanKey'),
      { usagePlans: [{ keyValues: [] }] },
    ],
    [
      'a key that is off',
      changed(template, 'AWS::ApiGateway::ApiKey', (it) => {
        it.Enabled = false;
      }),
      { usagePlans: [{ keyValues: [] }] },
    ],
    [
      'no key source',
      changed(template, 'AWS::ApiGateway::RestApi', (it) => delete it.ApiKeySourceType),
      { apiKeySource: 'HEADER' },
    ],
    [
      'no binary type',
      changed(template, 'AWS::ApiGateway::RestApi', (it) => delete it.BinaryMediaTypes),
      { binaryMediaTypes: [] },
    ],
    [
      'no stage limit',
      changed(template, 'AWS::ApiGateway::Stage', (it) => delete it.MethodSettings),
      { stageThrottle: null },
    ],
    [
      'no cache setting',
      changed(template, 'AWS::ApiGateway::Authorizer', (it) => delete it.AuthorizerResultTtlInSeconds),
      { authorizer: { cacheTtlSeconds: 300 } },
    ],
    [
      'no timeout',
      changed(template, 'AWS::ApiGateway::Method', (it) => delete it.Integration.TimeoutInMillis),
      { routes: model.routes.map(() => ({ timeoutMs: 29_000 })) },
    ],
    [
      'no key required',
      changed(template, 'AWS::ApiGateway::Method', (it) => delete it.ApiKeyRequired),
      { routes: model.routes.map(() => ({ apiKeyRequired: false })) },
    ],
  ])('takes %s as AWS takes it', (_, wrong, expected) => {
    expect(gatewayModel(wrong)).toMatchObject(expected);
  });

  it.each([
    [
      'a function that API Gateway may not call',
      removed(template, 'AWS::Lambda::Permission'),
      /is not permitted to call CompareLive/,
    ],
    [
      'two stages',
      { Resources: { ...resourcesOf(template), Second: { Type: 'AWS::ApiGateway::Stage' } } },
      /one AWS::ApiGateway::Stage but received 2/,
    ],
    [
      'a plan without a stage',
      changed(template, 'AWS::ApiGateway::UsagePlan', (it) => delete it.ApiStages),
      /a usage plan of the stage/,
    ],
    [
      'a plan without a limit',
      changed(template, 'AWS::ApiGateway::UsagePlan', (it) => delete it.Throttle),
      /a rate and a burst/,
    ],
    [
      'a quota',
      changed(template, 'AWS::ApiGateway::UsagePlan', (it) => {
        it.Quota = { Limit: 1, Period: 'DAY' };
      }),
      /quotas are not understood/,
    ],
    [
      'compressed bodies',
      changed(template, 'AWS::ApiGateway::RestApi', (it) => {
        it.MinimumCompressionSize = 0;
      }),
      /Compressed bodies/,
    ],
    [
      'an authorizer of another kind',
      changed(template, 'AWS::ApiGateway::Authorizer', (it) => {
        it.Type = 'REQUEST';
      }),
      /expected TOKEN for Type/,
    ],
    [
      'a token in another header',
      changed(template, 'AWS::ApiGateway::Authorizer', (it) => {
        it.IdentitySource = 'method.request.header.X';
      }),
      /the Authorization header/,
    ],
    [
      'authorization by IAM',
      changed(template, 'AWS::ApiGateway::Method', (it) => {
        it.AuthorizationType = 'AWS_IAM';
      }),
      /NONE or CUSTOM/,
    ],
    [
      'a method of a missing authorizer',
      removed(template, 'AWS::ApiGateway::Authorizer'),
      /the authorizer of the template/,
    ],
    [
      'an HTTP integration',
      changed(template, 'AWS::ApiGateway::Method', (it) => {
        it.Integration.Type = 'HTTP';
      }),
      /AWS_PROXY or MOCK/,
    ],
    [
      'a resource that depends on a condition',
      changed(template, 'AWS::ApiGateway::Method', (_, raw) => {
        raw.Condition = 'IsProd';
      }),
      /no condition/,
    ],
    [
      'a mapped body part',
      changed(template, 'AWS::ApiGateway::GatewayResponse', (it) => {
        it.ResponseParameters['gatewayresponse.path.x'] = "'x'";
      }),
      /a header/,
    ],
    ['nothing at all', {}, /no resources/],
  ])('says that it does not understand %s', (_, wrong, message) => {
    expect(() => gatewayModel(wrong)).toThrow(TemplateError);
    expect(() => gatewayModel(wrong)).toThrow(message);
  });
});

describe('functionDefinition', () => {
  const compareId = model.routes[0]!.functionId!;

  it('puts values in the place of references', () => {
    const values = Object.fromEntries(localTables(template).map(({ logicalId }) => [logicalId, 'local-table']));
    const { environment, timeoutMs, memoryMb } = functionDefinition(template, compareId, values);
    expect(environment).toMatchObject({ AUDIT_TABLE: 'local-table', THRESHOLD: '0.7', PACK: 'retail-0095' });
    expect([timeoutMs, memoryMb]).toEqual([20_000, 1769]);
  });

  it('names the variable that has no value', () => {
    expect(() => functionDefinition(template, compareId)).toThrow(/no value for AUDIT_TABLE/);
  });

  it('names a function that does not exist', () => {
    expect(() => functionDefinition(template, 'Nothing')).toThrow('There is no function Nothing.');
  });
});

describe('localTables', () => {
  it('has what CreateTable wants', () => {
    expect(localTables(template)[0]).toMatchObject({
      name: 'face-comparison-audit',
      schema: {
        KeySchema: [
          { AttributeName: 'client', KeyType: 'HASH' },
          { AttributeName: 'id', KeyType: 'RANGE' },
        ],
        GlobalSecondaryIndexes: [
          { IndexName: 'byRequestId', Projection: { ProjectionType: 'ALL' } },
          { IndexName: 'byCorrelationId', Projection: { ProjectionType: 'KEYS_ONLY' } },
        ],
        BillingMode: 'PAY_PER_REQUEST',
      },
    });
  });
});

function resourcesOf(from: object): object {
  return (from as { Resources: object }).Resources;
}
