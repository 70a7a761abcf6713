import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { type Surroundings, tableEncryption } from './functions/surroundings.ts';

/**
 * A table that keeps responses by the idempotency keys of requests, for 24 hours. A record has no value after that, so the table
 * has no backup and is deleted with the stack (docs/decisions/idempotency.md).
 */
export class IdempotencyTable extends Construct {
  readonly table: TableV2;

  constructor(scope: Construct, id: string, props: Pick<Surroundings, 'encryptionKey'> = {}) {
    super(scope, id);
    this.table = new TableV2(this, 'Table', {
      partitionKey: { name: 'id', type: AttributeType.STRING },
      billing: Billing.onDemand(),
      encryption: tableEncryption(props),
      timeToLiveAttribute: 'expiresAt',
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }
}
