import { Duration } from 'aws-cdk-lib';
import { type Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, type IFilterPattern, type LogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { APP_TOKEN_PATH, ISSUER_PATHS, OAUTH_TOKEN_PATH } from '../../../lambda/contract/fields.ts';
import { metricsNamespace } from '../functions/metrics-namespace.ts';

export interface AccessLogMetricsProps {
  readonly accessLog: LogGroup;
  /** Whether the service issues its own tokens. */
  readonly issuer: boolean;
}

/** Metrics from the access log. API Gateway's own metrics do not distinguish the kinds of 4xx or the causes of a 5xx. */
export class AccessLogMetrics extends Construct {
  /** Requests that got status 429. */
  readonly rateLimited: Metric;
  /** Requests that got status 401 or 403. */
  readonly refused: Metric;
  /**
   * Requests that failed because tokens could not be verified: the issuer is out of reach, the authorizer is broken, or
   * it returned an API key that is in no usage plan. The error count of the authorizer function is useless for this, because
   * a rejected token counts as an error.
   */
  readonly authorizerFailures: Metric;
  /** Metrics of the built-in issuer; `null` with an external issuer. */
  readonly issuer: {
    /** Requests for a token that failed: the table of applications or the key is out of reach. */
    readonly errors: Metric;
    /** Requests for a token whose credentials were rejected. */
    readonly refusedSecrets: Metric;
  } | null;

  constructor(scope: Construct, id: string, { accessLog, issuer }: AccessLogMetricsProps) {
    super(scope, id);
    const status = (code: string) => FilterPattern.stringValue('$.status', '=', code);
    const type = (name: string) => FilterPattern.stringValue('$.responseType', '=', name);
    this.rateLimited = this.#count('RateLimited', accessLog, status('429'));
    this.refused = this.#count('Refused', accessLog, FilterPattern.any(status('401'), status('403')));
    this.authorizerFailures = this.#count(
      'AuthorizerFailures',
      accessLog,
      FilterPattern.any(type('AUTHORIZER_FAILURE'), type('AUTHORIZER_CONFIGURATION_ERROR'), type('INVALID_API_KEY')),
    );
    const from = (paths: readonly string[]) =>
      FilterPattern.any(...paths.map((path) => FilterPattern.stringValue('$.path', '=', path)));
    const asked = (name: string, paths: readonly string[], code: string) =>
      this.#count(name, accessLog, FilterPattern.all(from(paths), status(code)));
    this.issuer = issuer
      ? {
          errors: asked('IssuerErrors', ISSUER_PATHS, '500'),
          refusedSecrets: asked('RefusedSecrets', [APP_TOKEN_PATH, OAUTH_TOKEN_PATH], '401'),
        }
      : null;
  }

  #count(metricName: string, logGroup: LogGroup, filterPattern: IFilterPattern): Metric {
    const filter = new MetricFilter(this, metricName, {
      logGroup,
      filterPattern,
      metricNamespace: metricsNamespace(this),
      metricName,
      metricValue: '1',
      defaultValue: 0,
    });
    return filter.metric({ statistic: Stats.SUM, period: Duration.minutes(5) });
  }
}
