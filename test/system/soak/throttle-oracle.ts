import type { Throttle } from '../../../lib/local/gateway/gateway-model.ts';

/**
 * A throttle by the generic cell rate algorithm (ITU-T I.371), which admits exactly what a full token bucket of the same
 * rate and burst admits, and has no bucket: another way to the same accounting.
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
 * How many requests a usage plan and a stage behind it refuse, from the times at which the gateway looked at its clock:
 * once for the plan, and once more for the stage where the plan admits.
 *
 * @param times milliseconds, in order, without those of the gateway's start
 */
export function expectedRefusals(times: readonly number[], plan: Throttle, stage: Throttle | null): number {
  const [ofPlan, ofStage] = [new Gcra(plan), stage === null ? null : new Gcra(stage)];
  let refused = 0;
  for (let i = 0; i < times.length; i++) {
    if (!ofPlan.admits(times[i]!)) refused += 1;
    else if (ofStage !== null && !ofStage.admits(times[++i]!)) refused += 1;
  }
  return refused;
}
