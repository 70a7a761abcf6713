/** The far end of the impostor scores: -log10(FMR) = a + b cosine + c cosine^2, increasing from `from` on. */
export interface Tail {
  readonly coefficients: readonly [number, number, number];
}

/**
 * Fits a tail by least squares. Scores of different people fall off much like a normal distribution, whose logarithm is a
 * parabola; a parabola that opens upwards never turns back, so it can be followed beyond the data. Where the scores fall
 * off more slowly than that, c is 0: a straight line, as exponential tails have.
 * docs/decisions/calibration-tail.md has the comparison with other forms.
 *
 * @param points cosines with -log10 of their false match rates; at least three, at different cosines
 * @throws Error when the scores do not fall off
 */
export function fitTail(points: readonly (readonly [cosine: number, exponent: number])[]): Tail {
  // Around the mean, so that the equations are well conditioned.
  const mean = points.reduce((sum, [cosine]) => sum + cosine, 0) / points.length;
  const sums = (power: number, value: (exponent: number) => number): number =>
    points.reduce((sum, [cosine, exponent]) => sum + (cosine - mean) ** power * value(exponent), 0);
  const moment = [0, 1, 2, 3, 4].map((power) => sums(power, () => 1));
  const target = [0, 1, 2].map((power) => sums(power, (exponent) => exponent));
  const [m0, , m2, m3, m4] = moment as [number, number, number, number, number];
  const [t0, t1, t2] = target as [number, number, number];
  // Cramer's rule with m1 = 0.
  const determinant = m0 * (m2 * m4 - m3 * m3) - m2 ** 3;
  let curvature = (m0 * (m2 * t2 - m3 * t1) - m2 * m2 * t0) / determinant;
  if (!(curvature > 0)) curvature = 0;
  const slope = (t1 - curvature * m3) / m2;
  const level = (t0 - curvature * m2) / m0;
  if (!(slope > 0)) throw new Error('The scores of different people do not fall off towards high cosines');
  return {
    coefficients: [level - slope * mean + curvature * mean * mean, slope - 2 * curvature * mean, curvature],
  };
}

/** The cosine at which the tail has a false match rate of 10^-exponent. */
export function tailCosine({ coefficients: [a, b, c] }: Tail, exponent: number): number {
  // The solution of the quadratic equation in the form that holds for c = 0, too.
  return (2 * (exponent - a)) / (b + Math.sqrt(Math.max(0, b * b + 4 * c * (exponent - a))));
}

/** -log10 of the tail's false match rate at a cosine. */
export function tailExponent({ coefficients: [a, b, c] }: Tail, cosine: number): number {
  return a + b * cosine + c * cosine * cosine;
}
