import type { Calibration } from './calibration.ts';
import { cosine, type Embedding } from './embedder.ts';

/** The pair of faces with the highest similarity. */
export interface FacePair {
  /** Index into the faces of the first and of the second picture. */
  readonly faces: readonly [number, number];
  /** Cosine of the two embeddings, [-1, 1]. */
  readonly cosine: number;
  /** Calibrated, [0, 1]. */
  readonly similarity: number;
  /** False-match rate at this similarity, (0, 1]. */
  readonly falseMatchRate: number;
  /** This similarity minus that of the second-best pair; `null` where there is only one pair. */
  readonly marginToSecond: number | null;
}

/**
 * The pair of faces, one of each picture, with the highest cosine. Equal cosines are decided by the lower sum of the two
 * indices, then by the lower difference, last by the lower index of the first picture: in that alone the order of the
 * pictures counts.
 *
 * @param first, second embeddings by face; a face without one takes no part
 * @returns `null` where one of the pictures has no embedding
 */
export function bestPair(
  first: readonly (Embedding | null)[],
  second: readonly (Embedding | null)[],
  calibration: Calibration,
): FacePair | null {
  let best: { faces: [number, number]; cosine: number } | null = null;
  let runnerUp = Number.NEGATIVE_INFINITY;
  for (const [i, a] of first.entries()) {
    for (const [j, b] of second.entries()) {
      if (a === null || b === null) continue;
      const value = cosine(a, b);
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
  return {
    faces: best.faces,
    cosine: best.cosine,
    similarity,
    falseMatchRate: calibration.falseMatchRate(similarity),
    marginToSecond: runnerUp === Number.NEGATIVE_INFINITY ? null : similarity - calibration.similarity(runnerUp),
  };
}

function earlier(a: readonly [number, number], b: readonly [number, number]): boolean {
  const [sumA, sumB] = [a[0] + a[1], b[0] + b[1]];
  return sumA < sumB || (sumA === sumB && Math.abs(a[0] - a[1]) < Math.abs(b[0] - b[1]));
}
