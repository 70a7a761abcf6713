import { Duration, Stack, Validations } from 'aws-cdk-lib';
import {
  ApiKeySourceType,
  AuthorizationType,
  type CfnRestApi,
  EndpointType,
  type IAuthorizer,
  LambdaIntegration,
  LogGroupLogDestination,
  type MethodDeploymentOptions,
  MethodLoggingLevel,
  type MethodOptions,
  Resource,
  ResponseType,
  RestApi,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigateway';
import type { IInterfaceVpcEndpoint } from 'aws-cdk-lib/aws-ec2';
import { AnyPrincipal, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { CORS_EXPOSED_HEADERS } from '../../../lambda/contract/cors.ts';
import { logGroup } from '../functions/log-group.ts';
import type { Surroundings } from '../functions/surroundings.ts';
import type { ClientRate } from '../settings/checks.ts';
import { accessLogFormat } from './access-log.ts';
import { gatewayResponses } from './gateway-responses.ts';
import { type Answering, CATCH_ALL, OPEN, type Route, routes } from './routes.ts';
import { type WebAclProps, webAcl } from './web-acl.ts';

/** Precedes the path in the URL, unless a custom domain hides it. */
export const STAGE_NAME = 'v1';

/** TLS 1.3, and 1.2 for clients that support nothing newer. Uses post-quantum key exchange if the client supports it. */
export const TLS_POLICY = SecurityPolicy.TLS13_1_2_PQ_2025_09;

/** API Gateway's usual maximum: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const INTEGRATION_TIMEOUT = Duration.seconds(29);

/** Who can reach the API, and how. */
export interface Reach {
  /** Interface endpoints of API Gateway. If given, the API is reachable only through them. Default: everybody reaches it. */
  readonly privateEndpoints?: readonly IInterfaceVpcEndpoint[];
  /** A web ACL in front of the API: options for a new one, or the ARN of an existing one. Default: none. */
  readonly webAcl?: WebAclProps | string;
  /** Whether API Gateway's own address is off, for an API with a domain. Default: false. */
  readonly disableExecuteApiEndpoint?: boolean;
}

export interface ApiProps extends Answering, Reach {
  /** Handles every request without a route. */
  readonly catchAll: IFunction;
  readonly authorizer: IAuthorizer;
  /** The limit of the stage, for each route without its own limit. */
  readonly throttle: ClientRate;
  /** Origins of web pages that may call the API; without them CORS is off. */
  readonly corsOrigins: readonly string[];
  /** Whether gateway responses have the header `x-request-id`. Default: true. */
  readonly requestIdHeader?: boolean | undefined;
  /** Whether to make the role with which API Gateway writes logs, for the whole account and Region. */
  readonly cloudWatchRole: boolean;
  /** Whether each client has its own environments. */
  readonly isolateClients: boolean;
  readonly surroundings: Surroundings;
}

/** The REST API: routes, gateway responses, stage and access log. */
export class Api extends Construct {
  readonly restApi: RestApi;
  readonly accessLog: LogGroup;

  constructor(scope: Construct, id: string, props: ApiProps) {
    super(scope, id);
    this.accessLog = logGroup(this, 'AccessLog', props.surroundings);
    const all = routes(props, props.corsOrigins.length > 0 ? props.throttle : null);
    this.restApi = new RestApi(this, 'RestApi', {
      // CloudWatch distinguishes stages of several stacks only by this name.
      restApiName: Stack.of(this).stackName,
      description: 'Compares the faces of two photos',
      ...endpointOf(props),
      // Anything wider would turn text bodies into base64; without it images would be damaged as text.
      binaryMediaTypes: ['multipart/form-data'],
      // The authorizer returns the key, so that callers need none and the usage plan still counts.
      apiKeySourceType: ApiKeySourceType.AUTHORIZER,
      cloudWatchRole: props.cloudWatchRole,
      ...(props.disableExecuteApiEndpoint ? { disableExecuteApiEndpoint: true } : {}),
      deployOptions: {
        stageName: STAGE_NAME,
        accessLogDestination: new LogGroupLogDestination(this.accessLog),
        accessLogFormat: accessLogFormat(),
        ...methodSettings(props.throttle),
        ...(props.surroundings.tracing ? { tracingEnabled: true } : {}),
        methodOptions: routeSettings(all.map(({ route }) => route)),
      },
    });
    // CDK's construct has no property for it yet. Without it this address accepts TLS 1.0.
    const api = this.restApi.node.defaultChild as CfnRestApi;
    api.securityPolicy = TLS_POLICY;
    api.endpointAccessMode = 'STRICT';
    acknowledgeApi(this.restApi, props);
    // CDK's own output ends in a slash, so paths appended to it would begin with two. BaseUrl shows the address.
    this.restApi.node.tryRemoveChild('Endpoint');
    const authorized = {
      authorizer: props.authorizer,
      authorizationType: AuthorizationType.CUSTOM,
      apiKeyRequired: true,
    };
    for (const { route, answers } of all) {
      const integration = new LambdaIntegration(answers, {
        timeout: INTEGRATION_TIMEOUT,
        allowTestInvoke: false,
        ...(props.isolateClients && answers === props.compare ? tenantOf(route) : {}),
      });
      this.#addRoute(route, integration, route.open ? OPEN : authorized);
    }
    this.#addCatchAll(props.catchAll);
    this.#addGatewayResponses(props);
    this.#addWebAcl(props.webAcl);
  }

  /** The address of the stage, without the trailing slash of `RestApi.url`, and without a reference to the stage. */
  get stageUrl(): string {
    const { region, urlSuffix } = Stack.of(this);
    return `https://${this.restApi.restApiId}.execute-api.${region}.${urlSuffix}/${STAGE_NAME}`;
  }

  #addRoute({ method, path, open, reason }: Route, integration: LambdaIntegration, options: MethodOptions): void {
    const added = this.restApi.root.resourceForPath(path).addMethod(method, integration, options);
    // The rule does not concern preflight requests.
    if (method !== 'OPTIONS') Validations.of(added).acknowledge({ id: 'AwsSolutions-COG4', reason });
    if (open) Validations.of(added).acknowledge({ id: 'AwsSolutions-APIG4', reason });
  }

  /**
   * Gives each resource the method ANY, after all routes, because API Gateway does not try another resource if an existing one lacks
   * the method. The stage's limit applies to these requests; AWS does not document limits for a method ANY.
   */
  #addCatchAll(catchAll: IFunction): void {
    const integration = new LambdaIntegration(catchAll, {
      timeout: INTEGRATION_TIMEOUT,
      // One permission for all, because each permission is a resource of the stack and a line of the function's policy.
      scopePermissionToMethod: false,
    });
    const { root } = this.restApi;
    const resources = this.restApi.node.findAll().filter((node): node is Resource => node instanceof Resource);
    for (const resource of [root, ...resources, root.addResource('{proxy+}')]) {
      this.#addRoute({ method: 'ANY', path: resource.path, ...CATCH_ALL }, integration, OPEN);
    }
  }

  #addWebAcl(acl: Reach['webAcl']): void {
    if (acl === undefined) return;
    const webAclArn = typeof acl === 'string' ? acl : webAcl(this, 'WebAcl', acl).attrArn;
    const stage = this.restApi.deploymentStage;
    new CfnWebACLAssociation(this, 'WebAclAssociation', { webAclArn, resourceArn: stage.stageArn });
  }

  #addGatewayResponses({ corsOrigins, requestIdHeader }: ApiProps): void {
    const cors = {
      'Access-Control-Allow-Origin': `'${originOfRefusals(corsOrigins)}'`,
      'Access-Control-Expose-Headers': `'${CORS_EXPOSED_HEADERS}'`,
    };
    for (const [type, response] of Object.entries(gatewayResponses(requestIdHeader))) {
      this.restApi.addGatewayResponse(`Response${pascalCase(type)}`, {
        type: ResponseType.of(type),
        ...(response.statusCode === null ? {} : { statusCode: String(response.statusCode) }),
        responseHeaders: corsOrigins.length > 0 ? { ...response.headers, ...cors } : response.headers,
        templates: { 'application/json': response.body },
      });
    }
  }
}

