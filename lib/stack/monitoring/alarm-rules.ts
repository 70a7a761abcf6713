import { Duration } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { type IMetric, Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { METRICS } from '../../../lambda/compare/metrics.ts';
import { STAGE_NAME } from '../api/api.ts';
import type { AccessLogMetrics } from './access-log-metrics.ts';
import type { Monitored } from './dashboard.ts';
import { serviceMetric } from './service-metric.ts';
import { writeThrottles } from './write-throttles.ts';

/** An alarm: raised when the metric is above `threshold` in `periods` spans of five minutes in a row. */
export interface AlarmRule {
  readonly description: string;
  readonly metric: IMetric;
  readonly threshold: number;
  readonly periods: number;
}

const PERIOD = Duration.minutes(5);
/**
 * Near-misses in five minutes that raise an alarm. At the full default rate of 1,500 comparisons in that time, genuine users cause
 * about 25 (1.6 % of pairs of one person, docs/accuracy.md). A hill-climbing attack at that rate causes hundreds.
 */
const NEAR_MISSES = 100;
/** Rejected secrets in five minutes that raise an alarm. One client that retries a wrong secret each second causes 300. */
const REFUSED_SECRETS = 100;

/** Rejected tokens in five minutes that raise an alarm, as for secrets. */
const REFUSED_TOKENS = 100;
/** Rate-limited requests in five minutes that raise an alarm if they go on for 15 minutes. Immediate retries cause only short bursts. */
const RATE_LIMITED = 100;
/** Milliseconds. A cold start of the authorizer takes about half a second. A request to an issuer times out after 3 s. */
const SLOW_AUTHORIZER_MS = 2_000;

/**
 * Returns a metric that API Gateway counts for the stage. It names the stage without a reference to it. A gradual deployment watches
 * alarms before it moves the alias that the methods of the stage call, so a reference would make a circular dependency.
 */
function stageMetric({ restApiName }: RestApi, metricName: string, options: MetricOptions): Metric {
  const dimensionsMap = { ApiName: restApiName, Stage: STAGE_NAME };
  return new Metric({ namespace: 'AWS/ApiGateway', metricName, dimensionsMap, ...options });
}

/**
 * Returns the alarms by name. Each description says where to look first. For details, see docs/operate.md.
 *
 * @param full whether to include the alarms on surges and parts, see `AlarmSet`
 */
export function alarmRules(
  scope: Construct,
  monitored: Monitored,
  accessLog: AccessLogMetrics,
  full: boolean,
): Record<string, AlarmRule> {
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
      description: 'One response in twenty took more than 5 s for 15 minutes. See durations and cold starts.',
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
        'Tokens could not be verified: the issuer is unreachable, or a setting is wrong. See the log of the authorizer.',
      metric: accessLog.authorizerFailures,
      threshold: 0,
      periods: 1,
    },
    AuditFailures: {
      description:
        'Audit items could not be written, so comparisons were rejected. See the log of the compare function.',
      metric: serviceMetric(scope, METRICS.auditFailures),
      threshold: 0,
      periods: 1,
    },
    AbandonedWork: {
      description:
        'An image took more processor time than a request may use, and the environment that decoded it ended itself. See abandonedWork in the log of the compare function.',
      metric: serviceMetric(scope, METRICS.abandonedWork),
      threshold: 0,
      periods: 1,
    },
    NearMisses: {
      description:
        'Many comparisons came close to a match: someone may be trying to reach one. Rank the clients with the query in docs/operate.md.',
      metric: serviceMetric(scope, METRICS.nearMisses),
      threshold: NEAR_MISSES,
      periods: 1,
    },
    AuditThrottles: {
      description: 'DynamoDB throttled writes of audit items.',
      metric: writeThrottles(table),
      threshold: 0,
      periods: 1,
    },
    ...issuerRules(accessLog),
    ...exportRules(monitored),
    ...(full ? fullRules(scope, monitored, accessLog) : {}),
  };
}

function issuerRules({ issuer }: AccessLogMetrics): Record<string, AlarmRule> {
  if (issuer === null) return {};
  return {
    IssuerErrors: {
      description:
        'Applications could not get tokens: the applications table or the signing key is unavailable. See the log of the issuer.',
      metric: issuer.errors,
      threshold: 0,
      periods: 1,
    },
    RefusedSecrets: {
      description:
        'Many token requests were rejected: a client has a wrong secret, or someone is guessing. See reason and appId in the log of the issuer.',
      metric: issuer.refusedSecrets,
      threshold: REFUSED_SECRETS,
      periods: 1,
    },
  };
}

function fullRules(
  scope: Construct,
  { authorizer }: Monitored,
  accessLog: AccessLogMetrics,
): Record<string, AlarmRule> {
  return {
    RefusedTokens: {
      description:
        'Many requests got 401 or 403: a client has a wrong or expired token, or someone is trying tokens. See ip and client in the access log, and reason in the log of the authorizer.',
      metric: accessLog.refused,
      threshold: REFUSED_TOKENS,
      periods: 1,
    },
    RateLimited: {
      description:
        'Many requests got 429 for 15 minutes: a client sends more than its limit, or a limit is too low. See client and apiKeyId in the access log.',
      metric: accessLog.rateLimited,
      threshold: RATE_LIMITED,
      periods: 3,
    },
    SlowAuthorizer: {
      description:
        'One token in a hundred took more than 2 s to verify, for 15 minutes: the issuer or KMS responds slowly. See authorizerLatency in the access log.',
      metric: authorizer.metricDuration({ period: PERIOD, statistic: Stats.percentile(99) }),
      threshold: SLOW_AUTHORIZER_MS,
      periods: 3,
    },
    EngineFailures: {
      description:
        'The models could not be loaded, so comparisons were rejected. See message init in the log of the compare function.',
      metric: serviceMetric(scope, METRICS.engineFailures),
      threshold: 0,
      periods: 1,
    },
  };
}

function exportRules({ export: machine }: Monitored): Record<string, AlarmRule> {
  if (machine === null) return {};
  return {
    ExportFailures: {
      description: 'The audit items of a day were not exported. See the execution of the state machine, and repeat it.',
      metric: machine.metricFailed({ period: PERIOD, statistic: Stats.SUM }),
      threshold: 0,
      periods: 1,
    },
  };
}
