import type { UnsupportedKindName } from '../../../contract/unsupported-kinds.ts';
import { invalid } from '../pixels/picture.ts';
import { COMPRESSION, PHOTOMETRIC, TAG, type TiffLayout } from './tiff-layout.ts';

/**
 * Who reads a TIFF.
 *
 * - `library`: libvips, which reads it right and reports what is damaged
 * - `samples`: libvips only unpacks strips and tiles; their samples are put together and converted here
 */
export type TiffReader = 'library' | 'samples';

const CCITT: ReadonlySet<number> = new Set([2, 3, 4]);
const WEBP = 50_001;
const READ: ReadonlySet<number> = new Set([...Object.values(COMPRESSION), ...CCITT, WEBP]);
/** Compressions whose bytes are samples once they are unpacked, so that samples of any kind can be in them. */
const PACKED: ReadonlySet<number> = new Set([
  ...[COMPRESSION.none, COMPRESSION.lzw, COMPRESSION.deflate, COMPRESSION.oldDeflate, COMPRESSION.packBits],
]);

const COMPRESSIONS_NOT_READ: Readonly<Record<number, UnsupportedKindName>> = {
  6: 'tiffOldJpeg',
  33003: 'tiffJpeg2000',
  33004: 'tiffJpeg2000',
  33005: 'tiffJpeg2000',
  34661: 'tiffJbig',
  34676: 'tiffLogLuv',
  34677: 'tiffLogLuv',
  34712: 'tiffJpeg2000',
  34887: 'tiffLerc',
  34925: 'tiffLzma',
  34926: 'tiffZstd',
  50000: 'tiffZstd',
  50002: 'tiffJpegXl',
  52546: 'tiffJpegXl',
};

const COLOURS_NOT_READ: Readonly<Record<number, UnsupportedKindName>> = {
  4: 'tiffMask',
  9: 'tiffOtherLab',
  10: 'tiffOtherLab',
  32803: 'tiffCamera',
  32844: 'tiffLogLuv',
  32845: 'tiffLogLuv',
  34892: 'tiffCamera',
};

/** Colour samples of a pixel, by photometric interpretation. */
const COLOUR_SAMPLES: Readonly<Record<number, number>> = {
  0: 1,
  [PHOTOMETRIC.blackIsZero]: 1,
  [PHOTOMETRIC.rgb]: 3,
  [PHOTOMETRIC.palette]: 1,
  [PHOTOMETRIC.separated]: 4,
  [PHOTOMETRIC.yCbCr]: 3,
  [PHOTOMETRIC.cieLab]: 3,
};

/** Values of the tag sample format. Samples that say nothing are unsigned. */
const [WHOLE, SIGNED, FLOAT, UNDEFINED] = [1, 2, 3, 4];

/** Returns how many of a pixel's samples are its colour: the others are transparency, masks and spot colours. */
export function colourSamples({ photometric }: TiffLayout): number {
  return COLOUR_SAMPLES[photometric] ?? 1;
}

/** Returns the value of the tag extra samples for the first sample beyond the colours; `null` where it is missing. */
export function extraSample({ directory }: TiffLayout): number | null {
  return directory.numbers(TAG.extraSamples, 1)?.[0] ?? null;
}

/** Whether the first sample beyond the colours is said to be transparency: 1 premultiplied, 2 not. */
function isAlpha(layout: TiffLayout): boolean {
  const extra = extraSample(layout);
  return extra === 1 || extra === 2;
}

/** Whether samples are in floating point. */
export function isFloat({ directory }: TiffLayout): boolean {
  return directory.numbers(TAG.sampleFormat, 1)?.[0] === FLOAT;
}

/**
 * Decides who reads a TIFF, by its directory alone.
 *
 * @throws PictureError `InvalidImage` that names the kind of a TIFF that nobody reads here
 */
export function tiffReader(layout: TiffLayout): TiffReader {
  const unsupported = unreadTiff(layout);
  if (unsupported !== null) throw invalid('unsupported-kind', unsupported);
  const { photometric, compression, samplesPerPixel, isTiled, planes } = layout;
  const extra = samplesPerPixel - colourSamples(layout);
  if (extra < 0 || Number.isNaN(photometric)) throw invalid('damaged');
  // The range of L*a*b* in floating point is known, and libvips knows it.
  if (isFloat(layout)) return photometric === PHOTOMETRIC.cieLab ? 'library' : 'samples';
  if (photometric === PHOTOMETRIC.cieLab || extra > 1) return 'samples';
  if (photometric === PHOTOMETRIC.yCbCr && (compression !== COMPRESSION.jpeg || planes > 1)) return 'samples';
  // libvips takes a sample for transparency of which nothing is known.
  if (extra === 1 && !isAlpha(layout)) return 'samples';
  // libvips reads no tiles of planes, and mixes up grey and its transparency in strips of planes.
  if (planes > 1 && (isTiled || planes === 2)) return 'samples';
  return 'library';
}

