import type { AnalysedFace } from './comparison.ts';

/*
 * What follows comes from error-versus-discard curves on degraded copies of the development photos, for pack retail-0095 at
 * a false-match rate of 1e-4; docs/decisions/low-quality.md has the figures. Together the limits refuse 4 of the 4,037 photos
 * as they are, and 36 % of the degraded copies in which a face is still found, 64 % of them false non-matches.
 */

/** Below this quality a person is falsely not matched at least every third time; at 0.55 it is every second time. */
export const MIN_QUALITY = 0.7;

/** Pixels between the eyes below which error rates rise, whatever the quality: twice those of 10 to 20 pixels. */
export const MIN_INTER_EYE_DISTANCE = 10;

/** A face burnt out in more than 70 % of its area is falsely not matched nearly every second time, whatever the quality. */
export const MIN_OVER_EXPOSURE_PREVENTION = 0.3;

/** Whether a face is too small, blurred, dark, burnt out or covered to compare reliably. */
export function isLowQuality({ quality, measures }: Pick<AnalysedFace, 'quality' | 'measures'>): boolean {
  return (
    quality < MIN_QUALITY ||
    measures.interEyeDistance! < MIN_INTER_EYE_DISTANCE ||
    measures.overExposurePrevention! < MIN_OVER_EXPOSURE_PREVENTION
  );
}
