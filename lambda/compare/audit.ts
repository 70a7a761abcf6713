import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { type AuditItem, type AuditStore, WRITE_TIMEOUT_MS } from './audit-item.ts';

/**
 * Three attempts of one second each, with the SDK's short pauses, end well before the function's time-out. The limit of an
 * attempt covers the response up to its headers. WRITE_TIMEOUT_MS also covers a body that never comes.
 */
const MAX_ATTEMPTS = 3;
const REQUEST_TIMEOUT_MS = 1000;
const CONNECTION_TIMEOUT_MS = 500;
/** Short, because the first request after a cold start may not need the audit trail. */
const CONNECT_TIMEOUT_MS = 1000;

/**
 * Returns a client for audit writes. Region, credentials and `AWS_ENDPOINT_URL_DYNAMODB` (the local API's own DynamoDB) come
 * from the environment. Create it once, outside of requests, so that its connections are reused.
 */
export function createAuditClient(): DynamoDBClient {
  return new DynamoDBClient({
    maxAttempts: MAX_ATTEMPTS,
    requestHandler: {
      requestTimeout: REQUEST_TIMEOUT_MS,
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      // Without this the SDK only warns and goes on waiting.
      throwOnRequestTimeout: true,
    },
  });
}

/**
 * Stores audit items in a DynamoDB table with partition key `client` and sort key `id`, both strings.
 *
 * A put requires that its key is not in the table. The SDK repeats an attempt whose response was lost; where the first
 * attempt had stored the item, the repetition fails on this condition, and the item counts as stored. A first attempt
 * that fails on the condition has met another item under the same key, and the put fails. The key holds the time and API
 * Gateway's request id, so this happens only where the gateway is misused.
 */
export class DynamoDbAuditStore implements AuditStore {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor(client: DynamoDBClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async put(item: AuditItem): Promise<void> {
    const command = new PutItemCommand(auditPut(this.#table, item));
    try {
      await this.#client.send(command, { abortSignal: AbortSignal.timeout(WRITE_TIMEOUT_MS) });
    } catch (error) {
      const repeated = error instanceof ConditionalCheckFailedException && (error.$metadata.attempts ?? 1) > 1;
      if (!repeated) throw error;
    }
  }

  /**
   * Opens the connection and resolves credentials, so that the first item need not wait for them. The function's role
   * allows nothing but puts. This put therefore requires that its key is in the table already, which is never so.
   *
   * @throws Error when an item could not be stored now
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

/** A key that no item ever has. */
const NO_ITEM = { client: { S: '-' }, id: { S: '-' } };

/** Returns the put of an audit item, which requires that its key is not in the table. */
export function auditPut(table: string, item: AuditItem) {
  return {
    TableName: table,
    Item: toAttributes(item),
    ConditionExpression: 'attribute_not_exists(#id)',
    ExpressionAttributeNames: { '#id': 'id' },
  };
}

/**
 * Returns the attributes of an item in DynamoDB's form.
 *
 * @throws TypeError as `toAttribute` does
 */
export function toAttributes(values: object): Record<string, AttributeValue> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, toAttribute(value)]));
}

/**
 * Returns a value in DynamoDB's form.
 *
 * @throws TypeError for anything but strings, finite numbers, booleans, `null`, arrays and plain objects, so that above
 *   all no bytes get into an audit item
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
