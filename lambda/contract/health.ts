/** Why an environment is not healthy. `GET /health` returns 503 with the messages that apply, in this order. */
export const UNHEALTHY = {
  models: 'The models could not be loaded.',
  abandonedWork: 'Work on an image was abandoned and has not ended yet.',
  auditStore: 'The last audit item could not be stored.',
} as const;
export type UnhealthyReason = keyof typeof UNHEALTHY;

/** The one message of a 200. */
export const HEALTHY = 'Healthy';
export const UNHEALTHY_STATUS = 503;

/** Seconds for which a failed write makes an environment unhealthy. The next comparison may be long in coming. */
export const AUDIT_FAILURE_SECONDS = 60;

/** What the last write to the audit store said of it; `unknown` where there was none yet. */
export const AUDIT_STORE_STATES = ['reachable', 'unreachable', 'unknown'] as const;

/** `result` of `GET /health`. */
export interface Health {
  /** Of this project. */
  readonly version: string;
  /** `null` where the models could not be loaded; also in `calibrationVersion`. */
  readonly pack: string | null;
  readonly calibrationVersion: string | null;
  readonly auditStore: (typeof AUDIT_STORE_STATES)[number];
  /** ISO 8601, UTC; `null` where there was no write yet. */
  readonly lastAuditWrite: string | null;
}
