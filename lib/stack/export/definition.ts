/** What the state machine works with. Each is a name that AWS knows. */
export interface ExportPlace {
  readonly tableName: string;
  readonly tableArn: string;
  readonly bucketName: string;
  /** ARN of the key that encrypts the files; `null` for S3's own. */
  readonly keyArn: string | null;
}

const DAY_MS = 86_400_000;
/** The shortest span that DynamoDB exports. The longest is a day. */
const SHORTEST_MS = 900_000;
/** Seconds between two looks at an export. A small one takes some minutes. */
const WAIT_SECONDS = 300;
/** An hour lies between midnight and the start, in which DynamoDB closes the day and an export can be tried again. */
const RETRY = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 60, MaxAttempts: 3, BackoffRate: 2 }];

/** JSONata: milliseconds since 1970 of the begin and the end of the export. */
const FROM = `$max([$midnight - ${DAY_MS}, $earliest])`;
const TO = `$max([$midnight, ${FROM} + ${SHORTEST_MS}])`;

/**
 * Returns the state machine that exports the audit items of the day, in UTC, before the day of its input `time`, and waits for the
 * end of the export.
 *
 * Spans of two days touch, so that no item is missing and none is there twice, unless somebody repeats a day. DynamoDB exports nothing from before the first backup
 * of a table: on its first day the span begins there, reaches into the next day where it would be too short, and nothing is
 * exported where the table did not exist yet.
 *
 * Language: https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
 */
export function exportDefinition({ tableName, tableArn, bucketName, keyArn }: ExportPlace): object {
  return {
    Comment: 'Exports the audit items of a day',
    QueryLanguage: 'JSONata',
    StartAt: 'Begin',
    States: {
      Begin: {
        Type: 'Task',
        Resource: 'arn:aws:states:::aws-sdk:dynamodb:describeContinuousBackups',
        Arguments: { TableName: tableName },
        Assign: {
          midnight: "{% $toMillis($substring($states.input.time, 0, 10) & 'T00:00:00Z') %}",
          // DynamoDB takes whole seconds.
          earliest:
            '{% 1000 * $ceil($toMillis($states.result.ContinuousBackupsDescription.PointInTimeRecoveryDescription.EarliestRestorableDateTime) / 1000) %}',
        },
        Retry: RETRY,
        Next: 'Existed',
      },
      Existed: {
        Type: 'Choice',
        Choices: [{ Condition: '{% $earliest < $midnight %}', Next: 'Export' }],
        Default: 'Done',
      },
      Export: {
        Type: 'Task',
        Resource: 'arn:aws:states:::aws-sdk:dynamodb:exportTableToPointInTime',
        Arguments: {
          TableArn: tableArn,
          S3Bucket: bucketName,
          S3Prefix: `{% $substring($fromMillis($midnight - ${DAY_MS}), 0, 10) %}`,
          ...(keyArn === null ? { S3SseAlgorithm: 'AES256' } : { S3SseAlgorithm: 'KMS', S3SseKmsKeyId: keyArn }),
          ExportFormat: 'DYNAMODB_JSON',
          ExportType: 'INCREMENTAL_EXPORT',
          IncrementalExportSpecification: {
            ExportFromTime: `{% $fromMillis(${FROM}) %}`,
            ExportToTime: `{% $fromMillis(${TO}) %}`,
            ExportViewType: 'NEW_IMAGE',
          },
        },
        Assign: { exportArn: '{% $states.result.ExportDescription.ExportArn %}' },
        Retry: RETRY,
        Next: 'Wait',
      },
      Wait: { Type: 'Wait', Seconds: WAIT_SECONDS, Next: 'Look' },
      Look: {
        Type: 'Task',
        Resource: 'arn:aws:states:::aws-sdk:dynamodb:describeExport',
        Arguments: { ExportArn: '{% $exportArn %}' },
        Assign: { status: '{% $states.result.ExportDescription.ExportStatus %}' },
        Retry: RETRY,
        Next: 'Ended',
      },
      Ended: {
        Type: 'Choice',
        Choices: [
          { Condition: "{% $status = 'IN_PROGRESS' %}", Next: 'Wait' },
          { Condition: "{% $status = 'COMPLETED' %}", Next: 'Done' },
        ],
        Default: 'Failed',
      },
      Done: { Type: 'Succeed' },
      Failed: { Type: 'Fail', Error: 'ExportFailed', Cause: 'DynamoDB could not complete the export.' },
    },
  };
}
