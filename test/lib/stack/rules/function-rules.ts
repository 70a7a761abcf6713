import { METRICS, METRICS_NAMESPACE } from '../../../../lambda/compare/metrics.ts';
import { BUILT_IN_AUDIENCE } from '../../../../lambda/contract/fields.ts';
import type { Rule } from './api-rules.ts';
import { type Any, changed, functionOf, propertiesOf } from './template-access.ts';

const FUNCTION = 'AWS::Lambda::Function';
const ALARM = 'AWS::CloudWatch::Alarm';
const STAGE = 'AWS::ApiGateway::Stage';
const API = 'AWS::ApiGateway::RestApi';

const authorizer = (change: (it: Any) => void) => (template: object) =>
  changed(template, FUNCTION, (it) => it.PackageType !== 'Image' && change(it));
const compare = (change: (it: Any) => void) => (template: object) =>
  changed(template, FUNCTION, (it) => it.PackageType === 'Image' && change(it));
const alarms = (change: (it: Any) => void) => (template: object) => changed(template, ALARM, change);

/** A breakage for each variable that a function could lose. */
function withoutEach(names: readonly string[], of: typeof compare): Rule['breakages'] {
  return Object.fromEntries(names.map((name) => [`no ${name}`, of((it) => delete it.Environment.Variables[name])]));
}

const variables = (template: object, packageType: 'Image' | 'Zip'): Any =>
  functionOf(template, packageType).Environment?.Variables ?? {};
const AUTHORIZER_VARIABLES = [
  'ISSUER',
  'AUDIENCE',
  'SIGNING_KEYS',
  'SERVICES_CLAIM',
  'CLIENT_CLAIM',
  'USAGE_KEY',
  'USAGE_SALT',
];
/** Metrics that ring only when there are many. */
const MANY: readonly string[] = [METRICS.nearMisses, 'RefusedSecrets'];
const COMPARE_VARIABLES = [
  'SESSIONS_TABLE',
  'AUDIT_TABLE',
  'THRESHOLD',
  'PACK',
  'MAX_FILE_BYTES',
  'MALLOC_ARENA_MAX',
  'MALLOC_MMAP_THRESHOLD_',
  'MALLOC_TRIM_THRESHOLD_',
  'NODE_OPTIONS',
];

