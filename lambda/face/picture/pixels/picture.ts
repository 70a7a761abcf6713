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

/** Why a picture was refused, in the contract's words. */
type PictureErrorCode = 'EmptyImage' | 'InvalidImage';

/** The picture cannot be decoded. `message` is ours, never the decoder's, and holds nothing of the picture. */
export class PictureError extends Error {
  readonly code: PictureErrorCode;
  constructor(code: PictureErrorCode, message: string) {
    super(message);
    this.name = 'PictureError';
    this.code = code;
  }
}
