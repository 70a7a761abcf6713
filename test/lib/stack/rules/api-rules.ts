import { FAILURES, type Failure } from '../../../../lambda/contract/failures.ts';
import { STAGE_NAME } from '../../../../lib/stack/api/api.ts';
import { type Any, changed, functionOf, methodOf, propertiesOf, removed, resourcesOf } from './template-access.ts';

/** A rule that the template keeps, and changes to the template that break it. */
export interface Rule {
  /** Whether a template keeps the rule. */
  readonly kept: (template: object) => boolean;
  /** What the loss of one line of the stack would do, one line at a time. */
  readonly breakages: Readonly<Record<string, (template: object) => object>>;
}

const API = 'AWS::ApiGateway::RestApi';
const METHOD = 'AWS::ApiGateway::Method';
const AUTHORIZER = 'AWS::ApiGateway::Authorizer';
const STAGE = 'AWS::ApiGateway::Stage';
const RESPONSE = 'AWS::ApiGateway::GatewayResponse';
const PLAN = 'AWS::ApiGateway::UsagePlan';
const PERMISSION = 'AWS::Lambda::Permission';

const post = (change: (method: Any) => void) => (template: object) =>
  changed(template, METHOD, (method) => method.HttpMethod === 'POST' && change(method));
const stage = (change: (setting: Any) => void) => (template: object) =>
  changed(template, STAGE, (properties) => change(properties.MethodSettings[0]));
const api = (change: (properties: Any) => void) => (template: object) => changed(template, API, change);
const authorizer = (change: (properties: Any) => void) => (template: object) => changed(template, AUTHORIZER, change);

