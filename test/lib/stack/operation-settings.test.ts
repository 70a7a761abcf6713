import { localTemplate } from '../../../lib/local/template/synth.ts';
import { type SettingRules, testSettingRules } from './rules/setting-rules.ts';
import { type Any, changed, propertiesOf, removed, resourcesOf, statementsOf } from './rules/template-access.ts';

const plain = await localTemplate();
/** What goes together, in as few syntheses as possible. */
const operated = await localTemplate({
  alarms: 'full',
  alarmEmail: 'ops@example.com',
  monthlyBudgetUsd: 50,
  region: 'eu-west-1',
  replicaRegions: 'eu-central-1,eu-north-1',
  requestIdHeader: false,
  auditExport: true,
  retentionDays: 30,
});

const ALARM = 'AWS::CloudWatch::Alarm';
const COMPOSITE = 'AWS::CloudWatch::CompositeAlarm';
const BUDGET = 'AWS::Budgets::Budget';

const TABLE = 'AWS::DynamoDB::GlobalTable';
const BUCKET = 'AWS::S3::Bucket';
const SCHEDULE = 'AWS::Scheduler::Schedule';
const RESPONSE = 'AWS::ApiGateway::GatewayResponse';

const first = (template: object, type: string): Any => propertiesOf(template, type)[0] ?? {};
const alarm = (template: object, metric: string, statistic?: string): Any =>
  propertiesOf(template, ALARM).find(
    (it) => it.MetricName === metric && (statistic === undefined || it.ExtendedStatistic === statistic),
  );

