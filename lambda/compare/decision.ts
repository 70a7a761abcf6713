import type { ComparisonDetails, FaceDetails, PictureDetails } from '../contract/details.ts';
import type { ComparisonResult } from '../contract/envelope.ts';
import type { InvalidImage } from '../contract/invalid-image.ts';
import { overallStatus, type PictureStatuses } from '../contract/status.ts';
import type { AnalysedFace, Comparison, EngineVersion, PictureAnalysis } from '../face/comparison.ts';
import { roundTo } from '../face/matching/rounded-similarity.ts';
import type { CompareSettings } from './settings.ts';

/** What the service says of two images. */
export interface Decision extends ComparisonResult {
  /** Status of LivenessFace, then of FaceFromDocument; `null` for an image that was not looked at. */
  readonly pictures: PictureStatuses;
  /** Why the two images are `InvalidImage`, as far as they are. */
  readonly causes: readonly (InvalidImage | null)[];
}

/**
 * Decides on a comparison: a match is a similarity above the threshold, unless both images are of low quality. Blurred or
 * covered in the same way, different people look alike ten to two hundred times as often as the threshold promises; with
 * one image of low quality false matches are rarer than promised (docs/decisions/low-quality.md).
 *
 * @param comparison what the engine found; `null` where it failed on these images, which is status `Error`
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
    causes: (comparison?.pictures ?? []).map((picture) => picture?.invalid ?? null),
  };
}

/** How far below the threshold a similarity is a near-miss: within a factor of ten of the false match rate. */
const NEAR_MISS = 0.1;

/**
 * Whether two good images came close to a match without one. That happens to people who are who they say, now and then.
 * Many in a row are how someone climbs to a match by the similarities of the responses.
 */
export function isNearMiss({ status, matchingSimilarity }: Decision, threshold: number): boolean {
  // 0.8 - 0.7 is a little above 0.1 in binary.
  const near = threshold - matchingSimilarity <= NEAR_MISS + 1e-9;
  return status === 'Success' && matchingSimilarity <= threshold && near;
}

function statuses(comparison: Comparison | null): PictureStatuses {
  if (comparison === null) return ['Error', 'Error'];
  const [first, second] = comparison.pictures;
  return [first.status, second?.status ?? null];
}

/**
 * Rejects a comparison whose similarity is not a number in [0, 1]: comparisons with NaN are false and JSON has no NaN,
 * so it would pass for a response.
 *
 * @throws RangeError
 */
export function checkSimilarity(comparison: Comparison): Comparison {
  const similarity = comparison.pair?.similarity ?? 0;
  if (!(similarity >= 0 && similarity <= 1)) throw new RangeError('Expected similarity between 0 and 1.');
  return comparison;
}

/** Decimals of quality and measures in the details where those of the similarity are limited. */
const QUALITY_DECIMALS = 2;

/**
 * Returns what `?details=true` adds to the result.
 *
 * @param settings with `similarityDecimals`, quality and measures have two decimals: they tell how an image was changed, too
 */
export function describe(
  comparison: Comparison | null,
  version: EngineVersion,
  settings: Pick<CompareSettings, 'threshold' | 'similarityDecimals'>,
): ComparisonDetails {
  const rounded = settings.similarityDecimals !== null;
  const picture = (i: 0 | 1) => describePicture(comparison?.pictures[i], comparison?.pair?.faces[i], rounded);
  return {
    threshold: settings.threshold,
    falseMatchRate: comparison?.pair?.falseMatchRate ?? null,
    falseMatchRatePerPair: comparison?.pair?.falseMatchRatePerPair ?? null,
    randomPairFalseMatchRate: comparison?.pair?.randomPairFalseMatchRate ?? null,
    pairs: comparison?.pair?.pairs ?? 0,
    pack: version.pack,
    calibrationVersion: version.calibration,
    samePicture: comparison?.samePicture ?? false,
    marginToSecond: comparison?.pair?.marginToSecond ?? null,
    similarities: comparison?.pair?.similarities ?? [],
    livenessFace: picture(0),
    faceFromDocument: picture(1),
  };
}

function describePicture(
  picture: PictureAnalysis | null | undefined,
  chosen: number | undefined,
  rounded: boolean,
): PictureDetails {
  return {
    width: picture?.width ?? 0,
    height: picture?.height ?? 0,
    facesFound: picture?.facesFound ?? 0,
    chosen: chosen ?? null,
    reason: picture?.invalid?.reason ?? null,
    recaptured: picture?.recaptured ?? null,
    faces: (picture?.faces ?? []).map((face) => describeFace(face, rounded)),
  };
}

/** Field by field: what an engine may add to a face is not for callers. */
function describeFace({ box, landmarks, quality, measures }: AnalysedFace, rounded: boolean): FaceDetails {
  if (!rounded) return { box, landmarks, quality, measures };
  const names = Object.entries(measures).map(([name, value]) => [name, roundTo(value, QUALITY_DECIMALS)] as const);
  return { box, landmarks, quality: roundTo(quality, QUALITY_DECIMALS), measures: Object.fromEntries(names) };
}
