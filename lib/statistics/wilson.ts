/** A share of cases, with the interval that holds the true share in 95 % of repetitions. */
export interface Share {
  readonly share: number;
  readonly interval: readonly [number, number];
  readonly cases: number;
}

/** Standard deviations of the normal distribution that hold 95 % of it. */
const Z = 1.959964;

/**
 * Returns a share with its score interval (Wilson, "Probable Inference, the Law of Succession, and Statistical Inference",
 * 1927), which takes the cases for independent.
 *
 * @param count of the cases that are meant, at most `cases`
 * @returns `null` without cases
 */
export function shareOf(count: number, cases: number): Share | null {
  if (cases === 0) return null;
  const p = count / cases;
  const middle = (p + Z ** 2 / (2 * cases)) / (1 + Z ** 2 / cases);
  const half = (Z / (1 + Z ** 2 / cases)) * Math.sqrt((p * (1 - p)) / cases + Z ** 2 / (4 * cases ** 2));
  return { share: p, interval: [Math.max(0, middle - half), Math.min(1, middle + half)], cases };
}
