/**
 * Returns the value below which a share of the values lies, interpolated linearly between the two nearest (Hyndman and
 * Fan, "Sample Quantiles in Statistical Packages", 1996, type 7).
 *
 * @param values in any order, at least one
 * @param share [0, 1]
 * @throws RangeError without values
 */
export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new RangeError('Expected at least one value');
  const sorted = values.toSorted((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.ceil(at);
  return sorted[below]! + (at - below) * (sorted[above]! - sorted[below]!);
}

/**
 * Returns the middle value, or the mean of the two in the middle.
 *
 * @throws RangeError without values
 */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/**
 * Returns the arithmetic mean.
 *
 * @throws RangeError without values
 */
export function mean(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('Expected at least one value');
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
