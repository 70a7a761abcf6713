import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, ProjectionType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';

/** The index that finds an item by the `x-request-id` of its answer. */
const REQUEST_ID_INDEX = 'byRequestId';
/** Seconds since 1970 after which DynamoDB deletes the item. Items without it stay. */
const EXPIRY_ATTRIBUTE = 'expiresAt';

/**
 * One item for each comparison. A client's items lie together in order of time: key `client`, then `id`, which is the
 * ISO time, `#` and the request id. The table outlives the stack, for an audit trail must not go with a `cdk destroy`.
 */
export class AuditTable extends TableV2 {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      partitionKey: { name: 'client', type: AttributeType.STRING },
      sortKey: { name: 'id', type: AttributeType.STRING },
      globalSecondaryIndexes: [
        {
          indexName: REQUEST_ID_INDEX,
          partitionKey: { name: 'requestId', type: AttributeType.STRING },
          projectionType: ProjectionType.ALL,
        },
      ],
      billing: Billing.onDemand(),
      encryption: TableEncryptionV2.awsManagedKey(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: EXPIRY_ATTRIBUTE,
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }
}
