import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { isComputed, type Mistake, mistake, type Properties, resourceRule, type TemplateRule } from './template.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const STATISTICS: ReadonlySet<string> = new Set(['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum']);
/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html */
const EXTENDED_STATISTIC = /^(?:(?:p|tm|wm|tc|ts)\d{1,3}(?:\.\d{1,10})?|(?:TM|WM|PR|TC|TS)\(.*:.*\)|IQM)$/;
/** All values of the library except the number for logs that never expire, which the template omits. */
const RETENTION_DAYS: ReadonlySet<number> = new Set(
  Object.values(RetentionDays).filter(
    (days) => typeof days === 'number' && days !== RetentionDays.INFINITE,
  ) as number[],
);
/** Most seconds that a metric alarm may look back, with periods below an hour and with longer periods. */
const ALARM_SECONDS = { short: 86_400, long: 604_800 };

/** What DynamoDB and CloudWatch require in addition to the schemas of CloudFormation. */
export const DATA_RULES: readonly TemplateRule[] = [
  resourceRule(
    'dynamodb-key-attributes',
    'The attributes that are defined are those of the keys of the table and its indexes.',
    ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'],
    keyAttributeMistakes,
  ),
  resourceRule(
    'log-retention',
    'Logs are kept for a number of days that CloudWatch knows.',
    'AWS::Logs::LogGroup',
    ({ RetentionInDays: days }) =>
      days === undefined || isComputed(days) || RETENTION_DAYS.has(Number(days))
        ? []
        : [mistake('RetentionInDays', `one of ${[...RETENTION_DAYS].join(', ')}`, days)],
  ),
  resourceRule(
    'alarm-statistic',
    'An alarm has one statistic that CloudWatch knows.',
    'AWS::CloudWatch::Alarm',
    statisticMistakes,
  ),
  resourceRule(
    'alarm-span',
    'An alarm looks at periods of 10, 20, 30 seconds or whole minutes, and at a day in all, or a week with long periods.',
    'AWS::CloudWatch::Alarm',
    spanMistakes,
  ),
];

function keyAttributeMistakes(properties: Properties): Mistake[] {
  const {
    AttributeDefinitions = [],
    KeySchema = [],
    GlobalSecondaryIndexes = [],
    LocalSecondaryIndexes = [],
  } = properties;
  const names = (list: readonly Properties[]): string[] => list.map(({ AttributeName }) => String(AttributeName));
  const defined = names(AttributeDefinitions);
  const keys = [
    { at: 'KeySchema', used: names(KeySchema) },
    ...[...GlobalSecondaryIndexes, ...LocalSecondaryIndexes].map((index: Properties) => ({
      at: `KeySchema of index ${index.IndexName}`,
      used: names(index.KeySchema ?? []),
    })),
  ];
  const undefinedKeys = keys.flatMap(({ at, used }) =>
    used.filter((it) => !defined.includes(it)).map((it) => [at, it]),
  );
  const unused = defined.filter((name) => !keys.some(({ used }) => used.includes(name)));
  return [
    ...undefinedKeys.map(([at, name]) => mistake(at!, 'attributes that AttributeDefinitions defines', name)),
    ...unused.map((name) => mistake('AttributeDefinitions', 'attributes of a key alone', name)),
  ];
}

function statisticMistakes({ Statistic, ExtendedStatistic, Metrics = [] }: Properties): Mistake[] {
  const known = (value: unknown): boolean =>
    value === undefined || isComputed(value) || STATISTICS.has(String(value)) || EXTENDED_STATISTIC.test(String(value));
  const mistakes: Mistake[] = [];
  if (Statistic !== undefined && !isComputed(Statistic) && !STATISTICS.has(Statistic)) {
    mistakes.push(mistake('Statistic', `one of ${[...STATISTICS].join(', ')}`, Statistic));
  }
  if (!known(ExtendedStatistic) || STATISTICS.has(ExtendedStatistic)) {
    mistakes.push(mistake('ExtendedStatistic', 'a statistic such as p95', ExtendedStatistic));
  }
  if (Statistic !== undefined && ExtendedStatistic !== undefined) {
    mistakes.push(mistake('ExtendedStatistic', 'nothing besides Statistic', ExtendedStatistic));
  }
  for (const [i, metric] of (Metrics as Properties[]).entries()) {
    const stat = metric.MetricStat?.Stat;
    if (!known(stat)) mistakes.push(mistake(`Metrics.${i}.MetricStat.Stat`, 'a statistic such as Sum or p95', stat));
  }
  return mistakes;
}

function spanMistakes({ Period, EvaluationPeriods, Metrics = [] }: Properties): Mistake[] {
  const periods = [Period, ...(Metrics as Properties[]).map(({ MetricStat, Period: own }) => MetricStat?.Period ?? own)]
    .filter((period) => period !== undefined && !isComputed(period))
    .map(Number);
  const odd = periods.filter((period) => ![10, 20, 30].includes(period) && !(period > 0 && period % 60 === 0));
  if (odd.length > 0) return [mistake('Period', '10, 20, 30 or whole minutes in seconds', odd[0])];
  if (periods.length === 0 || typeof EvaluationPeriods !== 'number') return [];
  const longest = Math.max(...periods);
  const most = longest < 3600 ? ALARM_SECONDS.short : ALARM_SECONDS.long;
  if (longest * EvaluationPeriods <= most) return [];
  return [mistake('EvaluationPeriods', `at most ${most} seconds in all`, longest * EvaluationPeriods)];
}
