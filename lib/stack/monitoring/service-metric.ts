import { Duration } from 'aws-cdk-lib';
import { Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { METRICS_NAMESPACE } from '../../../lambda/compare/metrics.ts';

/** Returns a metric that the compare function writes into its log: by default its sum over five minutes. */
export function serviceMetric(metricName: string, options: MetricOptions = {}): Metric {
  return new Metric({
    namespace: METRICS_NAMESPACE,
    metricName,
    period: Duration.minutes(5),
    statistic: Stats.SUM,
    ...options,
  });
}
