import { PICTURE_FIELDS, type PictureField } from './fields.ts';
import type { InvalidImage } from './invalid-image.ts';
import { MAX_MEGAPIXELS } from './limits.ts';

/**
 * The statuses of the contract in order of precedence. If the two images have different statuses, the comparison has the one
 * listed first here. `Error` is a failure while processing these two images and overrides all.
 */
export const STATUSES = [
  'Error',
  'EmptyImage',
  'InvalidImage',
  'NoFaceDetected',
  'LandmarksNotDetected',
  'LowQuality',
  'Success',
] as const;
export type ComparisonStatus = (typeof STATUSES)[number];

/** What happened and what to do next, for each status but `Success`. The documentation is made from this table. */
export const ADVICE: Readonly<Record<Exclude<ComparisonStatus, 'Success'>, string>> = {
  Error: 'the image could not be processed. Try again, and re-capture if it happens again.',
  EmptyImage: 'the image is empty. Send the bytes of a JPG, PNG, BMP or TIFF file.',
  InvalidImage: `the image could not be decoded. Send a complete JPG, PNG, BMP or TIFF file (not HEIC, WebP or PDF) of at most ${MAX_MEGAPIXELS} megapixels.`,
  NoFaceDetected: 'no face was detected. Re-capture with the whole face visible.',
  LandmarksNotDetected:
    'a face was detected, but not its eyes, nose and mouth. Re-capture a sharp, unobstructed, front-facing photo.',
  LowQuality:
    'the face is too small, blurred, dark, overexposed or covered to compare reliably. Re-capture closer and in even light.',
};

/** The one message of a comparison in which both images are fine; the contract's own words. */
const SUCCESS_MESSAGE = 'Processed successfully';

/** Status of LivenessFace, then of FaceFromDocument; `null` for an image that was not examined. */
export type PictureStatuses = readonly [ComparisonStatus, ComparisonStatus | null];

/**
 * Returns the status of a comparison from the statuses of its two images: the status of higher precedence.
 */
export function overallStatus(a: ComparisonStatus, b: ComparisonStatus | null): ComparisonStatus {
  return b === null || STATUSES.indexOf(a) <= STATUSES.indexOf(b) ? a : b;
}

/**
 * Returns the `messages` of a 200: one line for each image that is not fine, LivenessFace first, or `SUCCESS_MESSAGE`.
 *
 * @param statuses status of LivenessFace, then of FaceFromDocument
 * @param causes why each image is `InvalidImage`; `null` for an image with another status or an unknown cause
 */
export function statusMessages(statuses: PictureStatuses, causes: readonly (InvalidImage | null)[] = []): string[] {
  const lines = PICTURE_FIELDS.flatMap((field: PictureField, i) => {
    const status = statuses[i] ?? null;
    return status === null || status === 'Success' ? [] : [`${field}: ${causes[i]?.message ?? ADVICE[status]}`];
  });
  return lines.length > 0 ? lines : [SUCCESS_MESSAGE];
}
