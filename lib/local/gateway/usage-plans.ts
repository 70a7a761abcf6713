import type { GatewayModel } from './gateway-model.ts';
import type { RefusalType } from './gateway-response.ts';
import { TokenBucket } from './throttle.ts';

/**
 * Counts each request by its API key in the usage plan first, then by the stage for all callers together. A request that
 * the stage refuses has used up one of its key's, as on AWS.
 */
export class UsagePlans {
  readonly #byKey = new Map<string, TokenBucket>();
  readonly #stage: TokenBucket | null;

  /** @param now milliseconds */
  constructor(model: GatewayModel, now: number) {
    for (const plan of model.usagePlans) {
      for (const key of plan.keyValues) this.#byKey.set(key, new TokenBucket(plan, now));
    }
    this.#stage = model.stageThrottle === null ? null : new TokenBucket(model.stageThrottle, now);
  }

  /**
   * @param key value of the API key; `undefined` for a route that needs none
   * @param arrived milliseconds at which the request arrived
   * @returns the refusal, or `null` to go on
   */
  count(key: string | null | undefined, arrived: number): RefusalType | null {
    if (key !== undefined) {
      const bucket = key === null ? undefined : this.#byKey.get(key);
      if (bucket === undefined) return 'INVALID_API_KEY';
      if (!bucket.take(arrived)) return 'THROTTLED';
    }
    return this.#stage === null || this.#stage.take(arrived) ? null : 'THROTTLED';
  }
}
