import type {
  AuthorizerModel,
  GatewayModel,
  GatewayResponseModel,
  Route,
  Throttle,
  UsagePlanModel,
} from '../gateway/gateway-model.ts';
import {
  numeric,
  ofType,
  only,
  type Properties,
  type Resource,
  reference,
  references,
  resources,
  TemplateError,
  text,
  unexpected,
} from './cloudformation.ts';

/** API Gateway's default and maximum: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const DEFAULT_TIMEOUT_MS = 29_000;
/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-apigateway-authorizer.html */
const DEFAULT_AUTHORIZER_TTL_SECONDS = 300;
const HEADER_PARAMETER = 'gatewayresponse.header.';

/**
 * Reads how the API behaves from a synthesized CloudFormation template with one REST API and one stage.
 *
 * @throws TemplateError when the template contains something that the local gateway cannot imitate or AWS would reject, such as
 *   a function that API Gateway may not call
 */
export function gatewayModel(template: object): GatewayModel {
  const all = resources(template);
  const api = only(all, 'AWS::ApiGateway::RestApi').properties;
  const stage = only(all, 'AWS::ApiGateway::Stage');
  const authorizers = ofType(all, 'AWS::ApiGateway::Authorizer');
  if (authorizers.length > 1) throw new TemplateError(`Expected one authorizer but received ${authorizers.length}.`);
  if (api.MinimumCompressionSize !== undefined) throw new TemplateError('Compressed bodies are not understood.');
  return {
    stageName: text(stage, 'StageName'),
    routes: ofType(all, 'AWS::ApiGateway::Method').map((method) => ({
      ...route(all, method, authorizers[0]),
      ...methodThrottle(all, stage, method),
    })),
    authorizer: authorizers[0] === undefined ? null : authorizer(all, authorizers[0]),
    binaryMediaTypes: (api.BinaryMediaTypes as string[] | undefined) ?? [],
    apiKeySource: api.ApiKeySourceType === 'AUTHORIZER' ? 'AUTHORIZER' : 'HEADER',
    usagePlans: ofType(all, 'AWS::ApiGateway::UsagePlan').map((plan) => usagePlan(all, plan, stage)),
    stageThrottle: stageThrottle(stage),
    gatewayResponses: gatewayResponses(all),
  };
}

function route(all: readonly Resource[], method: Resource, authorizer: Resource | undefined): Route {
  const { AuthorizationType: authorization, ApiKeyRequired: apiKeyRequired, Integration: given } = method.properties;
  const integration = given as Properties;
  if (authorization !== 'NONE' && authorization !== 'CUSTOM') {
    throw unexpected(method, 'AuthorizationType', 'NONE or CUSTOM', authorization);
  }
  if (authorization === 'CUSTOM' && reference(method.properties.AuthorizerId) !== authorizer?.id) {
    throw unexpected(method, 'AuthorizerId', 'the authorizer of the template', method.properties.AuthorizerId);
  }
  if (integration.Type !== 'AWS_PROXY' && integration.Type !== 'MOCK') {
    throw unexpected(method, 'Integration.Type', 'AWS_PROXY or MOCK', integration.Type);
  }
  return {
    method: text(method, 'HttpMethod'),
    path: path(all, method.properties.ResourceId),
    authorized: authorization === 'CUSTOM',
    apiKeyRequired: apiKeyRequired === true,
    functionId: integration.Type === 'MOCK' ? null : calledFunction(all, method, integration.Uri),
    timeoutMs: numeric(method, 'Integration.TimeoutInMillis', integration.TimeoutInMillis) ?? DEFAULT_TIMEOUT_MS,
  };
}

/** Returns the path of a resource from the chain of its parents. The root is an attribute of the API. */
function path(all: readonly Resource[], resourceId: unknown): string {
  const id = reference(resourceId);
  const resource = all.find((candidate) => candidate.id === id);
  if (resource?.type === 'AWS::ApiGateway::RestApi') return '/';
  if (resource?.type !== 'AWS::ApiGateway::Resource') {
    throw new TemplateError(`Expected a resource of the API but received ${JSON.stringify(resourceId)}.`);
  }
  return `${path(all, resource.properties.ParentId).replace(/\/$/, '')}/${text(resource, 'PathPart')}`;
}

function authorizer(all: readonly Resource[], resource: Resource): AuthorizerModel {
  const { Type: type, IdentitySource: source, IdentityValidationExpression: expression } = resource.properties;
  if (type !== 'TOKEN') throw unexpected(resource, 'Type', 'TOKEN', type);
  if (source !== 'method.request.header.Authorization') {
    throw unexpected(resource, 'IdentitySource', 'the Authorization header', source);
  }
  const ttl = resource.properties.AuthorizerResultTtlInSeconds;
  return {
    functionId: calledFunction(all, resource, resource.properties.AuthorizerUri),
    validationRegex: typeof expression === 'string' ? expression : null,
    cacheTtlSeconds: numeric(resource, 'AuthorizerResultTtlInSeconds', ttl) ?? DEFAULT_AUTHORIZER_TTL_SECONDS,
  };
}

