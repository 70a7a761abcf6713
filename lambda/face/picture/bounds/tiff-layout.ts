import { invalid } from '../pixels/picture.ts';
import { readTiffDirectory, type TiffDirectory } from './tiff-directory.ts';

/** Tags of TIFF 6.0 and its supplements. */
export const TAG = {
  width: 256,
  height: 257,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  fillOrder: 266,
  stripOffsets: 273,
  orientation: 274,
  samplesPerPixel: 277,
  rowsPerStrip: 278,
  stripByteCounts: 279,
  planarConfiguration: 284,
  group3Options: 292,
  predictor: 317,
  tileWidth: 322,
  tileHeight: 323,
  tileOffsets: 324,
  tileByteCounts: 325,
  inkSet: 332,
  extraSamples: 338,
  sampleFormat: 339,
  lowestSample: 340,
  highestSample: 341,
  jpegTables: 347,
  lumaCoefficients: 529,
  subsampling: 530,
  blackAndWhite: 532,
  imageDepth: 32_997,
  tileDepth: 32_998,
  colourProfile: 34_675,
} as const;

/** No camera or scanner has longer sides. Each row costs the decoder a fixed amount in addition to its pixels. */
const MAX_SIDE = 65_535;
/** Colour samples and masks; graphics programs write up to a few dozen. */
const MAX_SAMPLES = 64;
/** The longest sample of the format is a complex number of two doubles. */
const MAX_BITS = 128;
/** Tiles side by side. For each tile libvips searches those that it keeps: with 4,096 of them, 65,536 tiles took 2 s. */
const MAX_COLUMNS = 1_024;

/** Values of the compression tag that the code distinguishes. */
export const COMPRESSION = { none: 1, lzw: 5, jpeg: 7, deflate: 8, oldDeflate: 32_946, packBits: 32_773 } as const;
/** Values of the photometric interpretation tag. */
export const PHOTOMETRIC = { blackIsZero: 1, rgb: 2, palette: 3, separated: 5, yCbCr: 6, cieLab: 8 } as const;

/** What the first directory of a TIFF says about its pixels. Each number is checked. */
export interface TiffLayout {
  readonly directory: TiffDirectory;
  readonly width: number;
  readonly height: number;
  readonly samplesPerPixel: number;
  /** The largest of all samples. */
  readonly bitsPerSample: number;
  readonly compression: number;
  /** `NaN` if the tag is missing. */
  readonly photometric: number;
  /** 1, or the number of samples if each has its own plane. */
  readonly planes: number;
  /** Pixels that share a colour, across and down; 1 and 1 except for YCbCr. */
  readonly subsampling: readonly [across: number, down: number];
  readonly isTiled: boolean;
  /** Whether each sample has its own strips or tiles. */
  readonly isPlanar: boolean;
  /** Size of a strip or tile in pixels. A strip is as wide as the image. */
  readonly segmentWidth: number;
  readonly segmentHeight: number;
  /** Columns and rows of strips or tiles, in each plane. */
  readonly columns: number;
  readonly rows: number;
}

/**
 * Reads what the first directory of a TIFF or BigTIFF says about its pixels.
 *
 * @throws PictureError `InvalidImage` when something is missing or impossible, or when a number is larger
 *   than any camera, scanner or program makes it
 */
export function readTiffLayout(bytes: Uint8Array): TiffLayout {
  const directory = readTiffDirectory(bytes);
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
  if (first(TAG.imageDepth, 1) !== 1 || first(TAG.tileDepth, 1) !== 1) throw invalid('unsupported-kind', 'tiffVolume');

  const isLength = (value: number) => value >= 1 && value <= MAX_SIDE;
  if (![width, height, segmentWidth, segmentHeight].every(isLength)) throw invalid('damaged');
  if (!(samplesPerPixel >= 1 && samplesPerPixel <= MAX_SAMPLES && bitsPerSample <= MAX_BITS)) throw invalid('damaged');
  const columns = Math.ceil(width / segmentWidth);
  if (columns > MAX_COLUMNS) throw invalid('too-costly');
  const isPlanar = first(TAG.planarConfiguration, 1) === 2;
  const photometric = first(TAG.photometric, Number.NaN);
  return {
    ...{ directory, width, height, samplesPerPixel, bitsPerSample, isTiled, segmentWidth, segmentHeight, photometric },
    compression: first(TAG.compression, COMPRESSION.none),
    columns,
    rows: Math.ceil(height / segmentHeight),
    isPlanar,
    planes: isPlanar ? samplesPerPixel : 1,
    subsampling: photometric === PHOTOMETRIC.yCbCr ? subsamplingOf(directory) : ([1, 1] as const),
  };
}

/** Returns the subsampling of a directory; 2 and 2 if it has none (TIFF 6.0, page 91). */
function subsamplingOf(directory: TiffDirectory): TiffLayout['subsampling'] {
  const [across = 2, down = 2] = directory.numbers(TAG.subsampling, 2) ?? [0, 0];
  if (![across, down].every((factor) => [1, 2, 4].includes(factor))) throw invalid('damaged');
  return [across, down];
}
