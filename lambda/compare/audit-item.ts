import type { ComparisonStatus } from '../contract/status.ts';
import type { Comparison, EngineVersion } from '../face/comparison.ts';
import type { Decision } from './decision.ts';
import { type RequestRecord, wholeMilliseconds } from './request.ts';

/**
 * The record of a comparison: the outcome and what it is based on. It holds no image, crop, embedding, landmark, file name
 * or hash of any of these.
 */
export interface AuditItem {
  /** Partition key. */
  readonly client: string;
  /** Sort key: time, "#", request id. */
  readonly id: string;
  /** ISO 8601 with milliseconds, UTC. */
  readonly time: string;
  readonly requestId: string;
  /** The caller's own id; absent where the caller gave none. */
  readonly correlationId?: string;
  /** The session whose token was sent; absent for an application's own token. */
  readonly sessionId?: string;
  readonly isFaceMatch: boolean;
  /** [0, 1] */
  readonly matchingSimilarity: number;
  readonly status: ComparisonStatus;
  readonly threshold: number;
  readonly samePicture: boolean;
  /** Pairs of faces that were compared; each is a chance for a false match. */
  readonly pairs: number;
  readonly livenessFace: AuditedPicture;
  readonly faceFromDocument: AuditedPicture;
  readonly pack: string;
  /** Name and first characters of the checksum of each model. */
  readonly models: readonly string[];
  readonly calibration: string;
  /** Whole milliseconds by step. */
  readonly durations: Readonly<Record<string, number>>;
  /** Seconds since 1970 after which DynamoDB may delete the item; absent where items are kept. */
  readonly expiresAt?: number;
}

interface AuditedPicture {
  /** `null` where the other image used up the request's processor time, so that nobody looked at this one. */
  readonly status: ComparisonStatus | null;
  readonly facesFound: number;
  /** Quality of the face of the best pair, [0, 1]; `null` without a pair. */
  readonly quality: number | null;
  /** Quality measures of that face, three decimals; `null` without a pair. */
  readonly measures: Readonly<Record<string, number>> | null;
}

/** Stores audit items. */
export interface AuditStore {
  /**
   * Stores an item, within WRITE_TIMEOUT_MS.
   *
   * @throws Error when it is not certain that the item is stored; then no decision may leave
   */
  put(item: AuditItem): Promise<void>;
}

/** Milliseconds after which a write is given up, attempts and pauses included. */
export const WRITE_TIMEOUT_MS = 5000;

const SECONDS_PER_DAY = 86_400;

/**
 * Returns the audit item of a comparison.
 *
 * @param client partition key, from the token
 * @param comparison `null` where the engine failed
 * @param retentionDays `null` to keep the item
 */
export function auditItem(
  record: RequestRecord,
  client: string,
  decision: Decision,
  comparison: Comparison | null,
  version: EngineVersion,
  threshold: number,
  retentionDays: number | null,
): AuditItem {
  const time = new Date(record.arrivedAt).toISOString();
  const picture = (i: 0 | 1): AuditedPicture => {
    const analysis = comparison?.pictures[i];
    const chosen = comparison?.pair?.faces[i];
    const face = chosen === undefined ? undefined : analysis?.faces[chosen];
    return {
      status: decision.pictures[i],
      facesFound: analysis?.facesFound ?? 0,
      quality: face?.quality ?? null,
      measures: face === undefined ? null : withThreeDecimals(face.measures),
    };
  };
  return {
    client,
    id: `${time}#${record.requestId}`,
    time,
    requestId: record.requestId,
    ...(record.correlationId === null ? {} : { correlationId: record.correlationId }),
    ...(record.sessionId === null ? {} : { sessionId: record.sessionId }),
    isFaceMatch: decision.isFaceMatch,
    matchingSimilarity: decision.matchingSimilarity,
    status: decision.status,
    threshold,
    samePicture: comparison?.samePicture ?? false,
    pairs: comparison?.pair?.pairs ?? 0,
    livenessFace: picture(0),
    faceFromDocument: picture(1),
    pack: version.pack,
    models: version.models,
    calibration: version.calibration,
    durations: wholeMilliseconds(record.durations),
    ...(retentionDays === null
      ? {}
      : { expiresAt: Math.floor(record.arrivedAt / 1000) + retentionDays * SECONDS_PER_DAY }),
  };
}

function withThreeDecimals(measures: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(measures).map(([name, value]) => [name, Math.round(1000 * value) / 1000]));
}
