import type { TiffReader } from './tiff-kind.ts';
import type { TiffLayout } from './tiff-layout.ts';
import type { TiffSegment } from './tiff-segments.ts';

/** A TIFF whose directory was read. */
export interface BoundedTiff {
  readonly layout: TiffLayout;
  readonly segments: readonly TiffSegment[];
  readonly reader: TiffReader;
  /** Whether strips or tiles are in the old kind of LZW, about which libtiff warns. */
  readonly isOldLzw: boolean;
}

/** A file that may be decoded, because the work and memory that it takes are bounded. */
export interface BoundedFile {
  /** The file, or a copy of it without what the decoder should not read. */
  readonly bytes: Uint8Array;
  /** Whether the decoder applies its colour profile. */
  readonly usesProfile: boolean;
  /** EXIF orientation, 1 to 8, if we read it ourselves; otherwise the decoder's counts. */
  readonly orientation?: number | undefined;
  /** Bytes that the decoder holds in addition to the image that it returns, if its header does not say. */
  readonly heldBytes?: number;
  /** Present for a TIFF only. */
  readonly tiff?: BoundedTiff;
}