const RULES: SettingRules = {
  'alarms: full watches surges of refusals, the authorizer and the models': [
    operated,
    {
      kept: (template) => {
        const [refused, limited, engine] = ['Refused', 'RateLimited', 'EngineFailures'].map((it) =>
          alarm(template, it),
        );
        const authorizer = alarm(template, 'Duration', 'p99');
        return (
          refused?.Threshold === 100 &&
          limited?.Threshold === 100 &&
          limited.EvaluationPeriods === 3 &&
          engine?.Threshold === 0 &&
          authorizer?.Threshold === 2_000 &&
          JSON.stringify(authorizer.Dimensions).includes('AuthorizerFunction') &&
          [refused, limited, engine, authorizer].every((it) => it.AlarmActions.length === 1)
        );
      },
      breakages: Object.fromEntries(
        ['Refused', 'RateLimited', 'EngineFailures', 'Duration'].map((metric) => [
          `none of ${metric}`,
          (template: object) => removed(template, ALARM, (it) => it.MetricName === metric),
        ]),
      ),
    },
  ],
  'alarms: full sums up every alarm in one': [
    operated,
    {
      kept: (template) => {
        const rule = JSON.stringify(first(template, COMPOSITE).AlarmRule ?? '');
        const ids = resourcesOf(template, ALARM).map(({ id }) => id);
        return ids.length > 12 && ids.every((id) => rule.includes(`"${id}"`)) && !/ AND |NOT/.test(rule);
      },
      breakages: {
        'no sum': (template) => removed(template, COMPOSITE),
        'an alarm left out': (template) =>
          changed(template, COMPOSITE, (it) => {
            it.AlarmRule = JSON.parse(JSON.stringify(it.AlarmRule).replace(/MonitoringAuditFailures\w+/, 'Other'));
          }),
      },
    },
  ],
  'auditExport: starts each night with the time that it is for': [
    operated,
    {
      kept: (template) => {
        const { ScheduleExpression, ScheduleExpressionTimezone, State, Target } = first(template, SCHEDULE);
        return (
          ScheduleExpression === 'cron(0 1 * * ? *)' &&
          ScheduleExpressionTimezone === 'Etc/UTC' &&
          State === 'ENABLED' &&
          JSON.stringify(Target.Arn).includes('AuditExportStateMachine') &&
          JSON.parse(Target.Input).time === '<aws.scheduler.scheduled-time>'
        );
      },
      breakages: {
        'no schedule': (template) => removed(template, SCHEDULE),
        'no time': (template) =>
          changed(template, SCHEDULE, (it) => {
            it.Target.Input = '{}';
          }),
      },
    },
  ],
  'auditExport: has a bucket that is encrypted, private, for TLS alone, outlives the stack, and forgets as the table does':
    [
      operated,
      {
        kept: (template) => {
          const { properties: it = {}, raw = {} }: Any = resourcesOf(template, BUCKET)[0] ?? {};
          const rules: Any = resourcesOf(template, 'AWS::S3::BucketPolicy')[0] ?? {};
          const policy = JSON.stringify(rules.properties?.PolicyDocument ?? {});
          return (
            it.BucketEncryption?.ServerSideEncryptionConfiguration.length === 1 &&
            Object.values(it.PublicAccessBlockConfiguration ?? { none: false }).every((value) => value === true) &&
            it.LifecycleConfiguration?.Rules[0].ExpirationInDays === 30 &&
            policy.includes('{"Bool":{"aws:SecureTransport":"false"}}') &&
            [raw, rules.raw].every((each) => each.DeletionPolicy === 'RetainExceptOnCreate') &&
            [raw, rules.raw].every((each) => each.UpdateReplacePolicy === 'Retain')
          );
        },
        breakages: {
          'no encryption setting': (template) => changed(template, BUCKET, (it) => delete it.BucketEncryption),
          public: (template) => changed(template, BUCKET, (it) => delete it.PublicAccessBlockConfiguration),
          'kept for ever': (template) => changed(template, BUCKET, (it) => delete it.LifecycleConfiguration),
          'without TLS': (template) => removed(template, 'AWS::S3::BucketPolicy'),
          'deleted with the stack': (template) =>
            changed(template, BUCKET, (_, raw) => {
              raw.DeletionPolicy = 'Delete';
            }),
          'TLS for as long as the stack': (template) =>
            changed(template, 'AWS::S3::BucketPolicy', (_, raw) => {
              raw.DeletionPolicy = 'Delete';
            }),
        },
      },
    ],
  'auditExport: may export this table into this bucket and do nothing else, and a failure is heard': [
    operated,
    {
      kept: (template) => {
        const statements = statementsOf(template)
          .filter(({ role }) => role.includes('AuditExportStateMachine'))
          .map(({ statement: it }) => [[it.Action].flat().join(), JSON.stringify(it.Resource)] as const);
        const [backups, look, write, ...more] = statements;
        return (
          more.length === 0 &&
          backups?.[0] === 'dynamodb:DescribeContinuousBackups,dynamodb:ExportTableToPointInTime' &&
          /^\{"Fn::GetAtt":\["AuditTable\w+","Arn"\]\}$/.test(backups[1]) &&
          look?.[0] === 'dynamodb:DescribeExport' &&
          look[1].includes('/export/*') &&
          write?.[0] === 's3:AbortMultipartUpload,s3:PutObject,s3:PutObjectAcl' &&
          write[1].includes('AuditExportBucket') &&
          alarm(template, 'ExecutionsFailed')?.AlarmActions.length === 1
        );
      },
      breakages: {
        'any table': (template) =>
          changed(template, 'AWS::IAM::Policy', (it) => {
            it.PolicyDocument.Statement[0].Resource = '*';
          }),
        'reads the bucket': (template) =>
          changed(template, 'AWS::IAM::Policy', (it) => {
            const [, , write] = it.PolicyDocument.Statement;
            if (write) write.Action.push('s3:GetObject');
          }),
        'no alarm': (template) => removed(template, ALARM, (it) => it.MetricName === 'ExecutionsFailed'),
      },
    },
  ],
  'replicaRegions: hold the audit table with its indexes and its backups, and no other table': [
    operated,
    {
      kept: (template) => {
        const tables = propertiesOf(template, TABLE);
        const [audit, ...others] = tables;
        const good = (it: Any) =>
          it.PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled === true &&
          it.GlobalSecondaryIndexes?.length === 2;
        return (
          audit.Replicas.map((it: Any) => it.Region).join() === 'eu-central-1,eu-north-1,eu-west-1' &&
          audit.Replicas.every(good) &&
          audit.SSESpecification?.SSEEnabled === true &&
          others.every((it) => it.Replicas.length === 1)
        );
      },
      breakages: {
        'a Region left out': (template) => changed(template, TABLE, (it) => it.Replicas.shift()),
        'a copy without backups': (template) =>
          changed(template, TABLE, (it) => delete it.Replicas[0].PointInTimeRecoverySpecification),
        'a copy without indexes': (template) =>
          changed(template, TABLE, (it) => delete it.Replicas[0].GlobalSecondaryIndexes),
      },
    },
  ],
  'requestIdHeader: false leaves the header out of every response of the gateway, and all else in': [
    operated,
    {
      kept: (template) => {
        const responses = propertiesOf(template, RESPONSE);
        const headers = JSON.stringify(responses.map((it) => it.ResponseParameters ?? {}));
        return responses.length > 5 && !headers.includes('x-request-id') && headers.includes('WWW-Authenticate');
      },
      breakages: {
        'one with it': (template) =>
          changed(template, RESPONSE, (it) => {
            it.ResponseParameters = { 'gatewayresponse.header.x-request-id': 'context.requestId' };
          }),
        'no other header': (template) => changed(template, RESPONSE, (it) => delete it.ResponseParameters),
      },
    },
  ],
  'monthlyBudgetUsd: tells alarmEmail before and at the limit, and when more is expected': [
    operated,
    {
      kept: (template) => {
        const { Budget, NotificationsWithSubscribers: all = [] } = first(template, BUDGET);
        const notifications = all.map(
          ({ Notification: it }: Any) => `${it.NotificationType} ${it.ComparisonOperator} ${it.Threshold}`,
        );
        return (
          Budget?.BudgetLimit?.Amount === 50 &&
          Budget.BudgetLimit.Unit === 'USD' &&
          Budget.TimeUnit === 'MONTHLY' &&
          Budget.CostFilters === undefined &&
          notifications.sort().join() ===
            'ACTUAL GREATER_THAN 100,ACTUAL GREATER_THAN 80,FORECASTED GREATER_THAN 100' &&
          all.every(({ Subscribers }: Any) => Subscribers[0]?.Address === 'ops@example.com')
        );
      },
      breakages: {
        'no budget': (template) => removed(template, BUDGET),
        'nobody is told': (template) =>
          changed(template, BUDGET, (it) => {
            it.NotificationsWithSubscribers[1].Subscribers = [];
          }),
        'of the day': (template) =>
          changed(template, BUDGET, (it) => {
            it.Budget.TimeUnit = 'DAILY';
          }),
      },
    },
  ],
};

testSettingRules(plain, RULES);
