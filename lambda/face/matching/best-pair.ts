import type { Calibration } from './calibration.ts';
import { cosine, type Embedding } from './embedder.ts';

/** The pair of faces with the highest similarity. */
export interface FacePair {
  /** Index into the faces of the first and of the second image. */
  readonly faces: readonly [number, number];
  /** Cosine of the two embeddings, [-1, 1]. */
  readonly cosine: number;
  /** Calibrated, [0, 1]. */
  readonly similarity: number;
  /** How many pairs of faces were compared, at least 1. */
  readonly pairs: number;
  /** How often one pair of different people who look alike reaches this similarity, (0, 1]; `null` where it is not known. */
  readonly falseMatchRatePerPair: number | null;
  /** How often at least one of as many such pairs does, (0, 1]; see `rateOfPairs`. */
  readonly falseMatchRate: number | null;
  /** How often at least one of as many random pairs of different people does, (0, 1]; `null` where it is not known. */
  readonly randomPairFalseMatchRate: number | null;
  /** This similarity minus that of the second-best pair; `null` where there is only one pair. */
  readonly marginToSecond: number | null;
  /** Calibrated similarity of each face of the first image with each face of the second; see {@link Similarities}. */
  readonly similarities: Similarities;
}

/** `[i][j]` is for face i of the first image and face j of the second; `null` where one of them has no embedding. */
export type Similarities = readonly (readonly (number | null)[])[];

/**
 * The pair of faces, one of each image, with the highest cosine. Equal cosines are decided by the lower sum of the two
 * indices, then by the lower difference, last by the lower index of the first image: in that alone the order of the
 * images counts.
 *
 * @param first, second embeddings by face; a face without one takes no part
 * @returns `null` where one of the images has no embedding
 */
export function bestPair(
  first: readonly (Embedding | null)[],
  second: readonly (Embedding | null)[],
  calibration: Calibration,
): FacePair | null {
  let best: { faces: [number, number]; cosine: number } | null = null;
  let runnerUp = Number.NEGATIVE_INFINITY;
  const cosines = first.map((a) => second.map((b) => (a === null || b === null ? null : cosine(a, b))));
  for (const [i, row] of cosines.entries()) {
    for (const [j, value] of row.entries()) {
      if (value === null) continue;
      if (best === null || value > best.cosine || (value === best.cosine && earlier([i, j], best.faces))) {
        if (best !== null) runnerUp = Math.max(runnerUp, best.cosine);
        best = { faces: [i, j], cosine: value };
      } else {
        runnerUp = Math.max(runnerUp, value);
      }
    }
  }
  if (best === null) return null;
  const similarity = calibration.similarity(best.cosine);
  const pairs = present(first) * present(second);
  return {
    faces: best.faces,
    cosine: best.cosine,
    similarity,
    pairs,
    ...falseMatchRates(calibration, similarity, pairs),
    marginToSecond: runnerUp === Number.NEGATIVE_INFINITY ? null : similarity - calibration.similarity(runnerUp),
    similarities: cosines.map((row) => row.map((value) => (value === null ? null : calibration.similarity(value)))),
  };
}

/** Returns the false match rates of a similarity that the best of several pairs has. */
function falseMatchRates(
  calibration: Calibration,
  similarity: number,
  pairs: number,
): Pick<FacePair, 'falseMatchRatePerPair' | 'falseMatchRate' | 'randomPairFalseMatchRate'> {
  // A calibration by random pairs knows nothing of look-alikes.
  const perPair = calibration.speaksOf === 'random pairs' ? null : calibration.falseMatchRate(similarity);
  const random = calibration.randomPairFalseMatchRate(similarity);
  return {
    falseMatchRatePerPair: perPair,
    falseMatchRate: perPair === null ? null : rateOfPairs(perPair, pairs),
    randomPairFalseMatchRate: random === null ? null : rateOfPairs(random, pairs),
  };
}

function present(embeddings: readonly (Embedding | null)[]): number {
  return embeddings.filter((embedding) => embedding !== null).length;
}

/**
 * Returns how often at least one of several pairs of different people matches, if each does so independently:
 * 1 - (1 - rate)^pairs. The pairs of two images are not independent, since each face is in many of them. Measured rates of
 * collages are higher by about a third (docs/accuracy.md).
 *
 * @param rate of one pair, (0, 1]
 * @param pairs at least 1
 */
export function rateOfPairs(rate: number, pairs: number): number {
  // Also exact where 1 - rate is 1, and for one pair to the last bit.
  return pairs === 1 ? rate : -Math.expm1(pairs * Math.log1p(-rate));
}

function earlier(a: readonly [number, number], b: readonly [number, number]): boolean {
  const [sumA, sumB] = [a[0] + a[1], b[0] + b[1]];
  return sumA < sumB || (sumA === sumB && Math.abs(a[0] - a[1]) < Math.abs(b[0] - b[1]));
}
