/** A pair with its score; pairs without a face have the lowest score there is. */
export interface ScoredPair {
  readonly same: boolean;
  readonly score: number;
}

/**
 * Share of same-person pairs accepted at the threshold that lets through at most `falseMatchRate` of the
 * different-person pairs (ISO/IEC 19795-1: true match rate at a false match rate).
 *
 * @returns the rate [0, 1] and the threshold; scores above it are matches
 */
export function trueMatchRate(
  pairs: readonly ScoredPair[],
  falseMatchRate: number,
): { rate: number; threshold: number } {
  const genuine = pairs.filter((pair) => pair.same);
  const impostors = pairs
    .filter((pair) => !pair.same)
    .map((pair) => pair.score)
    .toSorted((a, b) => b - a);
  const allowed = Math.floor(falseMatchRate * impostors.length);
  const threshold = impostors[allowed] ?? Number.NEGATIVE_INFINITY;
  return { rate: genuine.filter((pair) => pair.score > threshold).length / genuine.length, threshold };
}

/**
 * Accuracy in the way of Labelled Faces in the Wild (Huang et al., 2007): the pairs are dealt into ten folds, in order and
 * separately for same and different, and each fold is decided at the threshold that is best on the other nine.
 *
 * @returns mean and standard deviation over the folds, [0, 1]
 */
export function tenFoldAccuracy(pairs: readonly ScoredPair[]): { mean: number; deviation: number } {
  const fold = foldOf(pairs);
  const accuracies = Array.from({ length: 10 }, (_, k) => {
    const threshold = bestThreshold(pairs.filter((_, i) => fold[i] !== k));
    return accuracy(
      pairs.filter((_, i) => fold[i] === k),
      threshold,
    );
  });
  const mean = accuracies.reduce((sum, value) => sum + value, 0) / accuracies.length;
  const variance = accuracies.reduce((sum, value) => sum + (value - mean) ** 2, 0) / accuracies.length;
  return { mean, deviation: Math.sqrt(variance) };
}

function foldOf(pairs: readonly ScoredPair[]): number[] {
  const count = { true: 0, false: 0 };
  for (const pair of pairs) count[`${pair.same}`]++;
  const seen = { true: 0, false: 0 };
  return pairs.map((pair) => Math.floor((10 * seen[`${pair.same}`]++) / count[`${pair.same}`]));
}

function accuracy(pairs: readonly ScoredPair[], threshold: number): number {
  return pairs.filter((pair) => pair.score > threshold === pair.same).length / pairs.length;
}

/** The score at which calling everything above it a match is right most often. */
function bestThreshold(pairs: readonly ScoredPair[]): number {
  const sorted = pairs.toSorted((a, b) => b.score - a.score);
  let right = pairs.filter((pair) => !pair.same).length;
  let best = { right, threshold: Number.POSITIVE_INFINITY };
  for (const [i, pair] of sorted.entries()) {
    right += pair.same ? 1 : -1;
    const next = sorted[i + 1]?.score ?? Number.NEGATIVE_INFINITY;
    // Halfway to the next score: between two equal scores no threshold can stand.
    if (next < pair.score && right > best.right) {
      best = { right, threshold: next === Number.NEGATIVE_INFINITY ? next : (pair.score + next) / 2 };
    }
  }
  return best.threshold;
}
