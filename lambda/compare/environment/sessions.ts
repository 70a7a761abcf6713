import { ConditionalCheckFailedException, type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';

/** A session of an application. */
export interface Session {
  readonly id: string;
  /** Comparisons that it has. */
  readonly comparisons: number;
  /** Seconds since 1970 at which its token ends. */
  readonly expires: number;
}

/** Counts the comparisons of sessions, for all environments together. */
export interface SessionCounter {
  /**
   * Counts a comparison of a session.
   *
   * @param requestId counts once, however often it is sent
   * @returns false where the session has had all its comparisons
   * @throws Error when it is not certain that it was counted
   */
  count(client: string, session: Session, requestId: string): Promise<boolean>;
}

/** Milliseconds after which a write is given up, attempts and pauses included. */
const WRITE_TIMEOUT_MS = 3000;
/** DynamoDB deletes expired items within a day or two; until then none of them may be missed. */
const SECONDS_AFTER_EXPIRY = 3_600;

/**
 * Counts in a DynamoDB table with partition key `session`. An item holds the ids of the requests that were counted, a set: the
 * SDK repeats an attempt whose response was lost, and the repetition then adds nothing and is allowed.
 */
export class DynamoDbSessionCounter implements SessionCounter {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor(client: DynamoDBClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async count(client: string, session: Session, requestId: string): Promise<boolean> {
    const command = new UpdateItemCommand({
      TableName: this.#table,
      // No name of a client has a #, so that no other pair gives this key.
      Key: { session: { S: `${client}#${session.id}` } },
      UpdateExpression: 'ADD #requests :one SET #expiresAt = :expiresAt',
      ConditionExpression: 'attribute_not_exists(#requests) OR size(#requests) < :most OR contains(#requests, :id)',
      ExpressionAttributeNames: { '#requests': 'requests', '#expiresAt': 'expiresAt' },
      ExpressionAttributeValues: {
        ':one': { SS: [requestId] },
        ':id': { S: requestId },
        ':most': { N: String(session.comparisons) },
        ':expiresAt': { N: String(session.expires + SECONDS_AFTER_EXPIRY) },
      },
    });
    try {
      await this.#client.send(command, { abortSignal: AbortSignal.timeout(WRITE_TIMEOUT_MS) });
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }
}
