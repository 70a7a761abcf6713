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

/** What only the access log can tell: API Gateway's own metrics count every 4xx as one and know no cause of a 5xx. */
export class AccessLogMetrics extends Construct {
  /** Requests answered 429. */
  readonly rateLimited: Metric;
  /** Requests answered 401 or 403. */
  readonly refused: Metric;
  /**
   * Requests that failed because tokens could not be verified: the issuer is out of reach, the authorizer is broken, or
   * it returned an API key that no usage plan knows. Errors of the authorizer function itself say nothing, for a refused
   * token is one of them.
   */
  readonly authorizerFailures: Metric;
  /** Of the built-in issuer; `null` with an external one. */
  readonly issuer: {
    /** Requests for a token that failed: the table of applications or the key is out of reach. */
    readonly errors: Metric;
    /** Requests for a token whose credentials were refused. */
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
