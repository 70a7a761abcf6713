import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Alias, Architecture, DockerImageCode, DockerImageFunction, TenancyConfig } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { METRICS_NAMESPACE } from '../../../lambda/compare/metrics.ts';
import { MAX_FACES } from '../../../lambda/face/comparison.ts';
import { SETTINGS } from '../settings/settings.ts';
import { acknowledgeFunction } from './acknowledged.ts';
import { functionRole } from './function-role.ts';
import { keepWarm } from './keep-warm.ts';
import { logGroup } from './log-group.ts';
import { metricsNamespace } from './metrics-namespace.ts';
import { PROCESS_ENVIRONMENT } from './process-environment.ts';
import { functionOptions, type Surroundings } from './surroundings.ts';

/** A warm comparison takes well under 2 s; a start whose INIT phase exceeded 10 s is repeated within this time. */
const COMPARE_TIMEOUT = Duration.seconds(20);

/** How images are compared, and on which resources. */
export interface CompareOptions {
  /** Memory in MB; 1,769 MB gives one whole processor. Default: 1,769. */
  readonly memorySize?: number;
  /** `isFaceMatch` is `matchingSimilarity` above this, [0, 1]. Default: 0.7. */
  readonly threshold?: number;
  /** Decimals of `matchingSimilarity`, 1 to 6. Default: not rounded. */
  readonly similarityDecimals?: number;
  /** Most faces of each image that are compared, 1 to 32. Default: 32. */
  readonly maxFaces?: number;
  /** Set of models. Default: `retail-0095`. */
  readonly pack?: string;
  /** Whether to allow packs whose training data may be for research only. Default: false. */
  readonly researchModels?: boolean;
  /** File name of another calibration, next to the models. Default: the pack's own. */
  readonly calibration?: string;
  /** Whether to accept a calibration that was made without labels. Default: false. */
  readonly randomPairCalibration?: boolean;
  /** Largest image in bytes, at most 4,000,000. Default: 4,000,000. */
  readonly maxFileBytes?: number;
  /** Environments kept warm. Default: none. */
  readonly provisionedConcurrency?: number;
  /** Whether to call the function every five minutes, so that one environment stays ready. Default: false. */
  readonly keepWarm?: boolean;
  /** Whether times of steps, and decisions by status and calibration, are metrics too. Default: false. */
  readonly fullMetrics?: boolean;
  /** Whether each client has its own environments. It cannot be changed later. Default: false. */
  readonly isolateClients?: boolean;
}

export interface CompareFunctionProps extends CompareOptions {
  /** Folder with the Dockerfile and the files that it copies. */
  readonly image: string;
  readonly surroundings: Surroundings;
  readonly auditTable: ITableV2;
  /** Stores responses by the idempotency keys of requests. */
  readonly idempotencyTable: ITableV2;
  /** Time after which audit items are deleted, in whole days. */
  readonly retention?: Duration | undefined;
  /** Counts comparisons of sessions; `null` with an external issuer. */
  readonly sessions: ITableV2 | null;
  /** Origins of web pages that may call the API. */
  readonly corsOrigins: readonly string[];
}

/** The function that compares two images, from a container image. */
export class CompareFunction extends Construct {
  readonly function: DockerImageFunction;
  readonly logs: LogGroup;
  /** The alias `live`, which API Gateway calls. It points to the active version of the function. */
  readonly live: Alias;

  constructor(scope: Construct, id: string, props: CompareFunctionProps) {
    super(scope, id);
    const { surroundings, auditTable, idempotencyTable, sessions } = props;
    const arm = surroundings.architecture === Architecture.ARM_64;
    this.logs = logGroup(this, 'Logs', surroundings);
    this.function = new DockerImageFunction(this, 'Function', {
      ...functionOptions(surroundings),
      ...(props.isolateClients ? { tenancyConfig: TenancyConfig.PER_TENANT } : {}),
      description: 'Compares the faces of two photos',
      code: DockerImageCode.fromImageAsset(props.image, {
        platform: arm ? Platform.LINUX_ARM64 : Platform.LINUX_AMD64,
      }),
      memorySize: props.memorySize ?? SETTINGS.memory.defaultValue,
      timeout: COMPARE_TIMEOUT,
      role: functionRole(this, 'Role', {
        logs: this.logs,
        surroundings,
        statements: {
          WriteAuditItems: new PolicyStatement({ actions: ['dynamodb:PutItem'], resources: [auditTable.tableArn] }),
          // A put in a transaction needs only the permission to put.
          RepeatAnswers: new PolicyStatement({
            actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
            resources: [idempotencyTable.tableArn],
          }),
          ...(sessions === null
            ? {}
            : {
                CountSessions: new PolicyStatement({
                  actions: ['dynamodb:UpdateItem'],
                  resources: [sessions.tableArn],
                }),
              }),
        },
      }),
      logGroup: this.logs,
      environment: environmentOf(this, props),
      // An operator can point the alias back to an older version. AWS charges nothing for versions.
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN },
    });
    acknowledgeFunction(this, this.function, surroundings);
    this.live = new Alias(this, 'Live', {
      aliasName: 'live',
      version: this.function.currentVersion,
      ...(props.provisionedConcurrency ? { provisionedConcurrentExecutions: props.provisionedConcurrency } : {}),
    });
    if (props.keepWarm) keepWarm(this, 'KeepWarm', { target: this.live });
  }
}

/** Returns the variables. Options that are not set are omitted, so that the function uses its own defaults. */
function environmentOf(scope: Construct, props: CompareFunctionProps): Record<string, string> {
  const { auditTable, idempotencyTable, sessions, retention, corsOrigins, maxFaces, similarityDecimals, calibration } =
    props;
  const namespace = metricsNamespace(scope);
  return {
    AUDIT_TABLE: auditTable.tableName,
    ...(namespace === METRICS_NAMESPACE ? {} : { METRICS_NAMESPACE: namespace }),
    IDEMPOTENCY_TABLE: idempotencyTable.tableName,
    ...(sessions === null ? {} : { SESSIONS_TABLE: sessions.tableName }),
    THRESHOLD: String(props.threshold ?? SETTINGS.threshold.defaultValue),
    PACK: props.pack ?? SETTINGS.pack.defaultValue,
    MAX_FILE_BYTES: String(props.maxFileBytes ?? SETTINGS.maxFileBytes.defaultValue),
    ...PROCESS_ENVIRONMENT,
    ...(maxFaces !== undefined && maxFaces < MAX_FACES ? { MAX_FACES: String(maxFaces) } : {}),
    ...(similarityDecimals ? { SIMILARITY_DECIMALS: String(similarityDecimals) } : {}),
    ...(props.fullMetrics ? { METRICS: 'full' } : {}),
    ...(props.researchModels ? { RESEARCH_MODELS: 'true' } : {}),
    ...(props.randomPairCalibration ? { RANDOM_PAIR_CALIBRATION: 'true' } : {}),
    ...(calibration ? { CALIBRATION: `calibration/${calibration}` } : {}),
    ...(retention ? { RETENTION_DAYS: String(retention.toDays()) } : {}),
    ...(corsOrigins.length > 0 ? { CORS_ORIGINS: corsOrigins.join(',') } : {}),
  };
}
