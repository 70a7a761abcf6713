import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { IDEMPOTENCY_HOURS } from '../../contract/limits.ts';
import type { ComparisonStatus } from '../../contract/status.ts';
import type { KeyedRequest } from './keyed-request.ts';

/** The decision that the first request with a key got. It has no box, landmark, quality or measure. */
export interface StoredAnswer {
  /** Request id of the first request; its audit item has the same. */
  readonly requestId: string;
  readonly isFaceMatch: boolean;
  /** [0, 1] */
  readonly matchingSimilarity: number;
  readonly status: ComparisonStatus;
  readonly messages: readonly string[];
}

/** What is stored for a key. */
export interface IdempotencyRecord extends KeyedRequest {
  /** The attempt that works on the request, by its random id. */
  readonly owner: string;
  /** Milliseconds since 1970 after which another attempt may take over from the owner. */
  readonly leaseEndsAt: number;
  /** Seconds since 1970 after which the record no longer counts, and DynamoDB may delete it. */
  readonly expiresAt: number;
  /** `null` until there is one. */
  readonly answer: StoredAnswer | null;
}

/** Stores the records of keys, for all environments together. */
export interface IdempotencyStore<AuditItem> {
  /**
   * Stores the record of a new attempt, unless the key has a decision, another attempt whose lease has not ended, or other
   * images.
   *
   * @param now milliseconds since 1970
   * @returns whether the attempt owns the key now
   * @throws Error when it is not certain whether the attempt owns the key
   */
  claim(record: IdempotencyRecord, now: number): Promise<boolean>;
  /** Returns the record of a key, or `null` if there is none. */
  read(id: string): Promise<IdempotencyRecord | null>;
  /**
   * Stores the decision and the audit item, both or neither.
   *
   * @returns false, with nothing stored, if the attempt does not own the key or the key has a decision
   * @throws Error when it is not certain that they are stored
   */
  complete(record: IdempotencyRecord, answer: StoredAnswer, item: AuditItem): Promise<boolean>;
  /** Lets another attempt with the same images begin at once, if the attempt still owns the key. */
  release(record: IdempotencyRecord): Promise<void>;
}

/** What a request with a key finds when it begins. */
export type Found<AuditItem> =
  | { readonly kind: 'first'; readonly attempt: Attempt<AuditItem> }
  | { readonly kind: 'answered'; readonly answer: StoredAnswer }
  | { readonly kind: 'other pictures' }
  /** The first request is still in progress, for at most `seconds` more. */
  | { readonly kind: 'in flight'; readonly seconds: number };

/** The one request that makes the decision for a key. */
export interface Attempt<AuditItem> {
  /**
   * Stores the decision and its audit item in one transaction. If another attempt took over in the meantime, its decision
   * counts, and nothing of this one is stored.
   *
   * @param waitMs the longest wait for the decision of the other attempt, in milliseconds
   * @throws Error when it is not certain what is stored
   */
  complete(
    answer: StoredAnswer,
    item: AuditItem,
    waitMs: number,
  ): Promise<Exclude<Found<AuditItem>, { kind: 'first' }>>;
  /** Gives the key back after a failure, so that a retry need not wait for the end of the lease. Never throws. */
  release(): Promise<void>;
}

const RECORD_SECONDS = IDEMPOTENCY_HOURS * 3_600;
/**
 * Milliseconds that an attempt has before another may take over. From the claim to the decision there are at most 3 s for the
 * count of a session, 3 s of work on the images and 5 s for the write. An attempt that takes longer loses only its work:
 * the condition of the transaction decides, not the clock.
 */
const LEASE_MS = 15_000;
/** Pauses between two reads of the record of a request in progress. They double from the first to the last. */
const FIRST_PAUSE_MS = 50;
const LAST_PAUSE_MS = 400;

/** Makes one decision for all requests with the same `Idempotency-Key`. */
export class Idempotency<AuditItem> {
  readonly #store: IdempotencyStore<AuditItem>;
  readonly #clock: () => number;

  /** @param clock milliseconds since 1970 */
  constructor(store: IdempotencyStore<AuditItem>, clock: () => number) {
    this.#store = store;
    this.#clock = clock;
  }

  /**
   * Begins a request with a key. It waits while the first request with this key is in progress, and takes over from it once its
   * lease has ended without a decision.
   *
   * @param waitMs the longest wait, in milliseconds
   * @throws Error when the store fails
   */
  async begin(request: KeyedRequest, waitMs: number): Promise<Found<AuditItem>> {
    const waitUntil = this.#clock() + waitMs;
    let found: IdempotencyRecord | null = null;
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LAST_PAUSE_MS)) {
      const now = this.#clock();
      if (found === null || found.leaseEndsAt <= now) {
        const record = newRecord(request, now);
        if (await this.#store.claim(record, now)) return { kind: 'first', attempt: this.#attempt(record) };
      }
      found = await this.#store.read(request.id);
      if (found !== null && found.expiresAt * 1000 <= this.#clock()) found = null;
      if (found !== null && found.fingerprint !== request.fingerprint) return { kind: 'other pictures' };
      if (found?.answer) return { kind: 'answered', answer: found.answer };
      if (this.#clock() + pause > waitUntil) return { kind: 'in flight', seconds: secondsLeft(found, this.#clock()) };
      await setTimeout(pause);
    }
  }

  #attempt(record: IdempotencyRecord): Attempt<AuditItem> {
    return {
      complete: async (answer, item, waitMs) => {
        if (await this.#store.complete(record, answer, item)) return { kind: 'answered', answer };
        const found = await this.begin(record, waitMs);
        return found.kind === 'first' ? found.attempt.complete(answer, item, waitMs) : found;
      },
      release: () => this.#store.release(record).catch(() => {}),
    };
  }
}

function newRecord({ id, fingerprint }: KeyedRequest, now: number): IdempotencyRecord {
  return {
    id,
    fingerprint,
    owner: randomUUID(),
    leaseEndsAt: now + LEASE_MS,
    expiresAt: Math.floor(now / 1000) + RECORD_SECONDS,
    answer: null,
  };
}

/** Returns the whole seconds until the key has a decision or is free, at least 1. */
function secondsLeft(found: IdempotencyRecord | null, now: number): number {
  return Math.max(1, Math.ceil(((found?.leaseEndsAt ?? now) - now) / 1000));
}
