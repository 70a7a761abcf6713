import { Duration, Stack } from 'aws-cdk-lib';
import {
  ApiKeySourceType,
  AuthorizationType,
  EndpointType,
  type IAuthorizer,
  LambdaIntegration,
  LogGroupLogDestination,
  type MethodDeploymentOptions,
  MethodLoggingLevel,
  ResponseType,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { CORS_EXPOSED_HEADERS } from '../../../lambda/contract/cors.ts';
import {
  APP_TOKEN_PATH,
  COMPARE_PATH,
  DISCOVERY_PATH,
  HEALTH_PATH,
  JWKS_PATH,
  OAUTH_TOKEN_PATH,
  OPENAPI_PATH,
  PLAYGROUND_PATH,
  SESSION_TOKEN_PATH,
} from '../../../lambda/contract/fields.ts';
import { stageThrottle } from '../clients/usage-plans.ts';
import { logGroup } from '../functions/log-group.ts';
import type { Settings } from '../settings/read-settings.ts';
import { accessLogFormat } from './access-log.ts';
import { gatewayResponses } from './gateway-responses.ts';

/** Stands in the URL before the path unless a domain of one's own hides it. */
export const STAGE_NAME = 'v1';

/** API Gateway's usual maximum: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const INTEGRATION_TIMEOUT = Duration.seconds(29);

/** Routes that ask for no token; only the limit of the stage counts their requests. */
const OPEN = { authorizationType: AuthorizationType.NONE, apiKeyRequired: false };

/**
 * Requests per second and burst of the issuer's open routes, each by itself. Nobody guesses a secret of 256 bits, at whatever
 * rate: these bound what a flood costs and how much of the account's concurrency it takes.
 */
const ISSUER_THROTTLES = {
  [`POST ${APP_TOKEN_PATH}`]: { rateLimit: 2, burstLimit: 10 },
  [`POST ${OAUTH_TOKEN_PATH}`]: { rateLimit: 2, burstLimit: 10 },
  [`GET ${JWKS_PATH}`]: { rateLimit: 5, burstLimit: 20 },
  [`GET ${DISCOVERY_PATH}`]: { rateLimit: 5, burstLimit: 20 },
} as const;

/** The REST API: routes, gateway responses, stage and access log. */
export class Api extends Construct {
  readonly restApi: RestApi;
  readonly accessLog: LogGroup;

  readonly #authorizer: IAuthorizer;

  constructor(scope: Construct, id: string, compare: IFunction, authorizer: IAuthorizer, settings: Settings) {
    super(scope, id);
    this.#authorizer = authorizer;
    this.accessLog = logGroup(this, 'AccessLog');
    const throttle = stageThrottle(settings);
    this.restApi = new RestApi(this, 'RestApi', {
      // CloudWatch tells stages of several stacks apart by this name alone.
      restApiName: Stack.of(this).stackName,
      description: 'Compares the faces of two pictures',
      endpointTypes: [EndpointType.REGIONAL],
      // Anything wider would turn text bodies into base64; without it pictures would be damaged as text.
      binaryMediaTypes: ['multipart/form-data'],
      // The key comes from the authorizer's answer, so that callers need none and the usage plan still counts.
      apiKeySourceType: ApiKeySourceType.AUTHORIZER,
      cloudWatchRole: settings.cloudWatchRole,
      deployOptions: {
        stageName: STAGE_NAME,
        accessLogDestination: new LogGroupLogDestination(this.accessLog),
        accessLogFormat: accessLogFormat(),
        // API Gateway's own execution log has no retention and may hold parts of requests; the access log suffices.
        loggingLevel: MethodLoggingLevel.OFF,
        dataTraceEnabled: false,
        metricsEnabled: true,
        throttlingRateLimit: throttle.rateLimit,
        throttlingBurstLimit: throttle.burstLimit,
        ...(settings.issuer === null ? { methodOptions: issuerMethodOptions() } : {}),
      },
    });
    // CDK's own output ends in a slash, so that an address made of it has two; BaseUrl tells the address.
    this.restApi.node.tryRemoveChild('Endpoint');
    const integration = new LambdaIntegration(compare, { timeout: INTEGRATION_TIMEOUT, allowTestInvoke: false });
    const compareResource = this.restApi.root.resourceForPath(COMPARE_PATH);
    compareResource.addMethod('POST', integration, {
      authorizer,
      authorizationType: AuthorizationType.CUSTOM,
      apiKeyRequired: true,
    });
    // Monitors ask with either.
    for (const method of ['GET', 'HEAD']) {
      this.restApi.root.resourceForPath(HEALTH_PATH).addMethod(method, integration, OPEN);
    }
    // Browsers ask without a token. The function answers, for only it can tell several origins apart.
    if (settings.corsOrigins.length > 0) compareResource.addMethod('OPTIONS', integration, OPEN);
    this.#addGatewayResponses(settings.corsOrigins);
  }

  /** Adds the page on which people try the API, and its description for programs. */
  addPlayground(playground: IFunction): void {
    const integration = new LambdaIntegration(playground, { timeout: INTEGRATION_TIMEOUT, allowTestInvoke: false });
    for (const path of [PLAYGROUND_PATH, OPENAPI_PATH]) {
      this.restApi.root.resourceForPath(path).addMethod('GET', integration, OPEN);
    }
  }

  /** Adds the routes of the built-in issuer. A session is opened with the token of an application, so that one route has the authorizer. */
  addIssuer(issuer: IFunction): void {
    const integration = new LambdaIntegration(issuer, { timeout: INTEGRATION_TIMEOUT, allowTestInvoke: false });
    for (const route of Object.keys(ISSUER_THROTTLES)) {
      const [method, path] = route.split(' ') as [string, string];
      this.restApi.root.resourceForPath(path).addMethod(method, integration, OPEN);
    }
    this.restApi.root.resourceForPath(SESSION_TOKEN_PATH).addMethod('POST', integration, {
      authorizer: this.#authorizer,
      authorizationType: AuthorizationType.CUSTOM,
      apiKeyRequired: true,
    });
  }

  /** The address of the stage, without the slash that `RestApi.url` has at its end, and without a reference to the stage. */
  get stageUrl(): string {
    const { region, urlSuffix } = Stack.of(this);
    return `https://${this.restApi.restApiId}.execute-api.${region}.${urlSuffix}/${STAGE_NAME}`;
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

/** Settings of a single method take the place of all of the stage's, so each repeats them. */
function issuerMethodOptions(): Record<string, MethodDeploymentOptions> {
  return Object.fromEntries(
    Object.entries(ISSUER_THROTTLES).map(([route, { rateLimit, burstLimit }]) => {
      const [method, path] = route.split(' ') as [string, string];
      const options = {
        loggingLevel: MethodLoggingLevel.OFF,
        dataTraceEnabled: false,
        metricsEnabled: true,
        throttlingRateLimit: rateLimit,
        throttlingBurstLimit: burstLimit,
      };
      return [`${path}/${method}`, options];
    }),
  );
}

function pascalCase(type: string): string {
  return type
    .toLowerCase()
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