/** What the functions need to start and to do their work, and what makes an alarm ring. */
export const FUNCTION_RULES: Readonly<Record<string, Rule>> = {
  'the authorizer is the bundle on Node 24, on the processor of the image': {
    kept: (template) => {
      const { Handler, Runtime, Architectures, MemorySize } = functionOf(template, 'Zip');
      const found = [Handler, Runtime, Architectures?.join(), MemorySize].join(' ');
      return found === 'index.handler nodejs24.x x86_64 256';
    },
    breakages: {
      'no handler': authorizer((it) => delete it.Handler),
      'no architecture': authorizer((it) => delete it.Architectures),
      'an old runtime': authorizer((it) => {
        it.Runtime = 'nodejs20.x';
      }),
      'the smallest memory': authorizer((it) => delete it.MemorySize),
    },
  },
  'the authorizer knows whose tokens to take and which key to name': {
    kept: (template) => {
      const given = variables(template, 'Zip');
      const own = given.ISSUER !== undefined && given.AUDIENCE === BUILT_IN_AUDIENCE;
      const keys = /^IssuerKeyA/.test(given.SIGNING_KEYS?.['Fn::GetAtt']?.[0] ?? '');
      const key = propertiesOf(template, 'AWS::ApiGateway::ApiKey')[0]?.Value;
      const claims = given.SERVICES_CLAIM === 'services' && given.CLIENT_CLAIM === 'client_id';
      const usage = given.USAGE_KEY === key && key !== undefined && /UsagePlans/.test(given.USAGE_SALT ?? '');
      return own && keys && claims && usage;
    },
    breakages: {
      ...withoutEach(AUTHORIZER_VARIABLES, authorizer),
      'a key of no plan': authorizer((it) => {
        it.Environment.Variables.USAGE_KEY = 'another-key-of-20-letters';
      }),
    },
  },
  'the compare function knows its table, threshold, pack and limit': {
    kept: (template) => {
      const given = variables(template, 'Image');
      const values = [
        given.THRESHOLD,
        given.PACK,
        given.MAX_FILE_BYTES,
        given.MALLOC_ARENA_MAX,
        given.MALLOC_MMAP_THRESHOLD_,
        given.MALLOC_TRIM_THRESHOLD_,
        given.NODE_OPTIONS,
      ].join(' ');
      return (
        /^AuditTable/.test(given.AUDIT_TABLE?.Ref ?? '') &&
        /^IssuerSessions/.test(given.SESSIONS_TABLE?.Ref ?? '') &&
        values === '0.7 retail-0095 4000000 1 4194304 16777216 --max-semi-space-size=1'
      );
    },
    breakages: withoutEach(COMPARE_VARIABLES, compare),
  },
  'every alarm rings above its limit, is silent without traffic, and all but the one for latency at once': {
    kept: (template) =>
      propertiesOf(template, ALARM).every((it) => {
        const periods = it.ExtendedStatistic === 'p95' ? 3 : 1;
        const limit = it.ExtendedStatistic === 'p95' ? 5000 : MANY.includes(it.MetricName) ? 100 : 0;
        const above = it.ComparisonOperator === 'GreaterThanThreshold' && it.TreatMissingData === 'notBreaching';
        return above && it.EvaluationPeriods === periods && it.Threshold === limit;
      }),
    breakages: {
      'rings below': alarms((it) => {
        it.ComparisonOperator = 'LessThanThreshold';
      }),
      'rings without traffic': alarms((it) => {
        it.TreatMissingData = 'breaching';
      }),
      'waits for an hour': alarms((it) => {
        it.EvaluationPeriods = 12;
      }),
      'another limit': alarms((it) => {
        it.Threshold = it.Threshold === 100 ? 0 : 100;
      }),
      'an alarm for each near-miss': alarms((it) => {
        if (it.MetricName === METRICS.nearMisses) it.Threshold = 0;
      }),
    },
  },
  'one alarm counts the near-misses of all clients': {
    kept: (template) => {
      const found = propertiesOf(template, ALARM).filter((it) => it.MetricName === METRICS.nearMisses);
      return found.length === 1 && found[0].Namespace === METRICS_NAMESPACE && found[0].Dimensions === undefined;
    },
    breakages: {
      'by client': alarms((it) => {
        if (it.MetricName === METRICS.nearMisses) it.Dimensions = [{ Name: 'client', Value: 'bank' }];
      }),
      'another metric': alarms((it) => {
        if (it.MetricName === METRICS.nearMisses) it.MetricName = METRICS.comparisons;
      }),
    },
  },
  'alarms add up counts over five minutes': {
    kept: (template) =>
      propertiesOf(template, ALARM)
        .filter((it) => it.ExtendedStatistic === undefined && it.Metrics === undefined)
        .every((it) => it.Statistic === 'Sum' && it.Period === 300),
    breakages: {
      average: alarms((it) => {
        if (it.Statistic) it.Statistic = 'Average';
      }),
      'by the minute': alarms((it) => {
        if (it.Period) it.Period = 60;
      }),
    },
  },
  'the stage counts by method, and the API bears the name that the alarms look for': {
    kept: (template) => {
      const name = propertiesOf(template, API)[0].Name;
      const looked = propertiesOf(template, ALARM)
        .flatMap((it) => it.Dimensions ?? [])
        .filter((it: Any) => it.Name === 'ApiName');
      const metrics = propertiesOf(template, STAGE)[0].MethodSettings?.[0]?.MetricsEnabled === true;
      return metrics && name === 'FaceComparison' && looked.length > 0 && looked.every((it: Any) => it.Value === name);
    },
    breakages: {
      'no metrics': (template) => changed(template, STAGE, (it) => delete it.MethodSettings[0].MetricsEnabled),
      'another name': (template) =>
        changed(template, API, (it) => {
          it.Name = 'RestApi';
        }),
    },
  },
};
