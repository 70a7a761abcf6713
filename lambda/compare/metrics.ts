import type { RequestRecord } from './request.ts';

/** Namespace of the metrics, unless a variable sets the stack's own. */
export const METRICS_NAMESPACE = 'FaceComparison';

/** Names of the metrics, for alarms and the dashboard. In addition each step has `durationMetric(step)`. */
export const METRICS = {
  /** One for each audited decision: in total, by `status`, and by `pack` and `calibration`. */
  comparisons: 'Comparisons',
  /** A decision that came close to a match. Without dimensions: one metric for each client would cost $0.30 a month each. */
  nearMisses: 'NearMisses',
  coldStarts: 'ColdStarts',
  /** A decision that was withheld because its audit item could not be stored. */
  auditFailures: 'AuditFailures',
  /** The models could not be loaded. */
  engineFailures: 'EngineFailures',
  /** Native work on an image that was given up and still ran, so that the environment ended itself. */
  abandonedWork: 'AbandonedWork',
} as const;

/** Returns the metric of a step's duration, in milliseconds: "detect" gives "DetectDuration". */
export function durationMetric(step: string): string {
  return `${step.charAt(0).toUpperCase()}${step.slice(1)}Duration`;
}

interface Directive {
  readonly Dimensions: readonly (readonly string[])[];
  readonly Metrics: readonly { readonly Name: string; readonly Unit: 'Count' | 'Milliseconds' }[];
}

const directive = (
  unit: 'Count' | 'Milliseconds',
  names: readonly string[],
  dimensions: string[][] = [[]],
): Directive => ({
  Dimensions: dimensions,
  Metrics: names.map((name) => ({ Name: name, Unit: unit })),
});

/**
 * Returns the metrics of a request as one line in CloudWatch's embedded metric format, from which CloudWatch Logs makes
 * metrics without a call from this project
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html).
 * The request id is a property of the line, not a dimension.
 *
 * @param namespace namespace of the metrics; each stack of an account has its own
 * @param full whether times of steps, and decisions by status and calibration, are counted too: CloudWatch charges for each metric
 * @returns `null` if there is nothing to count
 */
export function metricsLine(
  record: RequestRecord,
  { namespace, full }: { readonly namespace: string; readonly full: boolean },
): Record<string, unknown> | null {
  const values: Record<string, number> = {};
  const directives: Directive[] = [];

  const counts: string[] = [];
  if (record.nearMiss) counts.push(METRICS.nearMisses);
  if (record.coldStart) counts.push(METRICS.coldStarts);
  if (record.failure?.reason === 'audit') counts.push(METRICS.auditFailures);
  if (record.failure?.reason === 'engine-load') counts.push(METRICS.engineFailures);
  if (record.abandonedWork) counts.push(METRICS.abandonedWork);
  for (const name of counts) values[name] = 1;
  if (counts.length > 0) directives.push(directive('Count', counts));

  if (record.status !== null) {
    values[METRICS.comparisons] = 1;
    directives.push(directive('Count', [METRICS.comparisons], full ? [[], ['status'], ['pack', 'calibration']] : [[]]));
    const steps = full ? Object.entries(record.durations) : [];
    for (const [step, milliseconds] of steps) values[durationMetric(step)] = Math.round(milliseconds * 10) / 10;
    if (steps.length > 0) {
      directives.push(
        directive(
          'Milliseconds',
          steps.map(([step]) => durationMetric(step)),
        ),
      );
    }
  }
  if (directives.length === 0) return null;
  return {
    _aws: {
      Timestamp: record.arrivedAt,
      CloudWatchMetrics: directives.map((each) => ({ Namespace: namespace, ...each })),
    },
    ...values,
    ...(record.status === null
      ? {}
      : { status: record.status, pack: record.version?.pack, calibration: record.version?.calibration }),
    requestId: record.requestId,
  };
}
