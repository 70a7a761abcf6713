import { randomUUID } from 'node:crypto';
import { SESSION_COMPARISONS, SESSION_ID_PATTERN, SESSION_SECONDS } from '../contract/limits.ts';
import type { TokenRefusalCode } from '../contract/token-refusals.ts';
import { RefusedRequest } from './refused.ts';

/** A session that an application opens. */
export interface SessionRequest {
  readonly sessionId: string;
  /** Life of its token. */
  readonly seconds: number;
  readonly comparisons: number;
}

/**
 * Reads what an application asks for; each member may be left out.
 *
 * @throws RefusedRequest for a member that is not of its form
 */
export function sessionRequest(body: ReadonlyMap<string, unknown>): SessionRequest {
  const sessionId = body.get('sessionId') ?? randomUUID();
  if (typeof sessionId !== 'string' || !SESSION_ID_PATTERN.test(sessionId)) throw new RefusedRequest('sessionId');
  return {
    sessionId,
    seconds: within(body.get('expiresIn'), SESSION_SECONDS, 'sessionSeconds'),
    comparisons: within(body.get('comparisons'), SESSION_COMPARISONS, 'sessionComparisons'),
  };
}

interface Bounds {
  readonly default: number;
  readonly min: number;
  readonly max: number;
}

function within(value: unknown, bounds: Bounds, refusal: TokenRefusalCode): number {
  if (value === undefined || value === null) return bounds.default;
  if (Number.isInteger(value) && (value as number) >= bounds.min && (value as number) <= bounds.max) {
    return value as number;
  }
  throw new RefusedRequest(refusal);
}
