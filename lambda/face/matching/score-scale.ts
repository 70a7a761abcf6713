/**
 * The similarity that means a false match rate, in every calibration: 0.5 for 1e-2 and 0.1 more for each tenth of it.
 *
 * @param falseMatchRate (0, 1)
 */
export function similarityAtRate(falseMatchRate: number): number {
  return 0.3 - Math.log10(falseMatchRate) / 10;
}

/** The false match rate that a similarity means; see similarityAtRate. */
export function rateAtSimilarity(similarity: number): number {
  return 10 ** (3 - 10 * similarity);
}
