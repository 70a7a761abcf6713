import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, ProjectionType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { type Surroundings, tableEncryption } from './functions/surroundings.ts';

/** The index that finds an item by the `x-request-id` of its response. */
const REQUEST_ID_INDEX = 'byRequestId';
/**
 * The index that finds the items of one person by the caller's own id, for their erasure. Items without such an id are not in it.
 * It contains only keys. The client is its sort key, because another client may give the same id to another person.
 */
const CORRELATION_ID_INDEX = 'byCorrelationId';
/** Seconds since 1970 after which DynamoDB deletes the item. Items without it stay. */
const EXPIRY_ATTRIBUTE = 'expiresAt';

/** How audit items are kept. */
export interface AuditTableOptions {
  /** Time after which DynamoDB deletes an item, in whole days. Default: items stay until you delete them. */
  readonly retention?: Duration;
  /** What happens to the table when the stack is deleted. Default: it stays, unless the deployment that made it fails. */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * Whether DynamoDB protects the tables of audit items and applications from deletion. Default: false, because the rollback of
   * a failed first deployment deletes the empty tables and would stop at protected ones.
   */
  readonly deletionProtection?: boolean;
  /** Other Regions that hold a copy of the table. The stack must name its own Region. Default: none. */
  readonly replicaRegions?: readonly string[];
  /** Whether to export the items of each day into a bucket. Default: false. */
  readonly dailyExport?: boolean;
}

export interface AuditTableProps
  extends Omit<AuditTableOptions, 'retention' | 'dailyExport'>,
    Pick<Surroundings, 'encryptionKey'> {}

/**
 * A table with one item for each comparison. A client's items are together in order of time: the key is `client`, then `id`,
 * which is the ISO time, `#` and the request id. The table outlives the stack, because `cdk destroy` must not delete an audit trail.
 */
export class AuditTable extends Construct {
  readonly table: TableV2;

  constructor(scope: Construct, id: string, props: AuditTableProps = {}) {
    super(scope, id);
    const {
      removalPolicy = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      deletionProtection = false,
      replicaRegions = [],
    } = props;
    this.table = new TableV2(this, 'Table', {
      partitionKey: { name: 'client', type: AttributeType.STRING },
      sortKey: { name: 'id', type: AttributeType.STRING },
      globalSecondaryIndexes: [
        {
          indexName: REQUEST_ID_INDEX,
          partitionKey: { name: 'requestId', type: AttributeType.STRING },
          projectionType: ProjectionType.ALL,
        },
        // DynamoDB makes or deletes only one index in an update of a table, so a release must add at most one.
        {
          indexName: CORRELATION_ID_INDEX,
          partitionKey: { name: 'correlationId', type: AttributeType.STRING },
          sortKey: { name: 'client', type: AttributeType.STRING },
          projectionType: ProjectionType.KEYS_ONLY,
        },
      ],
      billing: Billing.onDemand(),
      encryption: tableEncryption(props),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: EXPIRY_ATTRIBUTE,
      deletionProtection,
      replicas: replicaRegions.map((region) => ({ region })),
      removalPolicy,
    });
  }
}
