import type { Throttle } from './gateway-model.ts';

/** Milliseconds; only differences count. */
export type Clock = () => number;

/** Whole milliseconds, so that the accounting is exact. */
export const systemClock: Clock = () => Math.floor(performance.now());

/**
 * A token bucket, as API Gateway throttles requests. It holds at most `burstLimit` requests and fills up with `rateLimit` a
 * second (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html). AWS counts
 * on a best-effort basis; this bucket counts exactly.
 */
export class TokenBucket {
  readonly #throttle: Throttle;
  /** In thousandths of a request: with whole milliseconds and whole rates no rounding ever happens. */
  #level: number;
  #at: number;

  /** @param now milliseconds */
  constructor(throttle: Throttle, now: number) {
    this.#throttle = throttle;
    this.#level = throttle.burstLimit * 1000;
    this.#at = now;
  }

  /**
   * Takes one request out of the bucket.
   *
   * @param arrived milliseconds at which the request arrived; one that another overtook counts as arriving with that
   * @returns false when the bucket is empty
   */
  take(arrived: number): boolean {
    const now = Math.max(arrived, this.#at);
    const refilled = this.#level + (now - this.#at) * this.#throttle.rateLimit;
    this.#level = Math.min(this.#throttle.burstLimit * 1000, refilled);
    this.#at = now;
    if (this.#level < 1000) return false;
    this.#level -= 1000;
    return true;
  }
}
