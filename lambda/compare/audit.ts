import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { AuditItem } from './audit-item.ts';
import { type AuditStore, WRITE_TIMEOUT_MS } from './audit-store.ts';

/**
 * Three attempts of one second each, with the SDK's short pauses, stay well below the function's time-out. The limit of an
 * attempt ends with the head of the answer; a body that never comes is met by the limit of the whole.
 */
const MAX_ATTEMPTS = 3;
const REQUEST_TIMEOUT_MS = 1000;
const CONNECTION_TIMEOUT_MS = 500;
/** Getting ready must not hold up a cold start whose first request may not need the audit trail. */
const CONNECT_TIMEOUT_MS = 1000;

/**
 * A client for audit writes. Region, credentials and `AWS_ENDPOINT_URL_DYNAMODB` (the local API's own DynamoDB) come
 * from the environment. Create it once, outside of requests, so that its connections are reused.
 */
export function createAuditClient(): DynamoDBClient {
  return new DynamoDBClient({
    maxAttempts: MAX_ATTEMPTS,
    requestHandler: {
      requestTimeout: REQUEST_TIMEOUT_MS,
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      // Without it the SDK only warns and goes on waiting.
      throwOnRequestTimeout: true,
    },
  });
}

/**
 * Audit items in a DynamoDB table with partition key `client` and sort key `id`, both strings.
 *
 * A put is conditional, so that an attempt repeated by the SDK, after an answer that was lost on the way, never writes
 * twice: the repetition finds the item of the first attempt, and that item is stored. Met on the first attempt the
 * condition tells of a foreign item under our key. The key holds the time and API Gateway's request id, so there is
 * none, unless the gateway is misused; the write then fails.
 */
export class DynamoDbAuditStore implements AuditStore {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor(client: DynamoDBClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async put(item: AuditItem): Promise<void> {
    const command = new PutItemCommand({
      TableName: this.#table,
      Item: toAttributes(item),
      ConditionExpression: 'attribute_not_exists(#id)',
      ExpressionAttributeNames: { '#id': 'id' },
    });
    try {
      await this.#client.send(command, { abortSignal: AbortSignal.timeout(WRITE_TIMEOUT_MS) });
    } catch (error) {
      const repeated = error instanceof ConditionalCheckFailedException && (error.$metadata.attempts ?? 1) > 1;
      if (!repeated) throw error;
    }
  }

  /**
   * Gets ready for the first item: opens the connection and resolves credentials, ahead of any request. By a put on the
   * condition that the item is there already, which it never is: putting is all that the function's role allows.
   *
   * @throws Error where an item could not be stored now
   */
  async connect(): Promise<void> {
    const command = new PutItemCommand({
      TableName: this.#table,
      Item: NO_ITEM,
      ConditionExpression: 'attribute_exists(#id)',
      ExpressionAttributeNames: { '#id': 'id' },
    });
    try {
      await this.#client.send(command, { abortSignal: AbortSignal.timeout(CONNECT_TIMEOUT_MS) });
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }
}

/** Key of an item that there never is. */
const NO_ITEM = { client: { S: '-' }, id: { S: '-' } };

function toAttributes(values: object): Record<string, AttributeValue> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, toAttribute(value)]));
}

/**
 * A value in DynamoDB's form.
 *
 * @throws TypeError for anything but strings, finite numbers, booleans, `null`, arrays and plain objects: bytes above
 *   all never become part of an audit item
 */
export function toAttribute(value: unknown): AttributeValue {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number' && Number.isFinite(value)) return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (value === null) return { NULL: true };
  if (Array.isArray(value)) return { L: value.map(toAttribute) };
  if (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) return { M: toAttributes(value) };
  throw new TypeError('Expected string, finite number, boolean, null, array or plain object for an audit attribute.');
}
