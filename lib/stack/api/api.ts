import { Duration, Stack, Validations } from 'aws-cdk-lib';
import {
  ApiKeySourceType,
  AuthorizationType,
  EndpointType,
  type IAuthorizer,
  LambdaIntegration,
  LogGroupLogDestination,
  type MethodDeploymentOptions,
  MethodLoggingLevel,
  type MethodOptions,
  ResponseType,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { CORS_EXPOSED_HEADERS } from '../../../lambda/contract/cors.ts';
import { logGroup } from '../functions/log-group.ts';
import type { ClientRate } from '../settings/checks.ts';
import { accessLogFormat } from './access-log.ts';
import { gatewayResponses } from './gateway-responses.ts';
import { type Answering, OPEN, type Route, routes } from './routes.ts';

/** Stands in the URL before the path unless a domain of one's own hides it. */
export const STAGE_NAME = 'v1';

/** API Gateway's usual maximum: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const INTEGRATION_TIMEOUT = Duration.seconds(29);

export interface ApiProps extends Answering {
  readonly authorizer: IAuthorizer;
  /** The limit of the stage, for each route that has none of its own. */
  readonly throttle: ClientRate;
  /** Origins of web pages that may call the API; without them CORS is off. */
  readonly corsOrigins: readonly string[];
  /** Whether to make the role with which API Gateway writes logs, for the whole account and Region. */
  readonly cloudWatchRole: boolean;
}

/** The REST API: routes, gateway responses, stage and access log. */
export class Api extends Construct {
  readonly restApi: RestApi;
  readonly accessLog: LogGroup;

  constructor(scope: Construct, id: string, props: ApiProps) {
    super(scope, id);
    this.accessLog = logGroup(this, 'AccessLog');
    const all = routes(props, props.corsOrigins.length > 0);
    this.restApi = new RestApi(this, 'RestApi', {
      // CloudWatch tells stages of several stacks apart by this name alone.
      restApiName: Stack.of(this).stackName,
      description: 'Compares the faces of two pictures',
      endpointTypes: [EndpointType.REGIONAL],
      // Anything wider would turn text bodies into base64; without it pictures would be damaged as text.
      binaryMediaTypes: ['multipart/form-data'],
      // The key comes from the authorizer's answer, so that callers need none and the usage plan still counts.
      apiKeySourceType: ApiKeySourceType.AUTHORIZER,
      cloudWatchRole: props.cloudWatchRole,
      deployOptions: {
        stageName: STAGE_NAME,
        accessLogDestination: new LogGroupLogDestination(this.accessLog),
        accessLogFormat: accessLogFormat(),
        ...methodSettings(props.throttle),
        methodOptions: routeSettings(all.map(({ route }) => route)),
      },
    });
    acknowledgeApi(this.restApi);
    // CDK's own output ends in a slash, so that an address made of it has two; BaseUrl tells the address.
    this.restApi.node.tryRemoveChild('Endpoint');
    const authorized = {
      authorizer: props.authorizer,
      authorizationType: AuthorizationType.CUSTOM,
      apiKeyRequired: true,
    };
    const integrations = new Map(
      [...new Set(all.map(({ answers }) => answers))].map((it) => [
        it,
        new LambdaIntegration(it, { timeout: INTEGRATION_TIMEOUT, allowTestInvoke: false }),
      ]),
    );
    for (const { route, answers } of all) {
      this.#addRoute(route, integrations.get(answers)!, route.open ? OPEN : authorized);
    }
    this.#addGatewayResponses(props.corsOrigins);
  }

  /** The address of the stage, without the slash that `RestApi.url` has at its end, and without a reference to the stage. */
  get stageUrl(): string {
    const { region, urlSuffix } = Stack.of(this);
    return `https://${this.restApi.restApiId}.execute-api.${region}.${urlSuffix}/${STAGE_NAME}`;
  }

  #addRoute({ method, path, open, reason }: Route, integration: LambdaIntegration, options: MethodOptions): void {
    const added = this.restApi.root.resourceForPath(path).addMethod(method, integration, options);
    // Preflight requests are none of the rule's business.
    if (method !== 'OPTIONS') Validations.of(added).acknowledge({ id: 'AwsSolutions-COG4', reason });
    if (open) Validations.of(added).acknowledge({ id: 'AwsSolutions-APIG4', reason });
  }

  #addGatewayResponses(corsOrigins: readonly string[]): void {
    // A refusal holds nothing secret and is never sent with cookies; where there are several origins, any may read it.
    const origin = corsOrigins.length === 1 ? corsOrigins[0] : '*';
    const cors = {
      'Access-Control-Allow-Origin': `'${origin}'`,
      'Access-Control-Expose-Headers': `'${CORS_EXPOSED_HEADERS}'`,
    };
    for (const [type, response] of Object.entries(gatewayResponses())) {
      this.restApi.addGatewayResponse(`Response${pascalCase(type)}`, {
        type: ResponseType.of(type),
        ...(response.statusCode === null ? {} : { statusCode: String(response.statusCode) }),
        responseHeaders: corsOrigins.length > 0 ? { ...response.headers, ...cors } : response.headers,
        templates: { 'application/json': response.body },
      });
    }
  }
}

/** What the stage and each route with a limit of its own are set to. */
function methodSettings({ rateLimit, burstLimit }: ClientRate): MethodDeploymentOptions {
  return {
    // API Gateway's own execution log has no retention and may hold parts of requests; the access log suffices.
    loggingLevel: MethodLoggingLevel.OFF,
    dataTraceEnabled: false,
    metricsEnabled: true,
    throttlingRateLimit: rateLimit,
    throttlingBurstLimit: burstLimit,
  };
}

/** Settings of a single method take the place of all of the stage's, so each repeats them. */
function routeSettings(all: readonly Route[]): Record<string, MethodDeploymentOptions> {
  return Object.fromEntries(
    all.flatMap(({ method, path, throttle }) =>
      throttle === undefined ? [] : [[`${path}/${method}`, methodSettings(throttle)]],
    ),
  );
}

function acknowledgeApi(api: RestApi): void {
  Validations.of(api).acknowledge(
    {
      id: 'AwsSolutions-APIG2',
      reason: 'API Gateway cannot validate multipart bodies; the compare function checks each field and answers 400.',
    },
    {
      id: 'AwsSolutions-APIG3',
      reason: 'A web ACL costs money and belongs to the account; docs/deploy.md says how to associate one.',
    },
    {
      id: 'AwsSolutions-APIG6',
      reason:
        'Execution logs have no retention of ours and may hold parts of requests; the access log covers all methods.',
    },
    {
      id: 'Serverless-APIGWXrayEnabled',
      reason:
        'X-Ray would need a permission on all resources; steps and cold starts are measured by the function itself.',
    },
  );
  const logRole = api.node.tryFindChild('CloudWatchRole');
  if (logRole === undefined) return;
  Validations.of(logRole).acknowledge({
    id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
    reason: 'AWS documents this policy for the role with which API Gateway writes the logs of the whole account.',
  });
}

function pascalCase(type: string): string {
  return type
    .toLowerCase()
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
