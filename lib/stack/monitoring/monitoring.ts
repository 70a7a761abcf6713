import { Duration } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import {
  Alarm,
  ComparisonOperator,
  type IAlarmAction,
  type IMetric,
  Metric,
  type MetricOptions,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { METRICS } from '../../../lambda/compare/metrics.ts';
import { STAGE_NAME } from '../api/api.ts';
import { AccessLogMetrics } from './access-log-metrics.ts';
import { dashboard, type Monitored } from './dashboard.ts';
import { serviceMetric } from './service-metric.ts';

/** What watches over the service besides its alarms, and whom they tell. */
export interface MonitoringOptions {
  /** Whether there is a dashboard, which costs $3 a month. Default: false. */
  readonly dashboard?: boolean;
  /** What each alarm does when it is raised and when it ends. Default: it only changes its state. */
  readonly alarmActions?: readonly IAlarmAction[];
}

export interface MonitoringProps extends MonitoringOptions, Monitored {}

/** An alarm: raised when the metric is above `threshold` in `periods` spans of five minutes in a row. */
interface Rule {
  readonly description: string;
  readonly metric: IMetric;
  readonly threshold: number;
  readonly periods: number;
}

const PERIOD = Duration.minutes(5);
/**
 * Near-misses in five minutes that raise an alarm. At the full default rate of 1,500 comparisons in that time, people who are
 * who they say make about 25 (1.6 % of pairs of one person, docs/accuracy.md). A climb at that rate makes hundreds.
 */
const NEAR_MISSES = 100;
/** Refused secrets in five minutes that raise an alarm. One client that retries a wrong secret each second makes 300. */
const REFUSED_SECRETS = 100;

/**
 * Alarms, and a dashboard where it is wanted: it costs more than all else that the stack pays while idle. Each alarm's description
 * says where to look first; docs/operate.md says more.
 */
export class Monitoring extends Construct {
  /** By name, such as `ServerErrors`. */
  readonly alarms: Readonly<Record<string, Alarm>>;

  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    const accessLog = new AccessLogMetrics(this, 'AccessLogMetrics', props);
    const rules = Object.entries(alarmRules(this, props, accessLog));
    this.alarms = Object.fromEntries(
      rules.map(([name, rule]) => [name, this.#alarm(name, rule, props.alarmActions ?? [])]),
    );
    if (props.dashboard === true) dashboard(this, 'Dashboard', { monitored: props, accessLog });
  }

  #alarm(id: string, rule: Rule, actions: readonly IAlarmAction[]): Alarm {
    const alarm = new Alarm(this, id, {
      alarmDescription: rule.description,
      metric: rule.metric,
      threshold: rule.threshold,
      evaluationPeriods: rule.periods,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      // No traffic is no trouble.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(...actions);
    alarm.addOkAction(...actions);
    return alarm;
  }
}

/**
 * Returns a metric that API Gateway counts for the stage. It names the stage without a reference to it: a gradual deployment watches
 * alarms before it moves the alias, which the methods of the stage call, so a reference would close a circle.
 */
function stageMetric({ restApiName }: RestApi, metricName: string, options: MetricOptions): Metric {
  const dimensionsMap = { ApiName: restApiName, Stage: STAGE_NAME };
  return new Metric({ namespace: 'AWS/ApiGateway', metricName, dimensionsMap, ...options });
}

function alarmRules(scope: Construct, monitored: Monitored, accessLog: AccessLogMetrics): Record<string, Rule> {
  const { api, compare, authorizer, table } = monitored;
  const sum = { period: PERIOD, statistic: Stats.SUM };
  return {
    ServerErrors: {
      description: 'Callers got 5xx. See responseType and integrationStatus in the access log.',
      metric: stageMetric(api, '5XXError', sum),
      threshold: 0,
      periods: 1,
    },
    SlowAnswers: {
      description: 'One answer in twenty took more than 5 s for 15 minutes. See durations and cold starts.',
      metric: stageMetric(api, 'Latency', { period: PERIOD, statistic: Stats.percentile(95) }),
      threshold: 5_000,
      periods: 3,
    },
    CompareErrors: {
      description: 'The compare function crashed or timed out. See its log.',
      metric: compare.metricErrors(sum),
      threshold: 0,
      periods: 1,
    },
    CompareThrottles: {
      description: 'Lambda had no concurrency left for the compare function. Raise the account limit.',
      metric: compare.metricThrottles(sum),
      threshold: 0,
      periods: 1,
    },
    AuthorizerThrottles: {
      description: 'Lambda had no concurrency left for the authorizer. Raise the account limit.',
      metric: authorizer.metricThrottles(sum),
      threshold: 0,
      periods: 1,
    },
    AuthorizerFailures: {
      description:
        'Tokens could not be verified: issuer out of reach, or a wrong setting. See the log of the authorizer.',
      metric: accessLog.authorizerFailures,
      threshold: 0,
      periods: 1,
    },
    AuditFailures: {
      description:
        'Audit items could not be written, so comparisons were refused. See the log of the compare function.',
      metric: serviceMetric(scope, METRICS.auditFailures),
      threshold: 0,
      periods: 1,
    },
    AbandonedWork: {
      description:
        'A picture took more processor time than a request has, and the environment that worked on it ended itself. See abandonedWork in the log of the compare function.',
      metric: serviceMetric(scope, METRICS.abandonedWork),
      threshold: 0,
      periods: 1,
    },
    NearMisses: {
      description:
        'Many comparisons came close to a match: somebody may be climbing to one. Rank the clients by the query in docs/operate.md.',
      metric: serviceMetric(scope, METRICS.nearMisses),
      threshold: NEAR_MISSES,
      periods: 1,
    },
    AuditThrottles: {
      description: 'DynamoDB throttled writes of audit items.',
      metric: table.metricThrottledRequestsForOperation('PutItem', sum),
      threshold: 0,
      periods: 1,
    },
    ...issuerRules(accessLog),
  };
}

function issuerRules({ issuer }: AccessLogMetrics): Record<string, Rule> {
  if (issuer === null) return {};
  return {
    IssuerErrors: {
      description:
        'Applications could not get tokens: the table of applications or the signing key is out of reach. See the log of the issuer.',
      metric: issuer.errors,
      threshold: 0,
      periods: 1,
    },
    RefusedSecrets: {
      description:
        'Many requests for tokens were refused: a client with a wrong secret, or somebody who guesses. See reason and appId in the log of the issuer.',
      metric: issuer.refusedSecrets,
      threshold: REFUSED_SECRETS,
      periods: 1,
    },
  };
}
