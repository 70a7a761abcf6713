import { readTiffDirectory, type TiffDirectory } from './tiff-directory.ts';

/** Tags of TIFF 6.0 and its supplements. */
export const TAG = {
  width: 256,
  height: 257,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  stripOffsets: 273,
  samplesPerPixel: 277,
  rowsPerStrip: 278,
  stripByteCounts: 279,
  planarConfiguration: 284,
  tileWidth: 322,
  tileHeight: 323,
  tileOffsets: 324,
  tileByteCounts: 325,
  jpegTables: 347,
  imageDepth: 32_997,
  tileDepth: 32_998,
  colourProfile: 34_675,
} as const;

/** Longer sides belong to no camera or scanner; each row costs the decoder a fixed amount besides its pixels. */
const MAX_SIDE = 65_535;
/** Colour samples and masks; graphics programs write up to a few dozen. */
const MAX_SAMPLES = 64;
/** A complex number of two doubles is the longest that the format knows. */
const MAX_BITS = 128;
/**
 * Strips or tiles. A strip of one row, the lowest, makes as many as the picture has rows, in each of three planes; 40 million
 * pixels in tiles of 256 x 256 are 610. Each costs the decoder a few microseconds besides its pixels.
 */
const MAX_SEGMENTS = 65_536;
/** Tiles side by side. libvips looks through those it keeps for each tile: 4,096 of them took 2 s for 65,536 tiles. */
const MAX_COLUMNS = 1_024;
const UNCOMPRESSED = 1;

/** A strip or tile of the file's data. */
interface TiffSegment {
  readonly start: number;
  readonly end: number;
}

/** What the first directory of a TIFF promises about its pixels, each number checked. */
export interface TiffLayout {
  readonly directory: TiffDirectory;
  readonly width: number;
  readonly height: number;
  readonly samplesPerPixel: number;
  /** The largest of all samples. */
  readonly bitsPerSample: number;
  readonly compression: number;
  readonly isTiled: boolean;
  /** Whether each sample has strips or tiles of its own. */
  readonly isPlanar: boolean;
  /** Size of a strip or tile in pixels. A strip is as wide as the picture. */
  readonly segmentWidth: number;
  readonly segmentHeight: number;
  /** Columns and rows of strips or tiles, in each plane. */
  readonly columns: number;
  readonly rows: number;
  /** Where the strips or tiles lie, none of them empty: no two share a byte. */
  readonly segments: readonly TiffSegment[];
}

/**
 * Reads what the first directory of a TIFF or BigTIFF says about its pixels. Each strip or tile it names lies within the
 * file, and no two overlap, so that none is decoded twice.
 *
 * @returns `null` where that is not so, where something is missing or impossible, or where a number is larger than any
 *   camera, scanner or program makes it
 */
export function readTiffLayout(bytes: Uint8Array): TiffLayout | null {
  const directory = readTiffDirectory(bytes);
  if (directory === null) return null;
  const first = (tag: number, otherwise: number) => {
    const values = directory.numbers(tag, 1);
    return values === null ? Number.NaN : (values[0] ?? otherwise);
  };
  const width = first(TAG.width, 0);
  const height = first(TAG.height, 0);
  const samplesPerPixel = first(TAG.samplesPerPixel, 1);
  const bitsPerSample = Math.max(...(directory.numbers(TAG.bitsPerSample, MAX_SAMPLES) ?? [Number.NaN]), 1);
  const isTiled = directory.has(TAG.tileWidth) || directory.has(TAG.tileHeight);
  const segmentWidth = isTiled ? first(TAG.tileWidth, 0) : width;
  // Without the tag, or with its largest value, one strip holds all rows.
  const segmentHeight = isTiled ? first(TAG.tileHeight, 0) : Math.min(first(TAG.rowsPerStrip, height), height);
  const isVolume = first(TAG.imageDepth, 1) !== 1 || first(TAG.tileDepth, 1) !== 1;

  const isLength = (value: number) => value >= 1 && value <= MAX_SIDE;
  if (![width, height, segmentWidth, segmentHeight].every(isLength) || isVolume) return null;
  if (!(samplesPerPixel >= 1 && samplesPerPixel <= MAX_SAMPLES && bitsPerSample <= MAX_BITS)) return null;
  const columns = Math.ceil(width / segmentWidth);
  if (columns > MAX_COLUMNS) return null;
  const rows = Math.ceil(height / segmentHeight);
  const isPlanar = first(TAG.planarConfiguration, 1) === 2;
  const planes = isPlanar ? samplesPerPixel : 1;
  const compression = first(TAG.compression, UNCOMPRESSED);
  const segments = segmentsOf(directory, bytes.length, columns * rows * planes, compression);
  if (segments === null) return null;
  return {
    ...{ directory, width, height, samplesPerPixel, bitsPerSample, compression, isTiled, isPlanar },
    ...{ segmentWidth, segmentHeight, columns, rows, segments },
  };
}

/** Returns where strips or tiles lie, `null` where one is missing, empty or outside of the file, or two overlap. */
function segmentsOf(
  directory: TiffDirectory,
  fileSize: number,
  expected: number,
  compression: number,
): readonly TiffSegment[] | null {
  // libtiff keeps both kinds in one place: which of the two counts would depend on their order.
  const hasBoth = directory.has(TAG.stripOffsets) && directory.has(TAG.tileOffsets);
  const hasBothCounts = directory.has(TAG.stripByteCounts) && directory.has(TAG.tileByteCounts);
  if (hasBoth || hasBothCounts || expected > MAX_SEGMENTS) return null;
  const either = (tile: number, strip: number) => directory.numbers(directory.has(tile) ? tile : strip, expected);
  const starts = either(TAG.tileOffsets, TAG.stripOffsets);
  const counts = either(TAG.tileByteCounts, TAG.stripByteCounts);
  if (starts === null || counts === null || starts.length < expected) return null;
  // Where lengths are missing, libtiff takes the rest of the file for each strip. For one strip that is its length.
  if (counts.length === 0 || (expected === 1 && counts[0] === 0)) {
    if (expected > 1 && compression !== UNCOMPRESSED) return null;
    return starts[0]! >= fileSize ? null : [{ start: starts[0]!, end: fileSize }];
  }
  if (counts.length < expected) return null;
  const segments = starts.map((start, i) => ({ start, end: start + counts[i]! }));
  const inOrder = [...segments].sort((a, b) => a.start - b.start);
  const isApart = inOrder.every(
    ({ start, end }, i) => end > start && end <= fileSize && start >= (inOrder[i - 1]?.end ?? 0),
  );
  return isApart ? segments : null;
}
