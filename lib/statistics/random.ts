/** A seeded source of numbers, so that a failing run can be repeated. */
export interface Random {
  /** The next number in [0, 1). */
  next(): number;
  /** An integer in [0, limit); 0 where `limit` is below 1. */
  below(limit: number): number;
  /** A number in [low, high). */
  between(low: number, high: number): number;
  /** One of the values. */
  pick<T>(values: readonly T[]): T;
}

/**
 * The mulberry32 generator of Tommy Ettinger (public domain algorithm): 32 bits of state, good enough to vary images and tests.
 *
 * @param seed any integer; the same seed gives the same numbers on every machine
 */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  return {
    next,
    below: (limit) => Math.floor(next() * Math.max(0, limit)),
    between: (low, high) => low + next() * (high - low),
    pick: (values) => values[Math.floor(next() * values.length)]!,
  };
}
