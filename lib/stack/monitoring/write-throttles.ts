import { Duration } from 'aws-cdk-lib';
import { type Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';

/**
 * Returns the number of writes to a table that DynamoDB throttled in five minutes. Unlike `ThrottledRequests`, which is counted for
 * each operation, it covers a single put and one in a transaction alike:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
 */
export function writeThrottles(table: ITableV2): Metric {
  return table.metric('WriteThrottleEvents', { period: Duration.minutes(5), statistic: Stats.SUM });
}
