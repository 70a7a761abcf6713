import { type InvalidImage, type InvalidReason, invalidImage } from '../../../contract/invalid-image.ts';

/** A decoded image: upright, three channels, eight bits. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** RGB, row-major, 3 * width * height bytes. */
  readonly data: Uint8Array;
}

/** Returns the longer side of an image in pixels. */
export function longerSide({ width, height }: Picture): number {
  return Math.max(width, height);
}

/** An image that may have been shrunk while it was decoded. */
export interface DecodedPicture extends Picture {
  /** Width and height in the file, after its orientation was applied. */
  readonly fileWidth: number;
  readonly fileHeight: number;
}

/** Width x height of an image, checked on its header before anything is decoded: 120 MB as RGB. */
export const MAX_PIXELS = 40_000_000;

/** The image cannot be decoded. We write the `message`; it is never the decoder's, and holds nothing of the image. */
export class PictureError extends Error {
  override readonly name = 'PictureError';
  readonly code: 'EmptyImage' | 'InvalidImage';
  /** Why the image is `InvalidImage`; `null` for `EmptyImage`. */
  readonly invalid: InvalidImage | null;

  /** @param invalid `null` for an empty image */
  constructor(invalid: InvalidImage | null) {
    super(invalid?.message ?? 'The picture is empty.');
    this.code = invalid === null ? 'EmptyImage' : 'InvalidImage';
    this.invalid = invalid;
  }
}

/** Returns the error for an image that is `InvalidImage`: its reason, and what the message of the reason names. */
export function invalid<Reason extends InvalidReason>(...why: Parameters<typeof invalidImage<Reason>>): PictureError {
  return new PictureError(invalidImage(...why));
}
