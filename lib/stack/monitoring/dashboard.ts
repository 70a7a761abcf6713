import { Duration } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Dashboard, GraphWidget, type IMetric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { durationMetric, METRICS } from '../../../lambda/compare/metrics.ts';
import { STATUSES } from '../../../lambda/contract/status.ts';
import type { AccessLogMetrics } from './access-log-metrics.ts';
import { serviceMetric } from './service-metric.ts';
import { writeThrottles } from './write-throttles.ts';

/** What the alarms and the dashboard watch. */
export interface Monitored {
  readonly api: RestApi;
  readonly accessLog: LogGroup;
  readonly compare: IFunction;
  readonly authorizer: IFunction;
  readonly table: TableV2;
  /** Exports audit items; `null` where nothing does. */
  readonly export: IStateMachine | null;
  /** Whether the stack issues its own tokens. */
  readonly issuer: boolean;
  /** Whether there are metrics of steps and statuses. */
  readonly fullMetrics: boolean;
}

const PERIOD = Duration.minutes(5);
/** The steps of a comparison that take the most time. */
const STEPS = ['decode', 'detect', 'align', 'embed', 'quality', 'audit'];

interface DashboardProps {
  readonly monitored: Monitored;
  readonly accessLog: AccessLogMetrics;
}

/** What callers see on top, then what the functions do, then the audit table. */
export function dashboard(scope: Construct, id: string, { monitored, accessLog }: DashboardProps): Dashboard {
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
        graph('Rejected and rate limited', [accessLog.refused, accessLog.rateLimited, accessLog.authorizerFailures]),
        graph(
          'Latency of responses (ms)',
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
        ...(monitored.fullMetrics
          ? fullGraphs(scope)
          : [graph('Comparisons', [serviceMetric(scope, METRICS.comparisons)])]),
        graph('Audit items, starts and near-misses', [
          table.metricConsumedWriteCapacityUnits(sum),
          writeThrottles(table),
          ...[
            METRICS.auditFailures,
            METRICS.coldStarts,
            METRICS.engineFailures,
            METRICS.abandonedWork,
            METRICS.nearMisses,
          ].map((it) => serviceMetric(scope, it)),
        ]),
      ],
    ],
  });
}

function fullGraphs(scope: Construct): GraphWidget[] {
  return [
    graph(
      'Comparisons by status',
      STATUSES.map((status) => serviceMetric(scope, METRICS.comparisons, { dimensionsMap: { status } })),
    ),
    graph(
      'Steps of a comparison (ms, 95th percentile)',
      STEPS.map((step) => serviceMetric(scope, durationMetric(step), { statistic: Stats.percentile(95) })),
    ),
  ];
}

function graph(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: 8, height: 6 });
}
