import type { BoundedTiff } from '../bounds/bounded-file.ts';
import { colourSamples, extraSample, isFloat } from '../bounds/tiff-kind.ts';
import { COMPRESSION, PHOTOMETRIC, TAG, type TiffLayout } from '../bounds/tiff-layout.ts';
import { floatsToShorts, labToRgb, yCbCrToRgb } from './colours.ts';
import { plainTiff } from './plain-tiff.ts';
import { readSamples, type Samples, type Unpack } from './samples.ts';

/** Values of the tag extra samples that mean transparency, premultiplied or not. */
const [PREMULTIPLIED, ALPHA] = [1, 2];

/**
 * Writes a TIFF that libvips would read wrong, or not at all, again as one that it reads right: uncompressed, one strip, grey,
 * RGB or CMYK of 8 or 16 bits, with transparency, orientation and colour profile. Samples beyond these are left out.
 *
 * @throws PictureError `InvalidImage`, or what `unpack` throws
 */
export async function rewriteTiff(bytes: Uint8Array, tiff: BoundedTiff, unpack: Unpack): Promise<Uint8Array> {
  const { layout } = tiff;
  const { width, height, samplesPerPixel, directory } = layout;
  const colours = colourSamples(layout);
  const alpha = samplesPerPixel > colours ? alphaOf(layout, samplesPerPixel - colours) : [];
  const samples = await readSamples(bytes, tiff, colours + alpha.length, unpack);
  const { data, photometric, hasProfile } = converted(samples, layout);
  const strip = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return plainTiff({
    ...{ width, height, photometric, strips: [strip], rowsPerStrip: height, compression: COMPRESSION.none },
    samplesPerPixel: samples.perPixel,
    bitsPerSample: 8 * data.BYTES_PER_ELEMENT,
    shorts: {
      [TAG.orientation]: directory.numbers(TAG.orientation, 1) ?? [],
      [TAG.extraSamples]: alpha,
    },
    bytes: { [TAG.colourProfile]: hasProfile ? directory.bytes(TAG.colourProfile) : new Uint8Array() },
  });
}

/** Returns the value of the tag extra samples to write: none where the samples beyond the colours are no transparency. */
function alphaOf(layout: TiffLayout, count: number): readonly number[] {
  const extra = extraSample(layout);
  // A single sample without a word is transparency for most programs.
  if (extra === null) return count === 1 ? [ALPHA] : [];
  return extra === PREMULTIPLIED || extra === ALPHA ? [extra] : [];
}

interface Converted {
  readonly data: Uint8Array | Uint16Array;
  readonly photometric: number;
  /** Whether the file's colour profile is of these colours. */
  readonly hasProfile: boolean;
}

function converted({ data, perPixel }: Samples, layout: TiffLayout): Converted {
  const { photometric, directory, compression, planes } = layout;
  if (photometric === PHOTOMETRIC.cieLab) {
    return { data: labToRgb(data, perPixel), photometric: PHOTOMETRIC.rgb, hasProfile: false };
  }
  if (photometric === PHOTOMETRIC.yCbCr) {
    // libjpeg has converted what was not in planes.
    const isConverted = compression === COMPRESSION.jpeg && planes === 1;
    const rgb = isConverted ? (data as Uint8Array) : yCbCrToRgb(data, directory);
    return { data: rgb, photometric: PHOTOMETRIC.rgb, hasProfile: true };
  }
  if (isFloat(layout)) return { data: floatsToShorts(data, directory), photometric, hasProfile: true };
  // The decoder has turned bits into bytes, black as 0.
  const isBits = layout.bitsPerSample === 1;
  return {
    data: data as Uint8Array | Uint16Array,
    photometric: isBits ? PHOTOMETRIC.blackIsZero : photometric,
    hasProfile: true,
  };
}
