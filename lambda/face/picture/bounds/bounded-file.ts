import type { TiffReader } from './tiff-kind.ts';
import type { TiffLayout } from './tiff-layout.ts';
import type { TiffSegment } from './tiff-segments.ts';

/** A TIFF whose directory was read. */
export interface BoundedTiff {
  readonly layout: TiffLayout;
  readonly segments: readonly TiffSegment[];
  readonly reader: TiffReader;
  /** Strips or tiles are in LZW of the old kind, of which libtiff warns. */
  readonly isOldLzw: boolean;
}

/** A file that may be decoded: the work and memory that it takes are bounded. */
export interface BoundedFile {
  /** The file, or a copy of it without what the decoder should not read. */
  readonly bytes: Uint8Array;
  /** Whether its colour profile is to be applied. */
  readonly usesProfile: boolean;
  /** Orientation of EXIF, 1 to 8, where we read it ourselves; otherwise the decoder's is meant. */
  readonly orientation?: number | undefined;
  /** Bytes that the decoder holds besides the image that it returns, where the header of the decoder does not tell. */
  readonly heldBytes?: number;
  /** For a TIFF. */
  readonly tiff?: BoundedTiff;
}
