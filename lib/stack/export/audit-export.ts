import { type CfnElement, Duration, RemovalPolicy, Stack, TimeZone, Validations } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { ContextAttribute, Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import { DefinitionBody, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Surroundings } from '../functions/surroundings.ts';
import { exportDefinition } from './definition.ts';

export interface AuditExportProps extends Pick<Surroundings, 'encryptionKey'> {
  readonly table: TableV2;
  /** Time after which a file is deleted, as the items in it. Default: files stay. */
  readonly retention?: Duration | undefined;
}

/** Exports the audit items of each day into a bucket, which outlives the stack as the table does. No function takes part. */
export class AuditExport extends Construct {
  readonly bucket: Bucket;
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, { table, encryptionKey, retention }: AuditExportProps) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      ...(encryptionKey === undefined
        ? { encryption: BucketEncryption.S3_MANAGED }
        : { encryption: BucketEncryption.KMS, encryptionKey, bucketKeyEnabled: true }),
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      lifecycleRules: [
        { abortIncompleteMultipartUploadAfter: Duration.days(7), ...(retention && { expiration: retention }) },
      ],
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    // The policy that requires TLS has to stay with the bucket.
    this.bucket.policy?.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    const definition = exportDefinition({
      tableName: table.tableName,
      tableArn: table.tableArn,
      bucketName: this.bucket.bucketName,
      keyArn: encryptionKey?.keyArn ?? null,
    });
    this.stateMachine = new StateMachine(this, 'StateMachine', {
      comment: 'Exports the audit items of a day',
      definitionBody: DefinitionBody.fromString(Stack.of(this).toJsonString(definition)),
    });
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport_Requesting.html
    const allowed: [actions: string[], resource: string][] = [
      [['dynamodb:DescribeContinuousBackups', 'dynamodb:ExportTableToPointInTime'], table.tableArn],
      [['dynamodb:DescribeExport'], `${table.tableArn}/export/*`],
      [['s3:PutObject', 's3:PutObjectAcl', 's3:AbortMultipartUpload'], this.bucket.arnForObjects('*')],
      ...(encryptionKey === undefined
        ? []
        : [[['kms:GenerateDataKey', 'kms:Decrypt', 'kms:DescribeKey'], encryptionKey.keyArn] as [string[], string]]),
    ];
    for (const [actions, resource] of allowed) {
      this.stateMachine.addToRolePolicy(new PolicyStatement({ actions, resources: [resource] }));
    }
    new Schedule(this, 'Schedule', {
      description: 'Starts the export of the day before',
      schedule: ScheduleExpression.cron({ minute: '0', hour: '1', timeZone: TimeZone.ETC_UTC }),
      target: new StepFunctionsStartExecution(this.stateMachine, {
        input: ScheduleTargetInput.fromObject({ time: ContextAttribute.scheduledTime }),
      }),
    });
    this.#acknowledge(table);
  }

  #acknowledge(table: TableV2): void {
    const idOf = (owner: Construct): string =>
      Stack.of(this).resolve((owner.node.defaultChild as CfnElement).logicalId) as string;
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'A log of accesses needs another bucket; data events of CloudTrail record them where an account wants that.',
    });
    const tracing = 'Each execution keeps its own history for 90 days, and no request waits for it.';
    const names =
      'DynamoDB gives exports and their files names that nobody knows before; all are of this table and this bucket.';
    Validations.of(this.stateMachine).acknowledge(
      { id: 'AwsSolutions-SF1', reason: tracing },
      { id: 'AwsSolutions-SF2', reason: tracing },
      { id: 'Serverless-StepFunctionStateMachineXray', reason: tracing },
      { id: `AwsSolutions-IAM5[Resource::<${idOf(table)}.Arn>/export/*]`, reason: names },
      { id: `AwsSolutions-IAM5[Resource::<${idOf(this.bucket)}.Arn>/*]`, reason: names },
    );
  }
}
