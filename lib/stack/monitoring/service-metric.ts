import { Duration } from 'aws-cdk-lib';
import { Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { metricsNamespace } from '../functions/metrics-namespace.ts';

/** Returns a metric that the compare function writes into its log: by default its sum over five minutes. */
export function serviceMetric(scope: Construct, metricName: string, options: MetricOptions = {}): Metric {
  return new Metric({
    namespace: metricsNamespace(scope),
    metricName,
    period: Duration.minutes(5),
    statistic: Stats.SUM,
    ...options,
  });
}
