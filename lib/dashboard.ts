import { Duration } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, type IMetric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { AccessLogMetrics } from './access-log-metrics.ts';
import type { Monitored } from './monitoring.ts';

const PERIOD = Duration.minutes(5);

/** What callers see on top, then what the functions do, then the audit table. */
export function dashboard(scope: Construct, id: string, monitored: Monitored, accessLog: AccessLogMetrics): Dashboard {
  const { compare, authorizer, table } = monitored;
  const stage = monitored.api.deploymentStage;
  const sum = { period: PERIOD, statistic: Stats.SUM };
  const percentiles = (metric: (props: { period: Duration; statistic: string }) => IMetric) =>
    [50, 95, 99].map((p) => metric({ period: PERIOD, statistic: Stats.percentile(p) }));
  return new Dashboard(scope, id, {
    defaultInterval: Duration.hours(12),
    widgets: [
      [
        graph('Answers', [stage.metricCount(sum), stage.metricClientError(sum), stage.metricServerError(sum)]),
        graph('Refused and rate limited', [accessLog.refused, accessLog.rateLimited, accessLog.authorizerFailures]),
        graph(
          'Latency of answers (ms)',
          percentiles((props) => stage.metricLatency(props)),
        ),
      ],
      [
        graph(
          'Compare function (ms)',
          percentiles((props) => compare.metricDuration(props)),
        ),
        graph('Compare function', [
          compare.metricInvocations(sum),
          compare.metricErrors(sum),
          compare.metricThrottles(sum),
        ]),
        graph(
          'Authorizer (ms)',
          percentiles((props) => authorizer.metricDuration(props)),
        ),
      ],
      [
        graph('Audit items', [
          table.metricConsumedWriteCapacityUnits(sum),
          table.metricThrottledRequestsForOperation('PutItem', sum),
        ]),
      ],
    ],
  });
}

function graph(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: 8, height: 6 });
}
