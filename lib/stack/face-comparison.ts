import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { Alarm, Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Architecture, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { METRICS } from '../../lambda/compare/metrics.ts';
import { API_PARTS } from '../../lambda/contract/routes.ts';
import { Api, originOfRefusals, type Reach } from './api/api.ts';
import { CustomDomain, type DomainOptions } from './api/custom-domain.ts';
import { AuditTable, type AuditTableOptions } from './audit-table.ts';
import { Identity } from './clients/identity.ts';
import { type Limits, UsagePlans } from './clients/usage-plans.ts';
import { AuthorizerFunction } from './functions/authorizer-function.ts';
import { CatchAllFunction } from './functions/catch-all-function.ts';
import { CompareFunction, type CompareOptions } from './functions/compare-function.ts';
import { GradualDeployment } from './functions/gradual-deployment.ts';
import { PlaygroundFunction } from './functions/playground-function.ts';
import { ServiceNetwork } from './functions/service-network.ts';
import type { Network, Surroundings } from './functions/surroundings.ts';
import { IdempotencyTable } from './idempotency-table.ts';
import { tokenChecks } from './issuer/token-checks.ts';
import { TokenIssuer } from './issuer/token-issuer.ts';
import { Monitoring, type MonitoringOptions } from './monitoring/monitoring.ts';
import { serviceMetric } from './monitoring/service-metric.ts';
import { type DeploymentKind, SETTINGS } from './settings/settings.ts';

/** Folders that hold what the functions run. */
export interface FunctionCode {
  /** Bundle of the authorizer, `index.mjs`, and the clients with their own limits. */
  readonly authorizer: string;
  /** Bundle of the built-in issuer: `index.mjs`. */
  readonly issuer: string;
  /** Bundle of the catch-all function: `index.mjs`. */
  readonly catchAll: string;
  /** Dockerfile of the compare function and what it copies. */
  readonly image: string;
  /** Bundle of the playground function and its page: `index.mjs`, `page.html`. */
  readonly playground: string;
}

/** A network in which the functions run, and what it lacks. */
export interface NetworkOptions extends Network {
  /** Whether to make endpoints to DynamoDB and, for the built-in issuer, to KMS: for subnets without internet. Default: false. */
  readonly endpoints?: boolean;
}

export interface FaceComparisonProps extends Partial<Omit<Surroundings, 'network'>>, Reach {
  readonly code: FunctionCode;
  /** Whose tokens the API accepts. Default: `Identity.builtIn()`. */
  readonly identity?: Identity;
  /** How pictures are compared, and on what. */
  readonly compare?: CompareOptions;
  /** How audit items are kept. */
  readonly auditTable?: AuditTableOptions;
  /** How many requests callers may send. */
  readonly limits?: Limits;
  /** A network in which the functions run. Default: that of Lambda, which needs none of yours. */
  readonly network?: NetworkOptions;
  /** Origins of web pages that may call the API from a browser. Default: CORS is off. */
  readonly corsOrigins?: readonly string[];
  /** Whether to serve a page at `/playground` and the OpenAPI document at `/openapi.json`. Default: false. */
  readonly playground?: boolean;
  /** A domain of your own for the API. Default: the address of the stage. */
  readonly domain?: DomainOptions;
  /** Alarms and dashboard; `false` for neither. Default: alarms. */
  readonly monitoring?: MonitoringOptions | false;
  /** How requests move to a new version of the compare function. Default: all at once. */
  readonly deployment?: DeploymentKind;
  /** Whether to make the role with which API Gateway writes logs, for the whole account and Region. Default: true. */
  readonly cloudWatchRole?: boolean;
}

/** Alarms that show a bad version of the compare function. Others depend on callers or on other functions. */
const ROLLBACK_ALARMS = ['ServerErrors', 'SlowAnswers', 'CompareErrors', 'AuditFailures'];

/** The whole service. Each construct is one concern; this class is the only place that knows how they are joined. */
export class FaceComparison extends Construct {
  /** The REST API. */
  readonly api: RestApi;
  /** The address to which paths of the contract are added. */
  readonly baseUrl: string;
  /** Audit items, one for each comparison. */
  readonly auditTable: TableV2;
  readonly compareFunction: LambdaFunction;
  /** Its parts, for what the shortcuts above do not name. */
  readonly parts: {
    readonly api: Api;
    readonly authorizer: AuthorizerFunction;
    readonly compare: CompareFunction;
    readonly domain: CustomDomain | null;
    readonly issuer: TokenIssuer | null;
    readonly monitoring: Monitoring | null;
    readonly usagePlans: UsagePlans;
  };
  /** Alarms by name, such as `ServerErrors`; none where `monitoring` is `false`. */
  readonly alarms: Readonly<Record<string, Alarm>>;

  constructor(scope: Construct, id: string, props: FaceComparisonProps) {
    super(scope, id);
    const { code, identity = Identity.builtIn(), limits = {}, corsOrigins = [], domain } = props;
    const { architecture = Architecture.X86_64, logRetention, encryptionKey, tracing, network } = props;
    const surroundings: Surroundings = {
      architecture,
      logRetention,
      encryptionKey,
      tracing,
      network: network && { ...network, securityGroup: this.#network(network, identity).securityGroup },
    };
    const { monitoring = {} } = props;
    const usagePlans = new UsagePlans(this, 'UsagePlans', limits);
    this.auditTable = new AuditTable(this, 'AuditTable', { ...props.auditTable, encryptionKey }).table;
    const idempotencyTable = new IdempotencyTable(this, 'IdempotencyTable', { encryptionKey }).table;
    const issuer =
      identity.external === null
        ? new TokenIssuer(this, 'Issuer', {
            code: code.issuer,
            surroundings,
            identity,
            deletionProtection: props.auditTable?.deletionProtection ?? false,
          })
        : null;
    const compare = new CompareFunction(this, 'Compare', {
      ...props.compare,
      image: code.image,
      surroundings,
      auditTable: this.auditTable,
      idempotencyTable,
      retention: props.auditTable?.retention,
      sessions: issuer?.sessions ?? null,
      corsOrigins,
    });
    this.compareFunction = compare.function;
    const authorizer = new AuthorizerFunction(this, 'Authorizer', {
      code: code.authorizer,
      surroundings,
      tokens: tokenChecks(identity, issuer),
      usage: usagePlans,
    });
    const playground = props.playground
      ? new PlaygroundFunction(this, 'Playground', {
          code: code.playground,
          surroundings,
          maxFileBytes: props.compare?.maxFileBytes,
          identity,
        })
      : null;
    const catchAll = new CatchAllFunction(this, 'CatchAll', {
      code: code.catchAll,
      surroundings,
      parts: API_PARTS.filter((part) => (part === 'issuer' ? issuer : playground) !== null),
      allowedOrigin: originOfRefusals(corsOrigins),
    });
    const api = new Api(this, 'Api', {
      catchAll: catchAll.function,
      compare: compare.live,
      issuer: issuer?.function ?? null,
      playground: playground?.function ?? null,
      authorizer: authorizer.authorizer,
      throttle: usagePlans.stageLimit,
      corsOrigins,
      cloudWatchRole: props.cloudWatchRole ?? true,
      isolateClients: props.compare?.isolateClients ?? false,
      privateEndpoints: props.privateEndpoints,
      webAcl: props.webAcl,
      disableExecuteApiEndpoint: props.disableExecuteApiEndpoint,
      surroundings,
    });
    this.api = api.restApi;
    this.baseUrl = domain === undefined ? api.stageUrl : `https://${domain.domainName}`;
    if (issuer !== null) {
      // Only now is the address known that tokens name as their issuer.
      for (const each of [issuer.function, authorizer.function]) each.addEnvironment('ISSUER', this.baseUrl);
      issuer.function.addEnvironment('BASE_URL', this.baseUrl);
    }
    usagePlans.addPlans(this.api);
    const customDomain =
      domain === undefined ? null : new CustomDomain(this, 'CustomDomain', { ...domain, api: this.api });
    const watched =
      monitoring === false
        ? null
        : new Monitoring(this, 'Monitoring', {
            ...monitoring,
            api: this.api,
            accessLog: api.accessLog,
            compare: compare.function,
            authorizer: authorizer.function,
            table: this.auditTable,
            issuer: issuer !== null,
            fullMetrics: props.compare?.fullMetrics ?? false,
          });
    this.alarms = watched?.alarms ?? {};
    new GradualDeployment(this, 'Deployment', {
      alias: compare.live,
      kind: props.deployment ?? SETTINGS.deployment.defaultValue,
      alarms: ROLLBACK_ALARMS.flatMap((name) => this.alarms[name] ?? []),
    });
    this.parts = { api, authorizer, compare, domain: customDomain, issuer, monitoring: watched, usagePlans };
  }

  #network({ endpoints: wanted = false, ...network }: NetworkOptions, { external }: Identity): ServiceNetwork {
    // The authorizer and the issuer ask KMS for the signing keys; tables and variables ask it by themselves.
    const endpoints = { dynamoDb: wanted, kms: wanted && external === null };
    return new ServiceNetwork(this, 'Network', { ...network, endpoints });
  }

  /** Returns the number of decisions; with `dimensionsMap: { status: 'Success' }` those of one status. */
  metricComparisons(options?: MetricOptions): Metric {
    return serviceMetric(this, METRICS.comparisons, options);
  }

  /** Returns the number of decisions that came close to a match. */
  metricNearMisses(options?: MetricOptions): Metric {
    return serviceMetric(this, METRICS.nearMisses, options);
  }

  /** Returns the number of comparisons that started a new environment. */
  metricColdStarts(options?: MetricOptions): Metric {
    return serviceMetric(this, METRICS.coldStarts, options);
  }

  /** Returns the number of decisions that were withheld because their audit items could not be stored. */
  metricAuditFailures(options?: MetricOptions): Metric {
    return serviceMetric(this, METRICS.auditFailures, options);
  }

  /** Returns the number of requests for which the models could not be loaded. */
  metricEngineFailures(options?: MetricOptions): Metric {
    return serviceMetric(this, METRICS.engineFailures, options);
  }
}
