import type { Rule } from './api-rules.ts';
import {
  type Any,
  added,
  changed,
  functionOf,
  methodOf,
  propertiesOf,
  removed,
  resourcesOf,
  statementsOf,
} from './template-access.ts';

const TABLE = 'AWS::DynamoDB::GlobalTable';
const FUNCTION = 'AWS::Lambda::Function';
const ROLE = 'AWS::IAM::Role';
const LOGS = 'AWS::Logs::LogGroup';
const ALARM = 'AWS::CloudWatch::Alarm';

const table = (change: (properties: Any, raw: Any) => void) => (template: object) => changed(template, TABLE, change);
const compare = (change: (properties: Any) => void) => (template: object) =>
  changed(template, FUNCTION, (it) => it.PackageType === 'Image' && change(it));
const statements = (change: (statement: Any) => void) => (template: object) =>
  changed(template, ROLE, (role) => {
    for (const policy of role.Policies ?? []) policy.PolicyDocument.Statement.forEach(change);
  });
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

/** What the table, the functions and their permissions promise. */
export const RESOURCE_RULES: Readonly<Record<string, Rule>> = {
  'audit items survive the stack, a mistake and a bad deployment': {
    kept: (template) => {
      const [{ properties, raw }] = resourcesOf(template, TABLE) as [Any];
      const [replica] = properties.Replicas;
      return (
        raw.DeletionPolicy === 'RetainExceptOnCreate' &&
        raw.UpdateReplacePolicy === 'Retain' &&
        replica.DeletionProtectionEnabled === false &&
        replica.PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled === true
      );
    },
    breakages: {
      'deleted with the stack': table((_, raw) => {
        raw.DeletionPolicy = 'Delete';
      }),
      'kept when the deployment that made it fails': table((_, raw) => {
        raw.DeletionPolicy = 'Retain';
      }),
      'replaced without a copy': table((_, raw) => {
        raw.UpdateReplacePolicy = 'Delete';
      }),
      'in the way of a rollback': table((it) => {
        it.Replicas[0].DeletionProtectionEnabled = true;
      }),
      'no recovery': table((it) => delete it.Replicas[0].PointInTimeRecoverySpecification),
    },
  },
  'answers kept for retries expire, are encrypted, cost by use, and are in no backup': {
    kept: (template) => {
      const found = resourcesOf(template, TABLE).find(({ id }) => id.startsWith('IdempotencyTable')) as Any;
      const { properties: it, raw } = found;
      const { AttributeName, Enabled } = it.TimeToLiveSpecification ?? {};
      const [replica] = it.Replicas;
      return (
        AttributeName === 'expiresAt' &&
        Enabled === true &&
        it.SSESpecification?.SSEEnabled === true &&
        it.BillingMode === 'PAY_PER_REQUEST' &&
        it.GlobalSecondaryIndexes === undefined &&
        it.StreamSpecification === undefined &&
        replica.PointInTimeRecoverySpecification === undefined &&
        raw.DeletionPolicy === 'Delete'
      );
    },
    breakages: {
      'kept with the stack gone': table((_, raw) => {
        raw.DeletionPolicy = 'Retain';
      }),
      'backed up': table((it) => {
        it.Replicas[0].PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
      }),
      'a stream': table((it) => {
        it.StreamSpecification = { StreamViewType: 'NEW_IMAGE' };
      }),
      'no expiry': table((it) => delete it.TimeToLiveSpecification),
      'no encryption setting': table((it) => delete it.SSESpecification),
      'provisioned capacity': table((it) => {
        it.BillingMode = 'PROVISIONED';
      }),
    },
  },
  'audit items are encrypted, expire, and cost by use': {
    kept: (template) => {
      const [it] = propertiesOf(template, TABLE);
      const { AttributeName, Enabled } = it.TimeToLiveSpecification ?? {};
      const encrypted = it.SSESpecification?.SSEEnabled === true;
      return encrypted && AttributeName === 'expiresAt' && Enabled && it.BillingMode === 'PAY_PER_REQUEST';
    },
    breakages: {
      'no encryption setting': table((it) => delete it.SSESpecification),
      'no expiry': table((it) => delete it.TimeToLiveSpecification),
      'provisioned capacity': table((it) => {
        it.BillingMode = 'PROVISIONED';
      }),
    },
  },
  'audit items are found by correlation id without reading others, and the index holds keys alone': {
    kept: (template) => {
      const index = propertiesOf(template, TABLE)[0].GlobalSecondaryIndexes?.find(
        (it: Any) => it.IndexName === 'byCorrelationId',
      );
      return (
        index?.KeySchema.map((key: Any) => key.AttributeName).join() === 'correlationId,client' &&
        index.Projection.ProjectionType === 'KEYS_ONLY'
      );
    },
    breakages: {
      'no index': table((it) => it.GlobalSecondaryIndexes?.pop()),
      'a copy of each item': table((it) => {
        if (it.GlobalSecondaryIndexes) it.GlobalSecondaryIndexes[1].Projection.ProjectionType = 'ALL';
      }),
    },
  },
  'audit items are found by client and time, and by request id': {
    kept: (template) => {
      const [it] = propertiesOf(template, TABLE);
      const names = (schema: Any[]) => schema.map((key) => key.AttributeName).join();
      const index = it.GlobalSecondaryIndexes?.[0];
      return (
        names(it.KeySchema) === 'client,id' &&
        index?.IndexName === 'byRequestId' &&
        names(index.KeySchema) === 'requestId'
      );
    },
    breakages: {
      'no index': table((it) => delete it.GlobalSecondaryIndexes),
      'no sort key': table((it) => it.KeySchema.pop()),
    },
  },
  'every function may write its own log': {
    kept: (template) => {
      const logs = statementsOf(template).filter(
        ({ statement }) => list(statement.Action).join() === 'logs:CreateLogStream,logs:PutLogEvents',
      );
      const own = logs.every(({ role, statement }) => {
        const target = statement.Resource?.['Fn::GetAtt']?.[0] ?? '';
        return /Logs/.test(target) && target.slice(0, 6) === role.slice(0, 6);
      });
      return own && logs.length === propertiesOf(template, FUNCTION).length;
    },
    breakages: {
      'any log': statements((it) => {
        if (Array.isArray(it.Action)) it.Resource = '*';
      }),
      'may not log': (template) => changed(template, ROLE, (role) => delete role.Policies),
    },
  },
  'no action and no resource is a wildcard': {
    kept: (template) =>
      statementsOf(template).every(({ statement }) =>
        [...list(statement.Action), ...list(statement.Resource)].every((it) => !JSON.stringify(it).includes('*')),
      ),
    breakages: {
      'any action': statements((it) => {
        it.Action = 'dynamodb:*';
      }),
      'any resource': statements((it) => {
        it.Resource = ['*'];
      }),
    },
  },
  'the only managed policy is that of the account-wide log role': {
    kept: (template) => {
      const managed = propertiesOf(template, ROLE).flatMap((role) => role.ManagedPolicyArns ?? []);
      return managed.length === 1 && JSON.stringify(managed).includes('AmazonAPIGatewayPushToCloudWatchLogs');
    },
    breakages: {
      'the basic execution role': (template) =>
        changed(template, ROLE, (role) => {
          role.ManagedPolicyArns = ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'];
        }),
    },
  },
  'a function gives up before the gateway does': {
    kept: (template) => {
      const limit = methodOf(template, 'POST').Integration.TimeoutInMillis;
      return propertiesOf(template, FUNCTION).every((it) => it.Timeout * 1000 < limit);
    },
    breakages: {
      'as long as the gateway': compare((it) => {
        it.Timeout = 29;
      }),
      'the default of 3 s': compare((it) => delete it.Timeout),
    },
  },
  'the compare function is an x86_64 image with one processor': {
    kept: (template) => {
      const it = functionOf(template, 'Image');
      return it?.Architectures?.join() === 'x86_64' && it.MemorySize === 1769;
    },
    breakages: {
      'no architecture': compare((it) => delete it.Architectures),
      'default memory': compare((it) => delete it.MemorySize),
    },
  },
  'the authorizer runs on Node 24': {
    kept: (template) => functionOf(template, 'Zip').Runtime === 'nodejs24.x',
    breakages: {
      'an older one': (template) =>
        changed(template, FUNCTION, (it) => {
          if (it.Runtime) it.Runtime = 'nodejs22.x';
        }),
    },
  },
  'no concurrency is reserved, for a new account has none to give': {
    kept: (template) => propertiesOf(template, FUNCTION).every((it) => it.ReservedConcurrentExecutions === undefined),
    breakages: {
      reserved: compare((it) => {
        it.ReservedConcurrentExecutions = 5;
      }),
    },
  },
  'every log is ours and ends after 90 days': {
    kept: (template) =>
      propertiesOf(template, LOGS).length === 5 &&
      propertiesOf(template, LOGS).every((it) => it.RetentionInDays === 90) &&
      propertiesOf(template, FUNCTION).every((it) => it.LoggingConfig?.LogGroup?.Ref !== undefined),
    breakages: {
      'kept for ever': (template) => changed(template, LOGS, (it) => delete it.RetentionInDays),
      'a log of no retention': (template) => changed(template, FUNCTION, (it) => delete it.LoggingConfig),
    },
  },
  'there is an alarm for each way to fail, silent without traffic': {
    kept: (template) => {
      const alarms = propertiesOf(template, ALARM);
      const metrics = alarms.map((it) => `${it.Namespace} ${it.MetricName}`);
      const wanted = [
        'AWS/ApiGateway 5XXError',
        'AWS/ApiGateway Latency',
        'AWS/Lambda Errors',
        'AWS/Lambda Throttles',
        'AWS/DynamoDB WriteThrottleEvents',
        'FaceComparison AuthorizerFailures',
        'FaceComparison AuditFailures',
        'FaceComparison IssuerErrors',
        'FaceComparison RefusedSecrets',
      ];
      return wanted.every((it) => metrics.includes(it)) && alarms.every((it) => it.TreatMissingData === 'notBreaching');
    },
    breakages: {
      'no audit alarm': (template) => removed(template, ALARM, (it) => it.MetricName === 'AuditFailures'),
      'no latency alarm': (template) => removed(template, ALARM, (it) => it.MetricName === 'Latency'),
      'no server error alarm': (template) => removed(template, ALARM, (it) => it.MetricName === '5XXError'),
      'rings without traffic': (template) => changed(template, ALARM, (it) => delete it.TreatMissingData),
    },
  },
  'nothing dear is paid for while idle: no dashboard, nothing kept warm': {
    kept: (template) =>
      resourcesOf(template, 'AWS::CloudWatch::Dashboard').length === 0 &&
      propertiesOf(template, 'AWS::Lambda::Alias').every((it) => it.ProvisionedConcurrencyConfig === undefined),
    breakages: {
      'a dashboard': (template) => added(template, 'AWS::CloudWatch::Dashboard'),
      'an alias with environments': (template) =>
        changed(template, 'AWS::Lambda::Alias', (it) => {
          it.ProvisionedConcurrencyConfig = { ProvisionedConcurrentExecutions: 1 };
        }),
    },
  },
  'API Gateway calls a published version of the compare function, by the alias live': {
    kept: (template) => {
      const [alias, ...more] = resourcesOf(template, 'AWS::Lambda::Alias');
      const [version] = resourcesOf(template, 'AWS::Lambda::Version');
      const calls = propertiesOf(template, 'AWS::ApiGateway::Method').map((it) => JSON.stringify(it.Integration.Uri));
      return (
        more.length === 0 &&
        alias?.properties.Name === 'live' &&
        alias.properties.FunctionVersion['Fn::GetAtt']?.[0] === version?.id &&
        version?.raw.DeletionPolicy === 'Retain' &&
        calls.some((uri) => uri.includes(alias.id)) &&
        !calls.some((uri) => uri.includes('CompareFunction'))
      );
    },
    breakages: {
      'no version': (template) =>
        changed(template, 'AWS::Lambda::Alias', (it) => {
          it.FunctionVersion = '$LATEST';
        }),
      'older versions deleted': (template) =>
        changed(template, 'AWS::Lambda::Version', (_, raw) => {
          raw.DeletionPolicy = 'Delete';
        }),
      'the function itself': (template) =>
        changed(template, 'AWS::ApiGateway::Method', (it) => {
          it.Integration.Uri = { 'Fn::GetAtt': ['CompareFunctionECCCFC77', 'Arn'] };
        }),
    },
  },
};
