/** How unequal rates of groups are, as NIST reports it (Grother, "Demographic Differentials", NISTIR 8429, 2022). */
export interface Disparity {
  /** Highest by lowest rate; infinite where the lowest is 0. */
  readonly maxByMin: number;
  /** Highest rate by the geometric mean of all; infinite where one is 0. */
  readonly maxByGeometricMean: number;
  /** Gini coefficient, corrected for the number of groups by n / (n - 1): 0 for equal rates, 1 where one group has all. */
  readonly gini: number;
}

/**
 * Returns how unequal rates are; not a number where all are 0 or there are fewer than two.
 *
 * @param rates of at least two groups, [0, 1]
 */
export function disparity(rates: readonly number[]): Disparity {
  const n = rates.length;
  const [highest, lowest] = [Math.max(...rates), Math.min(...rates)];
  const sum = rates.reduce((total, rate) => total + rate, 0);
  let differences = 0;
  for (const one of rates) for (const other of rates) differences += Math.abs(one - other);
  return {
    maxByMin: highest / lowest,
    maxByGeometricMean: highest / Math.exp(rates.reduce((total, rate) => total + Math.log(rate), 0) / n),
    gini: (differences / (2 * n * sum)) * (n / (n - 1)),
  };
}
