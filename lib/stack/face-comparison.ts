import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { Alarm, CompositeAlarm, Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Architecture, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { METRICS } from '../../lambda/compare/metrics.ts';
import { API_PARTS } from '../../lambda/contract/routes.ts';
import { SettingsError } from '../../lambda/errors/settings-error.ts';
import { Api, originOfRefusals } from './api/api.ts';
import { CustomDomain } from './api/custom-domain.ts';
import { AuditTable } from './audit-table.ts';
import { Identity } from './clients/identity.ts';
import { UsagePlans } from './clients/usage-plans.ts';
import { AuditExport } from './export/audit-export.ts';
import { AuthorizerFunction } from './functions/authorizer-function.ts';
import { CatchAllFunction } from './functions/catch-all-function.ts';
import { CompareFunction } from './functions/compare-function.ts';
import { GradualDeployment } from './functions/gradual-deployment.ts';
import { PlaygroundFunction } from './functions/playground-function.ts';
import { ServiceNetwork } from './functions/service-network.ts';
import type { Surroundings } from './functions/surroundings.ts';
import { IdempotencyTable } from './idempotency-table.ts';
import { tokenChecks } from './issuer/token-checks.ts';
import { TokenIssuer } from './issuer/token-issuer.ts';
import { Monitoring } from './monitoring/monitoring.ts';
import { serviceMetric } from './monitoring/service-metric.ts';
import { type ServiceParts, serviceOutputs } from './outputs.ts';
import { packagedCode } from './packaged-code.ts';
import type { FaceComparisonProps, NetworkOptions } from './props.ts';
import { propsMistakes } from './props-mistakes.ts';
import { SETTINGS } from './settings/settings.ts';

/** Alarms that show a bad version of the compare function. Others depend on callers or on other functions. */
const ROLLBACK_ALARMS = ['ServerErrors', 'SlowAnswers', 'CompareErrors', 'AuditFailures'];

/** The whole service. Each construct has one concern, and only this class knows how they are connected. */
export class FaceComparison extends Construct {
  /** The REST API. */
  readonly api: RestApi;
  /** The address to which callers append the paths of the contract. */
  readonly baseUrl: string;
  /** Audit items, one for each comparison. */
  readonly auditTable: TableV2;
  /** The function that compares; requests reach it by its alias `live`. */
  readonly compareFunction: LambdaFunction;
  /** Alarms by name, such as `ServerErrors`; none if `monitoring` is `false`. */
  readonly alarms: Readonly<Record<string, Alarm>>;
  /** Raised while any alarm is raised; `null` without `monitoring.fullAlarms`. */
  readonly anyAlarm: CompositeAlarm | null;
  readonly #parts: ServiceParts;

  /** @throws SettingsError with all mistakes in the values of the props, a line each */
  constructor(scope: Construct, id: string, props: FaceComparisonProps = {}) {
    super(scope, id);
    const mistakes = propsMistakes(props);
    if (mistakes.length > 0) throw new SettingsError(mistakes);
    const { identity = Identity.builtIn(), limits = {}, corsOrigins = [], domain } = props;
    const { architecture = Architecture.X86_64, logRetention, encryptionKey, tracing, network } = props;
    const code =
      props.code ??
      packagedCode(import.meta.dirname, {
        processor: architecture === Architecture.ARM_64 ? 'arm64' : 'x86_64',
        pack: props.compare?.pack ?? SETTINGS.pack.defaultValue,
        calibration: props.compare?.calibration,
      });
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
    const auditExport = props.auditTable?.dailyExport
      ? new AuditExport(this, 'AuditExport', {
          table: this.auditTable,
          encryptionKey,
          retention: props.auditTable.retention,
        })
      : null;
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
      clients: limits.clients ?? {},
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
      requestIdHeader: props.requestIdHeader,
      surroundings,
    });
    this.api = api.restApi;
    this.baseUrl = domain === undefined ? api.stageUrl : `https://${domain.domainName}`;
    if (issuer !== null) {
      // The address that tokens name as their issuer is known only now.
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
            export: auditExport?.stateMachine ?? null,
            issuer: issuer !== null,
            fullMetrics: props.compare?.fullMetrics ?? false,
          });
    this.alarms = watched?.alarms ?? {};
    this.anyAlarm = watched?.anyAlarm ?? null;
    new GradualDeployment(this, 'Deployment', {
      alias: compare.live,
      kind: props.deployment ?? SETTINGS.deployment.defaultValue,
      alarms: ROLLBACK_ALARMS.flatMap((name) => this.alarms[name] ?? []),
    });
    const { auditTable, baseUrl } = this;
    this.#parts = {
      auditTable,
      baseUrl,
      api,
      authorizer,
      compare,
      domain: customDomain,
      export: auditExport,
      issuer,
      usagePlans,
    };
  }

  #network({ endpoints: wanted = false, ...network }: NetworkOptions, { external }: Identity): ServiceNetwork {
    // The authorizer and the issuer use KMS for the signing keys. DynamoDB and Lambda call KMS for tables and variables.
    const endpoints = { dynamoDb: wanted, kms: wanted && external === null };
    return new ServiceNetwork(this, 'Network', { ...network, endpoints });
  }

  /** Adds outputs to the stack: the base URL, names of functions, tables and logs, and what `npm run apps` needs to find the service. */
  addOutputs(): void {
    for (const [name, [value, description]] of Object.entries(serviceOutputs(this.#parts))) {
      new CfnOutput(Stack.of(this), name, { value, ...(description === undefined ? {} : { description }) });
    }
  }

  /** Returns the number of decisions; with `dimensionsMap: { status: 'Success' }` only those with this status. */
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
