import type { GatewayModel, Route, Throttle } from './gateway-model.ts';
import type { RefusalType } from './gateway-response.ts';
import { TokenBucket } from './throttle.ts';

/** Returns the limit of a key that was made while the API runs; `null` if there is no such key. */
export type RunTimeKeys = (value: string) => Throttle | null;

/**
 * Counts each request first by its API key in the usage plan. Then it counts the request for all callers together: by its method if
 * that has its own limit, otherwise by the stage. As on AWS, a request that the stage rejects has still used up one of its key's.
 */
export class UsagePlans {
  readonly #byKey = new Map<string, TokenBucket>();
  readonly #byRoute = new Map<Route, TokenBucket>();
  readonly #atRunTime = new Map<string, TokenBucket>();
  readonly #runTimeKeys: RunTimeKeys;
  readonly #stage: TokenBucket | null;

  /** @param now milliseconds */
  constructor(model: GatewayModel, now: number, runTimeKeys: RunTimeKeys = () => null) {
    this.#runTimeKeys = runTimeKeys;
    for (const plan of model.usagePlans) {
      for (const key of plan.keyValues) this.#byKey.set(key, new TokenBucket(plan, now));
    }
    for (const route of model.routes) {
      if (route.throttle) this.#byRoute.set(route, new TokenBucket(route.throttle, now));
    }
    this.#stage = model.stageThrottle === null ? null : new TokenBucket(model.stageThrottle, now);
  }

  /**
   * @param key value of the API key; `undefined` for a route that needs none
   * @param arrived milliseconds at which the request arrived
   * @param route the route of the request
   * @returns the type of the rejection; `null` if the request may proceed
   */
  count(key: string | null | undefined, arrived: number, route?: Route): RefusalType | null {
    if (key !== undefined) {
      const bucket = key === null ? undefined : (this.#byKey.get(key) ?? this.#runTimeBucket(key, arrived));
      if (bucket === undefined) return 'INVALID_API_KEY';
      if (!bucket.take(arrived)) return 'THROTTLED';
    }
    const fence = (route && this.#byRoute.get(route)) ?? this.#stage;
    return fence === null || fence.take(arrived) ? null : 'THROTTLED';
  }

  #runTimeBucket(key: string, now: number): TokenBucket | undefined {
    const throttle = this.#runTimeKeys(key);
    if (throttle === null) {
      this.#atRunTime.delete(key);
      return undefined;
    }
    const bucket = this.#atRunTime.get(key) ?? new TokenBucket(throttle, now);
    this.#atRunTime.set(key, bucket);
    return bucket;
  }
}
