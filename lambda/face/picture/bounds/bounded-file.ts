import { PictureError } from '../pixels/picture.ts';

/** A file that may be decoded: the work and memory that it takes are bounded. */
export interface BoundedFile {
  /** The file, or a copy of it without what the decoder should not read. */
  readonly bytes: Uint8Array;
  /** Whether its colour profile is to be applied. */
  readonly usesProfile: boolean;
  /** Orientation of EXIF, 1 to 8, where we read it ourselves; otherwise the decoder's is meant. */
  readonly orientation?: number | undefined;
}

/** Returns the error for a file that no decoder should see, or that none reads. */
export function refuse(): PictureError {
  return new PictureError('InvalidImage', 'The picture could not be decoded.');
}

/** Returns the error for a file whose pixels take too much memory or work to decode. */
export function refuseSize(): PictureError {
  return new PictureError('InvalidImage', 'The picture is too large for the way its pixels are stored.');
}
