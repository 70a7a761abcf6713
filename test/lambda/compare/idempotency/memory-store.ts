import type { AuditItem } from '../../../../lambda/compare/audit-item.ts';
import type {
  IdempotencyRecord,
  IdempotencyStore,
  StoredAnswer,
} from '../../../../lambda/compare/idempotency/idempotency.ts';

/** Keeps in memory the records of keys, and the audit items that were stored with their responses. */
export class MemoryIdempotencyStore implements IdempotencyStore<AuditItem> {
  readonly records = new Map<string, IdempotencyRecord>();
  readonly items: AuditItem[] = [];
  /** Calls in the order in which they came. */
  readonly calls: string[] = [];
  /** The next calls of this name throw it. */
  failing: string | null = null;

  async claim(record: IdempotencyRecord, now: number): Promise<boolean> {
    this.#called('claim');
    const old = this.records.get(record.id);
    const isFree =
      old === undefined ||
      old.expiresAt * 1000 <= now ||
      (old.answer === null && old.fingerprint === record.fingerprint && old.leaseEndsAt <= now);
    if (isFree) this.records.set(record.id, record);
    return isFree;
  }

  async read(id: string): Promise<IdempotencyRecord | null> {
    this.#called('read');
    return this.records.get(id) ?? null;
  }

  async complete(record: IdempotencyRecord, answer: StoredAnswer, item: AuditItem): Promise<boolean> {
    this.#called('complete');
    if (!this.#isOwner(record)) return false;
    this.records.set(record.id, { ...record, answer });
    this.items.push(item);
    return true;
  }

  async release(record: IdempotencyRecord): Promise<void> {
    this.#called('release');
    if (this.#isOwner(record)) this.records.set(record.id, { ...record, owner: '-', leaseEndsAt: 0 });
  }

  #isOwner({ id, owner }: IdempotencyRecord): boolean {
    const old = this.records.get(id);
    return old?.owner === owner && old.answer === null;
  }

  #called(name: string): void {
    this.calls.push(name);
    if (this.failing === name) throw new TypeError('out of reach');
  }
}
