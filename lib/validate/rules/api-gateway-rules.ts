import { ApiKeySourceType, ResponseType } from 'aws-cdk-lib/aws-apigateway';
import {
  isComputed,
  type Mistake,
  mistake,
  type Properties,
  rangeMistakes,
  resourceRule,
  type TemplateRule,
} from './template.ts';

/** The default quota of a Regional or private API; AWS raises it for an account on request. */
const INTEGRATION_MILLISECONDS = { min: 50, max: 29_000 };

/** Values of parameters that are no literal: https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-data-transformations.html */
const MAPPING = /^(?:(?:method\.request|integration\.response|gatewayresponse|context|stageVariables)\.[\w$.[\]'-]+)$/;
const LITERAL = /^'.*'$/s;

const RESPONSE_TYPES: ReadonlySet<string> = new Set(
  Object.values(ResponseType).flatMap((type) => (type instanceof ResponseType ? [type.responseType] : [])),
);

/** What Amazon API Gateway demands, beyond what the schemas of CloudFormation say. */
export const API_GATEWAY_RULES: readonly TemplateRule[] = [
  resourceRule(
    'api-key-length',
    'The value of an API key has 20 to 128 characters.',
    'AWS::ApiGateway::ApiKey',
    ({ Value }) =>
      typeof Value !== 'string' || isComputed(Value) || (Value.length >= 20 && Value.length <= 128)
        ? []
        : [mistake('Value', '20 to 128 characters', `${Value.length} characters`)],
  ),
  resourceRule(
    'api-key-source',
    'API keys come from the header or from the authorizer.',
    'AWS::ApiGateway::RestApi',
    ({ ApiKeySourceType: source }) => oneOf('ApiKeySourceType', source, new Set(Object.values(ApiKeySourceType))),
  ),
  resourceRule(
    'gateway-response-type',
    'API Gateway knows the type of the gateway response.',
    'AWS::ApiGateway::GatewayResponse',
    ({ ResponseType: type }) => oneOf('ResponseType', type, RESPONSE_TYPES),
  ),
  resourceRule(
    'gateway-response-status',
    'The status of a gateway response is a number of three digits.',
    'AWS::ApiGateway::GatewayResponse',
    ({ StatusCode }) =>
      StatusCode === undefined || isComputed(StatusCode) || /^[1-5]\d\d$/.test(String(StatusCode))
        ? []
        : [mistake('StatusCode', 'three digits', StatusCode)],
  ),
  resourceRule(
    'gateway-literal-quotes',
    'A parameter of a response or request is a literal in single quotes, or a mapping expression.',
    ['AWS::ApiGateway::GatewayResponse', 'AWS::ApiGateway::Method'],
    ({ ResponseParameters, Integration }: Properties) => [
      ...unquoted('ResponseParameters', ResponseParameters),
      ...unquoted('Integration.RequestParameters', Integration?.RequestParameters),
      ...(Integration?.IntegrationResponses ?? []).flatMap((response: Properties, i: number) =>
        unquoted(`Integration.IntegrationResponses.${i}.ResponseParameters`, response.ResponseParameters),
      ),
    ],
  ),
  resourceRule(
    'integration-timeout',
    'API Gateway waits 50 to 29,000 ms for an integration.',
    'AWS::ApiGateway::Method',
    ({ Integration }) =>
      rangeMistakes(
        'Integration.TimeoutInMillis',
        Integration?.TimeoutInMillis,
        INTEGRATION_MILLISECONDS.min,
        INTEGRATION_MILLISECONDS.max,
        ' ms',
      ),
  ),
  resourceRule(
    'authorizer-ttl',
    'Responses of an authorizer are kept at most an hour.',
    'AWS::ApiGateway::Authorizer',
    ({ AuthorizerResultTtlInSeconds }) =>
      rangeMistakes('AuthorizerResultTtlInSeconds', AuthorizerResultTtlInSeconds, 0, 3600, ' seconds'),
  ),
];

function oneOf(property: string, value: unknown, allowed: ReadonlySet<string>): Mistake[] {
  if (value === undefined || isComputed(value) || allowed.has(String(value))) return [];
  return [mistake(property, `one of ${[...allowed].join(', ')}`, value)];
}

function unquoted(property: string, parameters: Properties | undefined): Mistake[] {
  return Object.entries(parameters ?? {})
    .filter(([, value]) => typeof value === 'string' && !LITERAL.test(value) && !MAPPING.test(value))
    .map(([name, value]) => mistake(`${property}.${name}`, 'a literal in single quotes or a mapping', value));
}
