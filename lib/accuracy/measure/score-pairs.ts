import { overallStatus } from '../../../lambda/contract/status.ts';
import type { AnalysedPicture } from '../../../lambda/face/analyse-picture.ts';
import type { PictureStatus } from '../../../lambda/face/comparison.ts';
import { bestPair } from '../../../lambda/face/matching/best-pair.ts';
import type { Calibration } from '../../../lambda/face/matching/calibration.ts';
import { withStatusOfChosen } from '../../../lambda/face/status.ts';
import type { LabelledPair } from '../photos/pairs-file.ts';

export interface PairResult extends LabelledPair {
  /** `null` where one of the photos has no face to compare. */
  readonly cosine: number | null;
  readonly similarity: number;
  readonly status: string;
}

/**
 * Scores labelled pairs exactly as the API does: best pair over all faces, calibrated similarity, status of the pair.
 *
 * @param photos analyses by path
 * @throws Error when a photo of a pair was not analysed
 */
export function scorePairs(
  pairs: readonly LabelledPair[],
  photos: ReadonlyMap<string, AnalysedPicture>,
  calibration: Calibration,
): PairResult[] {
  const photo = (path: string): AnalysedPicture => {
    const found = photos.get(path);
    if (found === undefined) throw new Error(`${path} was not analysed`);
    return found;
  };
  return pairs.map((pair) => {
    const [a, b] = [photo(pair.a), photo(pair.b)];
    const best = bestPair(a.embeddings, b.embeddings, calibration);
    const statuses: [PictureStatus, PictureStatus] = [
      withStatusOfChosen(a.analysis, best?.faces[0]).status,
      withStatusOfChosen(b.analysis, best?.faces[1]).status,
    ];
    return {
      ...pair,
      cosine: best?.cosine ?? null,
      similarity: best?.similarity ?? 0,
      status: overallStatus(...statuses),
    };
  });
}