/**
 * Returns the origin whose pages may read a rejection that is the same for everybody; `null` if none may. The rejection contains
 * nothing secret and is never sent with cookies. If there are several origins, every page may read it.
 */
export function originOfRefusals(corsOrigins: readonly string[]): string | null {
  return corsOrigins.length > 1 ? '*' : (corsOrigins[0] ?? null);
}

/** A private API accepts only requests through its endpoints. */
function endpointOf({ privateEndpoints = [] }: Reach) {
  if (privateEndpoints.length === 0) return { endpointTypes: [EndpointType.REGIONAL] };
  const allowed = new PolicyStatement({
    principals: [new AnyPrincipal()],
    actions: ['execute-api:Invoke'],
    resources: ['execute-api:/*'],
    conditions: { StringEquals: { 'aws:SourceVpce': privateEndpoints.map(({ vpcEndpointId }) => vpcEndpointId) } },
  });
  return {
    endpointConfiguration: { types: [EndpointType.PRIVATE], vpcEndpoints: [...privateEndpoints] },
    policy: new PolicyDocument({ statements: [allowed] }),
  };
}

/** Lambda reads the tenant from this header. For requests without a client, the route determines the tenant. */
function tenantOf({ tenant }: Route) {
  const value = tenant === undefined ? 'context.authorizer.client' : `'${tenant}'`;
  return { requestParameters: { 'integration.request.header.X-Amz-Tenant-Id': value } };
}

/** Returns the method settings of the stage, or of a route with its own limit. */
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

/** Settings of a single method replace all settings of the stage, so each method repeats them. */
function routeSettings(all: readonly Route[]): Record<string, MethodDeploymentOptions> {
  return Object.fromEntries(
    all.flatMap(({ method, path, throttle }) =>
      throttle === undefined ? [] : [[`${path}/${method}`, methodSettings(throttle)]],
    ),
  );
}

function acknowledgeApi(api: RestApi, { webAcl: acl, surroundings }: ApiProps): void {
  Validations.of(api).acknowledge(
    {
      id: 'AwsSolutions-APIG2',
      reason: 'API Gateway cannot validate multipart bodies; the compare function checks each field and returns 400.',
    },
    {
      id: 'AwsSolutions-APIG6',
      reason:
        'Execution logs have no retention of ours and may hold parts of requests; the access log covers all methods.',
    },
  );
  if (acl === undefined) {
    Validations.of(api).acknowledge({
      id: 'AwsSolutions-APIG3',
      reason: 'A web ACL costs $10 a month, so it is a setting: waf makes one, webAclArn takes one.',
    });
  }
  if (!surroundings.tracing) {
    Validations.of(api).acknowledge({
      id: 'Serverless-APIGWXrayEnabled',
      reason:
        'X-Ray needs a permission on all resources, so it is a setting; the access log has the times of each request.',
    });
  }
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