/** Whether libvips passes over what is damaged: of tiles of JPEG and CCITT libtiff only warns, and the warnings are lost. */
export function losesWarnings({ isTiled, compression }: TiffLayout): boolean {
  return isTiled && (compression === COMPRESSION.jpeg || CCITT.has(compression));
}

/** Whether a TIFF that libvips reads could also be written again. */
export function isRewritable(layout: TiffLayout): boolean {
  const { photometric, bitsPerSample, compression } = layout;
  if (photometric === PHOTOMETRIC.palette || compression === WEBP) return false;
  if (photometric === PHOTOMETRIC.cieLab && isFloat(layout)) return false;
  return bitsPerSample === 1 || bitsPerSample >= 8;
}

function unreadTiff(layout: TiffLayout): UnsupportedKindName | null {
  const { compression, photometric, directory } = layout;
  const colours = COLOURS_NOT_READ[photometric];
  if (colours !== undefined) return colours;
  if (!READ.has(compression)) return COMPRESSIONS_NOT_READ[compression] ?? 'tiffOtherCompression';
  if (!Number.isNaN(photometric) && COLOUR_SAMPLES[photometric] === undefined) return 'tiffOtherColours';
  if (photometric === PHOTOMETRIC.separated && isOtherInks(layout)) return 'tiffOtherInks';
  const formats = directory.numbers(TAG.sampleFormat, 64) ?? [];
  const depths = directory.numbers(TAG.bitsPerSample, 64) ?? [];
  if (new Set(formats).size > 1 || new Set(depths).size > 1) return 'tiffMixed';
  const [format = WHOLE] = formats;
  if (format === SIGNED) return photometric === PHOTOMETRIC.cieLab ? null : 'tiffSigned';
  if (format !== WHOLE && format !== FLOAT && format !== UNDEFINED) return 'tiffComplex';
  return format === FLOAT ? unsupportedFloat(layout) : unsupportedDepth(layout);
}

/** The tag ink set is 1 for CMYK, which is also what is meant where it is missing. */
function isOtherInks({ directory }: TiffLayout): boolean {
  return (directory.numbers(TAG.inkSet, 1)?.[0] ?? 1) !== 1;
}

function unsupportedFloat({
  photometric,
  bitsPerSample,
  compression,
  samplesPerPixel,
}: TiffLayout): UnsupportedKindName | null {
  if (photometric === PHOTOMETRIC.cieLab && bitsPerSample === 32 && samplesPerPixel === 3) return null;
  const isGreyOrRgb = photometric <= PHOTOMETRIC.rgb;
  return isGreyOrRgb && (bitsPerSample === 16 || bitsPerSample === 32) && PACKED.has(compression)
    ? null
    : 'tiffFloatKind';
}

function unsupportedDepth(layout: TiffLayout): UnsupportedKindName | null {
  const { photometric, bitsPerSample, compression, samplesPerPixel, planes, subsampling } = layout;
  const isWhole = bitsPerSample === 8 || bitsPerSample === 16;
  const isIndexed = photometric <= PHOTOMETRIC.blackIsZero || photometric === PHOTOMETRIC.palette;
  const isPacked = PACKED.has(compression);
  if (photometric === PHOTOMETRIC.palette && (samplesPerPixel > 1 || !isPacked)) return 'tiffOtherColours';
  if (CCITT.has(compression)) return bitsPerSample === 1 && samplesPerPixel === 1 ? null : 'tiffDepth';
  if (!isPacked && bitsPerSample !== 8) return 'tiffDepth';
  if (!isWhole && !(isIndexed && samplesPerPixel === 1 && [1, 2, 4].includes(bitsPerSample))) return 'tiffDepth';
  if (photometric === PHOTOMETRIC.cieLab && !isPacked) return 'tiffOtherLab';
  const isSubsampled = subsampling[0] * subsampling[1] > 1;
  const isPlain = planes === 1 && samplesPerPixel === 3 && bitsPerSample === 8;
  return photometric === PHOTOMETRIC.yCbCr && isSubsampled && !isPlain ? 'tiffSubsampled' : null;
}
