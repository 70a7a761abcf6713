import { type InvalidImage, type InvalidReason, invalidImage } from '../../../contract/invalid-image.ts';

/** A decoded picture: upright, three channels, eight bits. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** RGB, row-major, 3 * width * height bytes. */
  readonly data: Uint8Array;
}

/** Returns the longer side of a picture in pixels. */
export function longerSide({ width, height }: Picture): number {
  return Math.max(width, height);
}

/** A picture that may have been shrunk while it was decoded. */
export interface DecodedPicture extends Picture {
  /** Width and height in the file, after its orientation was applied. */
  readonly fileWidth: number;
  readonly fileHeight: number;
}

/** Width x height of a picture, checked on its header before anything is decoded: 120 MB as RGB. */
export const MAX_PIXELS = 40_000_000;

/** The picture cannot be decoded. `message` is ours, never the decoder's, and holds nothing of the picture. */
export class PictureError extends Error {
  override readonly name = 'PictureError';
  readonly code: 'EmptyImage' | 'InvalidImage';
  /** Why the picture is `InvalidImage`; `null` for `EmptyImage`. */
  readonly invalid: InvalidImage | null;

  /** @param invalid `null` for an empty picture */
  constructor(invalid: InvalidImage | null) {
    super(invalid?.message ?? 'The picture is empty.');
    this.code = invalid === null ? 'EmptyImage' : 'InvalidImage';
    this.invalid = invalid;
  }
}

/** Returns the error for a picture that is `InvalidImage`: its reason, and what the message of the reason names. */
export function invalid<Reason extends InvalidReason>(...why: Parameters<typeof invalidImage<Reason>>): PictureError {
  return new PictureError(invalidImage(...why));
}
