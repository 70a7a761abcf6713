import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { APP_KEY, appKey, ofAppItem } from './app-item.ts';
import type { Application, AppStore } from './application.ts';

/** Milliseconds after which a read is given up, attempts and pauses included. */
const READ_TIMEOUT_MS = 3000;

/** Returns a client for the table of applications; region, credentials and endpoint come from the environment. */
export function createAppClient(): DynamoDBClient {
  return new DynamoDBClient({
    maxAttempts: 3,
    requestHandler: { requestTimeout: 1000, connectionTimeout: 500, throwOnRequestTimeout: true },
  });
}

/** The table of applications in DynamoDB. It only reads. */
export class DynamoDbAppStore implements AppStore {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor(client: DynamoDBClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async application(appId: string): Promise<Application | null> {
    const command = new GetItemCommand({
      TableName: this.#table,
      Key: { [APP_KEY]: { S: appKey(appId) } },
      ConsistentRead: true,
    });
    const { Item: item } = await this.#client.send(command, { abortSignal: AbortSignal.timeout(READ_TIMEOUT_MS) });
    return item === undefined ? null : ofAppItem(item);
  }
}
