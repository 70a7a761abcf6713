import type { AuditItem } from './audit-item.ts';

/** Where audit items go. */
export interface AuditStore {
  /**
   * Stores an item, within WRITE_TIMEOUT_MS.
   *
   * @throws Error where it is not certain that the item is stored; then no decision may leave
   */
  put(item: AuditItem): Promise<void>;
}

/** Milliseconds after which a write is given up, attempts and pauses included. */
export const WRITE_TIMEOUT_MS = 5000;
