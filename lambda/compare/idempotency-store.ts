import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  TransactionCanceledException,
  TransactionConflictException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { STATUSES } from '../contract/status.ts';
import { auditPut, toAttributes } from './audit.ts';
import { type AuditItem, WRITE_TIMEOUT_MS } from './audit-item.ts';
import type { IdempotencyRecord, IdempotencyStore, StoredAnswer } from './idempotency/idempotency.ts';

/** Time limit of a claim or a read in milliseconds, attempts and pauses included. */
const CLAIM_TIMEOUT_MS = 3000;
/** Nothing depends on a release: without it the lease expires. */
const RELEASE_TIMEOUT_MS = 1000;

/** The pause in milliseconds before each repetition of a transaction that conflicted with another request. */
const CONFLICT_PAUSES_MS = [20, 60, 180, 540];
/** Temporary reasons why a transaction is cancelled; each item of the transaction has one reason. */
const PASSING_REASONS = ['None', 'TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'];

const IS_MINE = '#owner = :owner AND attribute_not_exists(#requestId)';
const NAMES = { '#owner': 'owner', '#requestId': 'requestId' };

/**
 * Stores the records of keys in a DynamoDB table with partition key `id`. A record gets its decision in one transaction with
 * the audit item.
 *
 * The SDK repeats an attempt whose response was lost. A repeated claim finds its own record, which its condition allows. A
 * repeated transaction has the same ClientRequestToken, so that DynamoDB responds as it did the first time. If that is not
 * enough, the transaction is cancelled because its record has a decision; the reader of the record then finds its own.
 */
export class DynamoDbIdempotencyStore implements IdempotencyStore<AuditItem> {
  readonly #client: DynamoDBClient;
  readonly #table: string;
  readonly #auditTable: string;

  constructor(client: DynamoDBClient, table: string, auditTable: string) {
    this.#client = client;
    this.#table = table;
    this.#auditTable = auditTable;
  }

  async claim(record: IdempotencyRecord, now: number): Promise<boolean> {
    const command = new PutItemCommand({
      TableName: this.#table,
      Item: toItem(record),
      ConditionExpression: `attribute_not_exists(#id) OR #expiresAt <= :seconds OR (${IS_MINE}) OR (attribute_not_exists(#requestId) AND #fingerprint = :fingerprint AND #leaseEndsAt <= :now)`,
      ExpressionAttributeNames: {
        ...NAMES,
        '#id': 'id',
        '#expiresAt': 'expiresAt',
        '#fingerprint': 'fingerprint',
        '#leaseEndsAt': 'leaseEndsAt',
      },
      ExpressionAttributeValues: {
        ':owner': { S: record.owner },
        ':fingerprint': { S: record.fingerprint },
        ':now': { N: String(now) },
        ':seconds': { N: String(Math.floor(now / 1000)) },
      },
    });
    try {
      await this.#client.send(command, { abortSignal: AbortSignal.timeout(CLAIM_TIMEOUT_MS) });
      return true;
    } catch (error) {
      // A transaction in progress gives the key its decision.
      if (error instanceof ConditionalCheckFailedException || error instanceof TransactionConflictException)
        return false;
      throw error;
    }
  }

  async read(id: string): Promise<IdempotencyRecord | null> {
    const command = new GetItemCommand({ TableName: this.#table, Key: { id: { S: id } }, ConsistentRead: true });
    const { Item } = await this.#client.send(command, { abortSignal: AbortSignal.timeout(CLAIM_TIMEOUT_MS) });
    return Item === undefined ? null : fromItem(Item);
  }

  async complete(record: IdempotencyRecord, answer: StoredAnswer, item: AuditItem): Promise<boolean> {
    const abortSignal = AbortSignal.timeout(WRITE_TIMEOUT_MS);
    const TransactItems = [
      { Put: this.#putOfOwner(record, { ...record, answer }) },
      { Put: auditPut(this.#auditTable, item) },
    ];
    for (const pause of [...CONFLICT_PAUSES_MS, null]) {
      const command = new TransactWriteItemsCommand({ TransactItems, ClientRequestToken: randomUUID() });
      try {
        await this.#client.send(command, { abortSignal });
        return true;
      } catch (error) {
        if (!(error instanceof TransactionCanceledException)) throw error;
        const reasons = (error.CancellationReasons ?? []).map(({ Code = 'None' }) => Code);
        if (reasons[0] === 'ConditionalCheckFailed') return false;
        const passes = reasons.length > 0 && reasons.every((reason) => PASSING_REASONS.includes(reason));
        if (!passes || pause === null) throw error;
        await setTimeout(pause, undefined, { signal: abortSignal });
      }
    }
    throw new Error('Unreachable.');
  }

  async release(record: IdempotencyRecord): Promise<void> {
    const command = new PutItemCommand(this.#putOfOwner(record, { ...record, owner: '-', leaseEndsAt: 0 }));
    await this.#client.send(command, { abortSignal: AbortSignal.timeout(RELEASE_TIMEOUT_MS) });
  }

  /** Returns the put that replaces a record if its owner still has it and it has no decision. */
  #putOfOwner({ owner }: IdempotencyRecord, record: IdempotencyRecord) {
    return {
      TableName: this.#table,
      Item: toItem(record),
      ConditionExpression: IS_MINE,
      ExpressionAttributeNames: NAMES,
      ExpressionAttributeValues: { ':owner': { S: owner } },
    };
  }
}

function toItem({ answer, ...record }: IdempotencyRecord): Record<string, AttributeValue> {
  return toAttributes({ ...record, ...answer });
}

/** @throws TypeError when the item is not a record */
function fromItem(item: Record<string, AttributeValue>): IdempotencyRecord {
  const { id, fingerprint, owner, leaseEndsAt, expiresAt, requestId } = item;
  return {
    id: text(id),
    fingerprint: text(fingerprint),
    owner: text(owner),
    leaseEndsAt: number(leaseEndsAt),
    expiresAt: number(expiresAt),
    answer: requestId === undefined ? null : answerOf(item),
  };
}

function answerOf({
  requestId,
  isFaceMatch,
  matchingSimilarity,
  status,
  messages,
}: Record<string, AttributeValue>): StoredAnswer {
  const known = STATUSES.find((each) => each === status?.S);
  if (known === undefined || isFaceMatch?.BOOL === undefined || messages?.L === undefined) throw noRecord();
  return {
    requestId: text(requestId),
    isFaceMatch: isFaceMatch.BOOL,
    matchingSimilarity: number(matchingSimilarity),
    status: known,
    messages: messages.L.map(text),
  };
}

function text(value: AttributeValue | undefined): string {
  if (value?.S === undefined) throw noRecord();
  return value.S;
}

function number(value: AttributeValue | undefined): number {
  if (value?.N === undefined) throw noRecord();
  return Number(value.N);
}

const noRecord = () => new TypeError('The item is not a record of a request.');
