import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { APP_KEY } from '../../../lambda/applications/app-item.ts';
import { type Surroundings, tableEncryption } from '../functions/surroundings.ts';

/**
 * Applications that get tokens. The table outlives the stack: its secrets exist nowhere else, not even here. Only the rollback of
 * the deployment that made it deletes it.
 */
export function applicationsTable(scope: Construct, surroundings: Surroundings, deletionProtection: boolean): TableV2 {
  return new TableV2(scope, 'Applications', {
    partitionKey: { name: APP_KEY, type: AttributeType.STRING },
    billing: Billing.onDemand(),
    encryption: tableEncryption(surroundings),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection,
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
}

/** Comparisons of sessions, an item for each, for as long as their tokens live. */
export function sessionsTable(scope: Construct, surroundings: Surroundings): TableV2 {
  return new TableV2(scope, 'Sessions', {
    partitionKey: { name: 'session', type: AttributeType.STRING },
    billing: Billing.onDemand(),
    encryption: tableEncryption(surroundings),
    timeToLiveAttribute: 'expiresAt',
    removalPolicy: RemovalPolicy.DESTROY,
  });
}
