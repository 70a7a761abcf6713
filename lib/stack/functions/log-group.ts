import { RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Surroundings } from './surroundings.ts';

/**
 * Logs hold no image and no token, but client names and, in the access log, caller addresses: they are kept for
 * 90 days by default, long enough to look into an incident, and go with the stack.
 */
export function logGroup(
  scope: Construct,
  id: string,
  { logRetention = RetentionDays.THREE_MONTHS, encryptionKey }: Pick<Surroundings, 'logRetention' | 'encryptionKey'>,
): LogGroup {
  return new LogGroup(scope, id, {
    retention: logRetention,
    removalPolicy: RemovalPolicy.DESTROY,
    ...(encryptionKey === undefined ? {} : { encryptionKey }),
  });
}