/** Returns the id of the function that an invocation URI calls, directly or by an alias, if API Gateway may call it. */
function calledFunction(all: readonly Resource[], caller: Resource, uri: unknown): string {
  const named = new Set(references(uri));
  const target = all.find(({ id, type }) => named.has(id) && type.startsWith('AWS::Lambda::'));
  if (target === undefined) throw unexpected(caller, 'its integration', 'a Lambda function', uri);
  const permitted = ofType(all, 'AWS::Lambda::Permission').some(({ properties }) => {
    return properties.Principal === 'apigateway.amazonaws.com' && reference(properties.FunctionName) === target.id;
  });
  if (!permitted) throw new TemplateError(`${caller.id}: API Gateway is not permitted to call ${target.id}.`);
  return behindAlias(all, target);
}

function behindAlias(all: readonly Resource[], target: Resource): string {
  if (target.type === 'AWS::Lambda::Function') return target.id;
  const id = reference(target.properties.FunctionName);
  const next = all.find((resource) => resource.id === id);
  if (next === undefined) throw unexpected(target, 'FunctionName', 'a function of the template', id);
  return behindAlias(all, next);
}

function usagePlan(all: readonly Resource[], plan: Resource, stage: Resource): UsagePlanModel {
  const { ApiStages: apiStages = [], Throttle: throttle, Quota: quota } = plan.properties;
  if (quota !== undefined) throw new TemplateError(`${plan.id}: quotas are not understood.`);
  const stages = apiStages as { Stage: unknown; Throttle?: object }[];
  if (!stages.some(({ Stage }) => reference(Stage) === stage.id)) {
    throw new TemplateError(`${plan.id}: expected a usage plan of the stage ${stage.id}.`);
  }
  if (stages.some(({ Throttle }) => Object.keys(Throttle ?? {}).length > 0)) {
    throw new TemplateError(`${plan.id}: limits of single methods are not understood.`);
  }
  const keys = ofType(all, 'AWS::ApiGateway::UsagePlanKey')
    .filter(({ properties }) => reference(properties.UsagePlanId) === plan.id)
    .map(({ properties }) => reference(properties.KeyId));
  return {
    ...limits(plan, throttle as Properties | undefined),
    keyValues: ofType(all, 'AWS::ApiGateway::ApiKey')
      .filter(({ id, properties }) => keys.includes(id) && properties.Enabled === true)
      .map((key) => text(key, 'Value')),
  };
}

function limits(resource: Resource, throttle: Properties | undefined): Throttle {
  const rateLimit = numeric(resource, 'RateLimit', throttle?.RateLimit);
  const burstLimit = numeric(resource, 'BurstLimit', throttle?.BurstLimit);
  if (rateLimit === undefined || burstLimit === undefined) {
    throw unexpected(resource, 'Throttle', 'a rate and a burst', throttle);
  }
  return { rateLimit, burstLimit };
}

function stageThrottle(stage: Resource): Throttle | null {
  return throttleOf(stage, ({ HttpMethod, ResourcePath }) => HttpMethod === '*' && ResourcePath === '/*');
}

/** Returns the method's own limit, if it has one. In its setting the slashes of the path are `~1`. */
function methodThrottle(all: readonly Resource[], stage: Resource, method: Resource): { throttle?: Throttle } {
  const setting = `/${path(all, method.properties.ResourceId).replaceAll('/', '~1')}`;
  const throttle = throttleOf(stage, ({ HttpMethod, ResourcePath }) => {
    return HttpMethod === method.properties.HttpMethod && ResourcePath === setting;
  });
  return throttle === null ? {} : { throttle };
}

function throttleOf(stage: Resource, which: (setting: Properties) => boolean): Throttle | null {
  const settings = (stage.properties.MethodSettings as Properties[] | undefined) ?? [];
  const throttled = settings.find((setting) => which(setting) && setting.ThrottlingRateLimit !== undefined);
  if (throttled === undefined) return null;
  return limits(stage, { RateLimit: throttled.ThrottlingRateLimit, BurstLimit: throttled.ThrottlingBurstLimit });
}

function gatewayResponses(all: readonly Resource[]): Record<string, GatewayResponseModel> {
  const responses = ofType(all, 'AWS::ApiGateway::GatewayResponse').map((response) => {
    const { StatusCode, ResponseParameters = {}, ResponseTemplates = {} } = response.properties;
    const headers = Object.entries(ResponseParameters as Record<string, string>).map(([name, value]) => {
      if (!name.startsWith(HEADER_PARAMETER)) throw unexpected(response, name, 'a header', value);
      return [name.slice(HEADER_PARAMETER.length), value];
    });
    const model: GatewayResponseModel = {
      statusCode: StatusCode === undefined ? null : Number(StatusCode),
      headers: Object.fromEntries(headers),
      templates: ResponseTemplates as Record<string, string>,
    };
    return [text(response, 'ResponseType'), model];
  });
  return Object.fromEntries(responses);
}
