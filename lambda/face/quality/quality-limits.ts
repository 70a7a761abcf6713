/*
 * These limits come from error-versus-discard curves on degraded copies of the development photos, for pack retail-0095 at
 * a false match rate of 1e-4. docs/decisions/low-quality.md says what each limit is based on, and how weak the basis of some is.
 * `npm run limits` chooses limits on half of the people and tests them on the other half.
 */

/** Just below this quality a person is falsely not matched two times in five; at 0.55, every second time. */
export const MIN_QUALITY = 0.7;

/**
 * Pixels between the eyes, as if the face were seen from the front. Below this, error rates are twice those of 10 to 20 pixels,
 * whatever the quality.
 */
export const MIN_INTER_EYE_DISTANCE = 10;

/** A face burnt out in more than 70 % of its area is falsely not matched nearly every second time, whatever the quality. */
export const MAX_OVER_EXPOSURE_PREVENTION = 0.7;

/**
 * Below this there is almost nothing to see where the eyes should be: dark glasses, a spot of glare. Such a person is falsely
 * not matched every fourth time, and two people with dark glasses look alike.
 */
export const MIN_EYES_CONTRAST = 0.085;

/** Below this the face is blurred along a line. The quality score detects other blur, but hardly this kind. */
export const MIN_DIRECTIONAL_SHARPNESS = 0.12;

/** Distances from the eyes to the chin: an upper edge of the image closer to the eyes than this cuts off the brows. */
export const MIN_MARGIN_ABOVE = 0.1;

/** What the limits look at: quality [0, 1] and the measures by name. */
export interface RatedFace {
  readonly quality: number;
  readonly measures: Readonly<Record<string, number>>;
}

/** Returns whether a face is, or may be, too small, blurred, dark, burnt out, covered or cut off to compare. */
export function isLowQuality({ quality, measures }: RatedFace): boolean {
  return (
    // Not `<`: a value that is missing or not a number must not pass.
    !(quality >= MIN_QUALITY) ||
    !(measures.interEyeDistance! >= MIN_INTER_EYE_DISTANCE) ||
    !(measures.overExposurePrevention! <= MAX_OVER_EXPOSURE_PREVENTION) ||
    !(measures.eyesContrast! >= MIN_EYES_CONTRAST) ||
    !(measures.directionalSharpness! >= MIN_DIRECTIONAL_SHARPNESS) ||
    !(measures.marginAboveOfTheFaceImage! >= MIN_MARGIN_ABOVE)
  );
}
