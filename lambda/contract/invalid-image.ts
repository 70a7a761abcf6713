import { MAX_MEGAPIXELS } from './limits.ts';
import { OTHER_FORMATS, type OtherFormatName } from './other-formats.ts';
import { UNSUPPORTED_KINDS, type UnsupportedKindName } from './unsupported-kinds.ts';

/** Why an image is `InvalidImage`: a word for programs, and a sentence for people that follows the name of the field. */
export interface InvalidImage {
  readonly reason: InvalidReason;
  readonly message: string;
}

interface ReasonRow<Found extends unknown[]> {
  readonly message: (...found: Found) => string;
  readonly example: Readonly<Found>;
}

/**
 * The causes of `InvalidImage`. Messages, the OpenAPI document and the contract page are made from this table. A message holds
 * nothing of the file but numbers.
 */
export const INVALID_REASONS = {
  'other-format': row(
    (name: OtherFormatName) =>
      `the image is not a JPG, PNG, BMP or TIFF file but ${OTHER_FORMATS[name].what}. ${OTHER_FORMATS[name].remedy}`,
    ['heic'],
  ),
  truncated: row(() => 'the image file is cut off: a part of it is missing. Send the whole file.', []),
  damaged: row(() => 'the image file is damaged. Send it again, or save it as a new JPG or PNG.', []),
  'too-many-megapixels': row(
    (pixels: number, allowed: number) =>
      `the image has ${megapixels(pixels)} megapixels; at most ${megapixels(allowed)} are allowed. Scale it down.`,
    [108_000_000, MAX_MEGAPIXELS * 1e6],
  ),
  'unsupported-kind': row(
    (name: UnsupportedKindName) => {
      const { format, kind, remedy } = UNSUPPORTED_KINDS[name];
      return `this ${format} ${kind}, which is not supported; ${remedy}.`;
    },
    ['tiffJpeg2000'],
  ),
  'too-costly': row(
    () =>
      'the image takes too much work or memory to decode, more than an image of its size should. Save it as a new, plain JPG or PNG.',
    [],
  ),
} as const;

export type InvalidReason = keyof typeof INVALID_REASONS;

/** Returns a reason with its message. */
export function invalidImage<Reason extends InvalidReason>(
  reason: Reason,
  ...found: Parameters<(typeof INVALID_REASONS)[Reason]['message']>
): InvalidImage {
  const { message } = INVALID_REASONS[reason] as unknown as ReasonRow<unknown[]>;
  return { reason, message: message(...found) };
}

/** Returns the example of each reason. */
export function invalidImageExamples(): InvalidImage[] {
  return Object.entries(INVALID_REASONS).map(([reason, { message, example }]) => ({
    reason: reason as InvalidReason,
    message: (message as (...found: unknown[]) => string)(...example),
  }));
}

function row<Found extends unknown[]>(
  message: (...found: Found) => string,
  example: NoInfer<Readonly<Found>>,
): ReasonRow<Found> {
  return { message, example };
}

/** "48.8": tenths, rounded up, so that what is above the limit reads as above it. */
function megapixels(pixels: number): string {
  return (Math.ceil(pixels / 1e5) / 10).toLocaleString('en-US');
}
