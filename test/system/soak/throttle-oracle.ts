import type { Throttle } from '../../../lib/local/gateway/gateway-model.ts';

/**
 * A throttle by the generic cell rate algorithm (ITU-T I.371). It admits exactly what a full token bucket of the same
 * rate and burst admits, and has no bucket: it is a second, independent way to count.
 */
class Gcra {
  readonly #intervalMs: number;
  readonly #toleranceMs: number;
  #theoreticalArrival = Number.NEGATIVE_INFINITY;

  constructor({ rateLimit, burstLimit }: Throttle) {
    this.#intervalMs = 1000 / rateLimit;
    this.#toleranceMs = (burstLimit - 1) * this.#intervalMs;
  }

  /** @param now milliseconds; only differences count */
  admits(now: number): boolean {
    const arrival = Math.max(now, this.#theoreticalArrival);
    if (arrival - now > this.#toleranceMs) return false;
    this.#theoreticalArrival = arrival + this.#intervalMs;
    return true;
  }
}

/**
 * Returns how many requests a usage plan, and a stage behind it, reject.
 *
 * @param times milliseconds at which the requests arrived, in the order in which they are counted; a request that another
 *   one overtook counts as arriving with it
 */
export function expectedRefusals(times: readonly number[], plan: Throttle, stage: Throttle | null): number {
  const [ofPlan, ofStage] = [new Gcra(plan), stage === null ? null : new Gcra(stage)];
  let refused = 0;
  let now = Number.NEGATIVE_INFINITY;
  for (const time of times) {
    now = Math.max(now, time);
    if (!ofPlan.admits(now)) refused += 1;
    else if (ofStage !== null && !ofStage.admits(now)) refused += 1;
  }
  return refused;
}