/** What the API promises to callers. */
export const API_RULES: Readonly<Record<string, Rule>> = {
  'the API is Regional': {
    kept: (template) => propertiesOf(template, API)[0].EndpointConfiguration?.Types?.join() === 'REGIONAL',
    breakages: { 'no endpoint type': api((it) => delete it.EndpointConfiguration) },
  },
  'multipart/form-data is the only binary type': {
    kept: (template) => propertiesOf(template, API)[0].BinaryMediaTypes?.join() === 'multipart/form-data',
    breakages: {
      'no binary type': api((it) => delete it.BinaryMediaTypes),
      'every type': api((it) => it.BinaryMediaTypes.push('*/*')),
    },
  },
  'compressed bodies are not unpacked by the gateway': {
    kept: (template) => propertiesOf(template, API)[0].MinimumCompressionSize === undefined,
    breakages: {
      'compression on': api((it) => {
        it.MinimumCompressionSize = 0;
      }),
    },
  },
  'the key comes from the authorizer and every comparison needs one': {
    kept: (template) =>
      propertiesOf(template, API)[0].ApiKeySourceType === 'AUTHORIZER' &&
      methodOf(template, 'POST').ApiKeyRequired === true,
    breakages: {
      'source left to the header': api((it) => delete it.ApiKeySourceType),
      'no key required': post((it) => delete it.ApiKeyRequired),
    },
  },
  'a comparison passes the authorizer': {
    kept: (template) => {
      const method = methodOf(template, 'POST');
      return method.AuthorizationType === 'CUSTOM' && method.AuthorizerId?.Ref !== undefined;
    },
    breakages: {
      'no authorization': post((it) => {
        it.AuthorizationType = 'NONE';
      }),
      'no authorizer': post((it) => delete it.AuthorizerId),
    },
  },
  'health is open and needs no key': {
    kept: (template) =>
      methodOf(template, 'GET').AuthorizationType === 'NONE' && !methodOf(template, 'GET').ApiKeyRequired,
    breakages: {
      'behind the key': (template) =>
        changed(template, METHOD, (it) => {
          it.ApiKeyRequired = true;
        }),
    },
  },
  'what is no bearer token is refused before the authorizer is called, and no answer of it is cached': {
    kept: (template) => {
      const [it] = propertiesOf(template, AUTHORIZER);
      const expression = new RegExp(it.IdentityValidationExpression ?? '');
      return (
        it.AuthorizerResultTtlInSeconds === 0 && expression.test('Bearer a.b-c_d~+/=') && !expression.test('Basic a')
      );
    },
    breakages: {
      'no expression': authorizer((it) => delete it.IdentityValidationExpression),
      'default cache': authorizer((it) => delete it.AuthorizerResultTtlInSeconds),
    },
  },
  'the usage plan grants 5 requests per second with a burst of 5 on this stage': {
    kept: (template) => {
      const [{ Throttle, ApiStages }] = propertiesOf(template, PLAN);
      return Throttle?.RateLimit === 5 && Throttle.BurstLimit === 5 && ApiStages?.[0]?.Stage.Ref !== undefined;
    },
    breakages: {
      'no throttle': (template) => changed(template, PLAN, (it) => delete it.Throttle),
      'another rate': (template) =>
        changed(template, PLAN, (it) => {
          it.Throttle.RateLimit = 50;
        }),
      'no stage': (template) => changed(template, PLAN, (it) => delete it.ApiStages),
    },
  },
  'the key that the authorizer returns is in the usage plan': {
    kept: (template) => {
      const [key] = propertiesOf(template, 'AWS::ApiGateway::ApiKey');
      const value = functionOf(template, 'Zip').Environment.Variables.USAGE_KEY;
      const joined = propertiesOf(template, 'AWS::ApiGateway::UsagePlanKey').length === 1;
      return joined && key?.Enabled && key?.Value === value && /^[0-9a-f]{40}$/.test(value);
    },
    breakages: {
      'a key of its own value': (template) => changed(template, 'AWS::ApiGateway::ApiKey', (it) => delete it.Value),
      'key not in the plan': (template) => removed(template, 'AWS::ApiGateway::UsagePlanKey'),
    },
  },
  'the stage has a limit of its own, above that of the plan': {
    kept: (template) => {
      const [setting] = propertiesOf(template, STAGE)[0].MethodSettings;
      return setting.ThrottlingRateLimit === 20 && setting.ThrottlingBurstLimit === 40;
    },
    breakages: {
      'no rate': stage((it) => delete it.ThrottlingRateLimit),
      'no burst': stage((it) => delete it.ThrottlingBurstLimit),
    },
  },
  'neither bodies nor headers are logged by the gateway': {
    kept: (template) => {
      const [setting] = propertiesOf(template, STAGE)[0].MethodSettings;
      return setting.DataTraceEnabled === false && setting.LoggingLevel === 'OFF';
    },
    breakages: {
      'data trace on': stage((it) => {
        it.DataTraceEnabled = true;
      }),
      'execution log on': stage((it) => {
        it.LoggingLevel = 'INFO';
      }),
    },
  },
  'the access log names request, client and outcome, and no credential': {
    kept: (template) => {
      const format: string = propertiesOf(template, STAGE)[0].AccessLogSetting?.Format ?? '{}';
      const variables: unknown[] = Object.values(JSON.parse(format));
      const wanted = [
        '$context.requestId',
        '$context.authorizer.client',
        '$context.status',
        '$context.error.responseType',
      ];
      const secret =
        /apiKey$|header|querystring|body|authorizer\.(?!client$|status$|latency$)|error\.message|accessKey/i;
      return wanted.every((it) => variables.includes(it)) && !variables.some((it) => secret.test(String(it)));
    },
    breakages: {
      'no access log': (template) => changed(template, STAGE, (it) => delete it.AccessLogSetting),
      'the key logged': (template) =>
        changed(template, STAGE, ({ AccessLogSetting: setting }) => {
          setting.Format = setting.Format.replace('$context.identity.apiKeyId', '$context.identity.apiKey');
        }),
    },
  },
  'every refusal of the gateway reads as the table of failures has it': {
    kept: (template) =>
      Object.values<Failure>(FAILURES).every((failure) => failure.gatewayResponses.every(answers(template, failure))),
    breakages: {
      'one missing': (template) => removed(template, RESPONSE, (it) => it.ResponseType === 'THROTTLED'),
      'the status': (template) =>
        changed(template, RESPONSE, (it) => it.ResponseType === 'INVALID_API_KEY' && delete it.StatusCode),
      'the body': (template) => changed(template, RESPONSE, (it) => delete it.ResponseTemplates),
      'no request id': (template) =>
        changed(template, RESPONSE, (it) => delete it.ResponseParameters['gatewayresponse.header.x-request-id']),
      'no WWW-Authenticate': (template) =>
        changed(template, RESPONSE, (it) => delete it.ResponseParameters['gatewayresponse.header.WWW-Authenticate']),
      'no Retry-After': (template) =>
        changed(template, RESPONSE, (it) => delete it.ResponseParameters['gatewayresponse.header.Retry-After']),
    },
  },
  'other refusals have the envelope; a 4xx keeps its status and a 5xx is 500': {
    kept: (template) => {
      const [clientError, serverError] = [response(template, 'DEFAULT_4XX'), response(template, 'DEFAULT_5XX')];
      const enveloped = [clientError, serverError].every(
        (it) => it?.ResponseTemplates?.['application/json'] !== undefined,
      );
      return enveloped && clientError.StatusCode === undefined && serverError.StatusCode === '500';
    },
    breakages: {
      'no default': (template) => removed(template, RESPONSE, (it) => it.ResponseType === 'DEFAULT_5XX'),
      'the status of each 5xx': (template) =>
        changed(template, RESPONSE, (it) => it.ResponseType === 'DEFAULT_5XX' && delete it.StatusCode),
      'one status for each 4xx': (template) =>
        changed(template, RESPONSE, (it) => {
          if (it.ResponseType === 'DEFAULT_4XX') it.StatusCode = '400';
        }),
    },
  },
  'only this API may call the functions': {
    kept: (template) =>
      propertiesOf(template, PERMISSION).every(
        (it) =>
          it.Principal === 'apigateway.amazonaws.com' && JSON.stringify(it.SourceArn ?? '').includes('ApiRestApi'),
      ),
    breakages: { 'any API': (template) => changed(template, PERMISSION, (it) => delete it.SourceArn) },
  },
  'a request that no route takes never reaches the function that compares': {
    kept: (template) => {
      const others = propertiesOf(template, METHOD).filter(({ HttpMethod }) => HttpMethod === 'ANY');
      return others.length > 0 && others.every(({ Integration }) => /CatchAll/.test(JSON.stringify(Integration.Uri)));
    },
    breakages: {
      'sent to it': (template) =>
        changed(template, METHOD, (it) => {
          if (it.HttpMethod === 'ANY') it.Integration = methodOf(template, 'POST').Integration;
        }),
    },
  },
  'the function behind unknown routes is small, and knows no table, key and secret': {
    kept: (template) => {
      const [it] = resourcesOf(template, 'AWS::Lambda::Function').filter(({ id }) => id.startsWith('CatchAll'));
      const variables = Object.keys(it?.properties.Environment?.Variables ?? {});
      return it?.properties.MemorySize === 128 && variables.join() === 'API_PARTS';
    },
    breakages: {
      'more memory': (template) =>
        changed(template, 'AWS::Lambda::Function', (it) => {
          if (it.MemorySize === 128) it.MemorySize = 1769;
        }),
      'a table': (template) =>
        changed(template, 'AWS::Lambda::Function', (it) => {
          if (it.MemorySize === 128) it.Environment.Variables.AUDIT_TABLE = 'audit';
        }),
    },
  },
  'the stage name is the one the documentation gives': {
    kept: (template) => propertiesOf(template, STAGE)[0].StageName === STAGE_NAME,
    breakages: { 'another name': (template) => changed(template, STAGE, (it) => delete it.StageName) },
  },
};

function response(template: object, type: string): Any {
  return propertiesOf(template, RESPONSE).find((it) => it.ResponseType === type);
}

function answers(template: object, failure: Failure): (type: string) => boolean {
  return (type) => {
    const it = response(template, type);
    if (it === undefined || it.StatusCode !== String(failure.statusCode)) return false;
    const headers = it.ResponseParameters ?? {};
    const own = Object.entries(failure.headers).every(
      ([name, value]) => headers[`gatewayresponse.header.${name}`] === `'${value}'`,
    );
    const body = JSON.parse(it.ResponseTemplates?.['application/json'] ?? '{}');
    const envelope = { version: null, statusCode: failure.statusCode, messages: [failure.message], result: null };
    const named = headers['gatewayresponse.header.x-request-id'] === 'context.requestId';
    return own && named && JSON.stringify(body) === JSON.stringify(envelope);
  };
}
