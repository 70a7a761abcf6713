import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Application } from '../../lambda/applications/application.ts';

/** Where the usage of a month is counted. */
export interface UsageSource {
  readonly client: DynamoDBClient;
  readonly auditTable: string;
  /** Returns the applications of the built-in issuer; none with an external one. */
  applications(): Promise<readonly Application[]>;
}
