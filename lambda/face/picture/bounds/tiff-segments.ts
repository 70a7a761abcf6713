import { invalid } from '../pixels/picture.ts';
import { COMPRESSION, TAG, type TiffLayout } from './tiff-layout.ts';

/**
 * Strips or tiles. A strip of one row, the lowest, makes as many as the image has rows, in each of three planes; 40 million
 * pixels in tiles of 256 x 256 are 610. Each costs the decoder a few microseconds besides its pixels.
 */
const MAX_SEGMENTS = 65_536;

/** A strip or tile of the file's data. */
export interface TiffSegment {
  readonly start: number;
  readonly end: number;
}

interface TiffSegments {
  readonly segments: readonly TiffSegment[];
  /** Whether the directory says their lengths; otherwise they were found out. */
  readonly isAsSaid: boolean;
}

/** Returns the rows of pixels in a strip or tile: the lowest strip has as many as are left. */
export function segmentRows({ isTiled, height, segmentHeight, rows }: TiffLayout, segment: number): number {
  return isTiled ? segmentHeight : Math.min(segmentHeight, height - (segment % rows) * segmentHeight);
}

/** Returns the bytes of a row of a strip or tile once it is decompressed; of a row of blocks where colours are subsampled. */
export function segmentRowBytes(layout: TiffLayout): number {
  const { segmentWidth, samplesPerPixel, bitsPerSample, planes, subsampling } = layout;
  const [across, down] = subsampling;
  if (planes > 1) return Math.ceil((segmentWidth * bitsPerSample) / 8);
  if (across * down === 1) return Math.ceil((segmentWidth * samplesPerPixel * bitsPerSample) / 8);
  return Math.ceil((Math.ceil(segmentWidth / across) * (across * down + 2) * bitsPerSample) / 8);
}

/** Returns the bytes of a strip or tile once it is decompressed. */
export function segmentBytes(layout: TiffLayout, segment: number): number {
  const down = layout.planes > 1 ? 1 : layout.subsampling[1];
  return segmentRowBytes(layout) * Math.ceil(segmentRows(layout, segment) / down);
}

/**
 * Returns where the strips or tiles lie: plane by plane, row by row. All that the directory promises are there and lie within
 * the file; no two overlap, so that none is decoded twice.
 *
 * @throws PictureError `InvalidImage` where that is not so
 */
export function tiffSegments(layout: TiffLayout, fileSize: number): TiffSegments {
  const { directory, columns, rows, planes, compression } = layout;
  const expected = columns * rows * planes;
  // libtiff keeps both kinds in one place: which of the two counts would depend on their order.
  const hasBoth = directory.has(TAG.stripOffsets) && directory.has(TAG.tileOffsets);
  const hasBothCounts = directory.has(TAG.stripByteCounts) && directory.has(TAG.tileByteCounts);
  if (hasBoth || hasBothCounts) throw invalid('damaged');
  if (expected > MAX_SEGMENTS) throw invalid('too-costly');
  const either = (tile: number, strip: number) => directory.numbers(directory.has(tile) ? tile : strip, expected);
  const starts = either(TAG.tileOffsets, TAG.stripOffsets);
  const counts = either(TAG.tileByteCounts, TAG.stripByteCounts);
  if (starts === null || counts === null || starts.length < expected) throw invalid('damaged');
  const isRaw = compression === COMPRESSION.none;
  // Where lengths are missing, libtiff takes the rest of the file for each strip. For one strip that is its length.
  if (counts.length === 0 && expected > 1 && !isRaw) throw invalid('damaged');
  const segments = starts.map((start, i) => {
    const least = isRaw ? segmentBytes(layout, i) : 1;
    const known = counts[i] ?? 0;
    // Some programs leave the length of a single uncompressed strip 0.
    const count = known > 0 || !(counts.length === 0 || expected === 1) ? known : isRaw ? least : fileSize - start;
    return { start, end: start + count, least };
  });
  if (segments.some(({ start, end, least }) => end > fileSize || start + least > fileSize)) throw invalid('truncated');
  // A strip or tile without data, or with too few, would come out black.
  if (segments.some(({ start, end, least }) => start < 8 || end < start + least)) throw invalid('damaged');
  const inOrder = [...segments].sort((a, b) => a.start - b.start);
  if (!inOrder.every(({ start }, i) => start >= (inOrder[i - 1]?.end ?? 0))) throw invalid('damaged');
  return { segments, isAsSaid: segments.every(({ start, end }, i) => end - start === counts[i]) };
}
