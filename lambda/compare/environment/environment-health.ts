import { AUDIT_FAILURE_SECONDS, type Health, type UnhealthyReason } from '../../contract/health.ts';
import type { WorkBudget } from '../../face/budget/work-budget.ts';

/** What an environment remembers of its requests, for `GET /health`. */
export class EnvironmentHealth {
  #lastWrite: { readonly at: number; readonly stored: boolean } | null = null;
  #abandoned: WorkBudget[] = [];

  /**
   * Remembers the outcome of a write to the audit store.
   *
   * @param at milliseconds since 1970
   */
  auditWrite(stored: boolean, at: number): void {
    this.#lastWrite = { at, stored };
  }

  /** Remembers work that was given up and still runs. */
  abandoned(work: WorkBudget): void {
    this.#abandoned.push(work);
  }

  /** Returns what is known of the audit store. */
  auditStore(): Pick<Health, 'auditStore' | 'lastAuditWrite'> {
    if (this.#lastWrite === null) return { auditStore: 'unknown', lastAuditWrite: null };
    const { at, stored } = this.#lastWrite;
    return { auditStore: stored ? 'reachable' : 'unreachable', lastAuditWrite: new Date(at).toISOString() };
  }

  /**
   * Returns why the environment is not healthy, apart from its models.
   *
   * @param now milliseconds since 1970
   */
  reasons(now: number): UnhealthyReason[] {
    this.#abandoned = this.#abandoned.filter((work) => work.unfinished);
    const write = this.#lastWrite;
    return [
      ...(this.#abandoned.length > 0 ? (['abandonedWork'] as const) : []),
      ...(write !== null && !write.stored && now - write.at < 1000 * AUDIT_FAILURE_SECONDS
        ? (['auditStore'] as const)
        : []),
    ];
  }
}
