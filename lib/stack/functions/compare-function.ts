import { Duration } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Alias, Architecture, DockerImageCode, DockerImageFunction, type IFunction } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { MAX_FACES } from '../../../lambda/face/comparison.ts';
import type { Settings } from '../settings/read-settings.ts';
import { functionRole } from './function-role.ts';
import { logGroup } from './log-group.ts';
import { PROCESS_ENVIRONMENT } from './process-environment.ts';

/** A warm comparison takes well under 2 s; a start whose INIT phase exceeded 10 s is repeated within this time. */
const COMPARE_TIMEOUT = Duration.seconds(20);

/** The function that compares two pictures, from a container image. */
export class CompareFunction extends Construct {
  readonly function: DockerImageFunction;
  readonly logs: LogGroup;
  /** What API Gateway calls: the function, or its alias where environments are kept warm. */
  readonly target: IFunction;

  /**
   * @param image folder with the Dockerfile and what it copies
   * @param sessions counts comparisons of sessions; `null` with an external issuer
   */
  constructor(
    scope: Construct,
    id: string,
    image: string,
    table: ITableV2,
    sessions: ITableV2 | null,
    settings: Settings,
  ) {
    super(scope, id);
    const arm = settings.architecture === 'arm64';
    this.logs = logGroup(this, 'Logs');
    this.function = new DockerImageFunction(this, 'Function', {
      description: 'Compares the faces of two pictures',
      code: DockerImageCode.fromImageAsset(image, { platform: arm ? Platform.LINUX_ARM64 : Platform.LINUX_AMD64 }),
      architecture: arm ? Architecture.ARM_64 : Architecture.X86_64,
      memorySize: settings.memory,
      timeout: COMPARE_TIMEOUT,
      role: functionRole(this, 'Role', this.logs, {
        WriteAuditItems: new PolicyStatement({ actions: ['dynamodb:PutItem'], resources: [table.tableArn] }),
        ...(sessions === null
          ? {}
          : {
              CountSessions: new PolicyStatement({
                actions: ['dynamodb:UpdateItem'],
                resources: [sessions.tableArn],
              }),
            }),
      }),
      logGroup: this.logs,
      environment: {
        AUDIT_TABLE: table.tableName,
        ...(sessions === null ? {} : { SESSIONS_TABLE: sessions.tableName }),
        THRESHOLD: String(settings.threshold),
        PACK: settings.pack,
        MAX_FILE_BYTES: String(settings.maxFileBytes),
        ...PROCESS_ENVIRONMENT,
        ...(settings.maxFaces < MAX_FACES ? { MAX_FACES: String(settings.maxFaces) } : {}),
        ...(settings.similarityDecimals ? { SIMILARITY_DECIMALS: String(settings.similarityDecimals) } : {}),
        ...(settings.researchModels ? { RESEARCH_MODELS: 'true' } : {}),
        ...(settings.randomPairCalibration ? { RANDOM_PAIR_CALIBRATION: 'true' } : {}),
        ...(settings.calibration ? { CALIBRATION: `calibration/${settings.calibration}` } : {}),
        ...(settings.retentionDays ? { RETENTION_DAYS: String(settings.retentionDays) } : {}),
        ...(settings.corsOrigins.length > 0 ? { CORS_ORIGINS: settings.corsOrigins.join(',') } : {}),
      },
    });
    this.target = this.#warm(settings.provisionedConcurrency);
  }

  #warm(environments: number): IFunction {
    if (environments === 0) return this.function;
    return new Alias(this, 'Live', {
      aliasName: 'live',
      version: this.function.currentVersion,
      provisionedConcurrentExecutions: environments,
    });
  }
}
