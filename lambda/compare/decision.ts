import type { ComparisonDetails, PictureDetails } from '../contract/details.ts';
import type { ComparisonResult } from '../contract/envelope.ts';
import { type ComparisonStatus, overallStatus } from '../contract/status.ts';
import type { Comparison, EngineVersion, PictureAnalysis } from '../face/comparison.ts';

/** What the service says of two pictures. */
export interface Decision extends ComparisonResult {
  /** Status of LivenessFace, then of FaceFromDocument. */
  readonly pictures: readonly [ComparisonStatus, ComparisonStatus];
}

/**
 * Decides on a comparison: a match is a similarity above the threshold, unless both pictures are of low quality. Blurred or
 * covered in the same way, different people look alike ten to two hundred times as often as the threshold promises; with
 * one picture of low quality false matches are rarer than promised (docs/decisions/low-quality.md).
 *
 * @param comparison what the engine found; `null` where it failed on these pictures, which is status `Error`
 * @param threshold [0, 1]
 */
export function decide(comparison: Comparison | null, threshold: number): Decision {
  const pictures = statuses(comparison);
  const similarity = comparison?.pair?.similarity ?? 0;
  const bothLowQuality = pictures.every((status) => status === 'LowQuality');
  return {
    isFaceMatch: comparison !== null && comparison.pair !== null && similarity > threshold && !bothLowQuality,
    matchingSimilarity: similarity,
    status: overallStatus(...pictures),
    pictures,
  };
}

function statuses(comparison: Comparison | null): readonly [ComparisonStatus, ComparisonStatus] {
  return comparison === null ? ['Error', 'Error'] : [comparison.pictures[0].status, comparison.pictures[1].status];
}

/**
 * Refuses a comparison whose similarity is not a number in [0, 1]: comparisons with NaN are false and JSON has no NaN,
 * so it would pass for an answer.
 *
 * @throws RangeError
 */
export function checkSimilarity(comparison: Comparison): Comparison {
  const similarity = comparison.pair?.similarity ?? 0;
  if (!(similarity >= 0 && similarity <= 1)) throw new RangeError('Expected similarity between 0 and 1.');
  return comparison;
}

/** What `?details=true` adds to the result. */
export function describe(comparison: Comparison | null, version: EngineVersion, threshold: number): ComparisonDetails {
  return {
    threshold,
    falseMatchRate: comparison?.pair?.falseMatchRate ?? null,
    falseMatchRatePerPair: comparison?.pair?.falseMatchRatePerPair ?? null,
    pairs: comparison?.pair?.pairs ?? 0,
    pack: version.pack,
    calibrationVersion: version.calibration,
    samePicture: comparison?.samePicture ?? false,
    marginToSecond: comparison?.pair?.marginToSecond ?? null,
    livenessFace: describePicture(comparison?.pictures[0], comparison?.pair?.faces[0]),
    faceFromDocument: describePicture(comparison?.pictures[1], comparison?.pair?.faces[1]),
  };
}

function describePicture(picture: PictureAnalysis | undefined, chosen: number | undefined): PictureDetails {
  return {
    width: picture?.width ?? 0,
    height: picture?.height ?? 0,
    facesFound: picture?.facesFound ?? 0,
    chosen: chosen ?? null,
    // Field by field: what an engine may add to a face is not for callers.
    faces: (picture?.faces ?? []).map(({ box, landmarks, quality, measures }) => ({
      box,
      landmarks,
      quality,
      measures,
    })),
  };
}
