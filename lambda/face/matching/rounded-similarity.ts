import { bestPair, type FacePair } from './best-pair.ts';
import type { Calibration } from './calibration.ts';
import type { Embedding } from './embedder.ts';

/** Returns a number with at most so many decimals. */
export function roundTo(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  return Math.round(value * scale) / scale;
}

/**
 * Returns the pair that `bestPair` returns, with a similarity of at most so many decimals. It is rounded here, once, before
 * anybody uses it: decision, response and audit item have the same number, and the rates and the margin are those of
 * rounded similarities. Finer numbers would give away what rounding hides.
 *
 * @param decimals 1 to 6
 */
export function roundedBestPair(
  first: readonly (Embedding | null)[],
  second: readonly (Embedding | null)[],
  calibration: Calibration,
  decimals: number,
): FacePair | null {
  const similarity = (cosine: number) => roundTo(calibration.similarity(cosine), decimals);
  const pair = bestPair(first, second, { ...calibration, similarity });
  if (pair === null || pair.marginToSecond === null) return pair;
  // The difference of two decimal fractions has stray binary digits.
  return { ...pair, marginToSecond: roundTo(pair.marginToSecond, decimals) };
}
