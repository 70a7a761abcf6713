import type { BoundedTiff } from '../bounds/bounded-file.ts';
import { COMPRESSION, PHOTOMETRIC, TAG, type TiffLayout } from '../bounds/tiff-layout.ts';
import { segmentBytes, segmentRowBytes } from '../bounds/tiff-segments.ts';
import { AT_ONCE, Inflation, inflateAtOnce, isDeflated } from './check-deflate.ts';
import { plainTiff } from './plain-tiff.ts';
import { restoreRow } from './predictor.ts';
import { segmentData } from './segment-data.ts';

/** Bytes of samples that are held instead of the file: an A4 page of RGB at 300 dpi. Larger files are inflated twice. */
const MAX_INFLATED_BYTES = 27_000_000;

/** Inflated files: a file is decoded up to three times. */
const inflatedFiles = new WeakMap<Uint8Array, Uint8Array>();

/** Returns whether a TIFF is plain (grey, RGB or CMYK of 8 bits), in deflated strips, and of a size that may be held. */
export function isInflatedHere({ layout, reader }: BoundedTiff): boolean {
  const { photometric, bitsPerSample, isTiled, planes, height } = layout;
  const isPlain = reader === 'library' && bitsPerSample === 8 && !isTiled && planes === 1;
  const isUsual = photometric <= PHOTOMETRIC.rgb || photometric === PHOTOMETRIC.separated;
  const isSmall = segmentBytes(layout, 0) <= AT_ONCE && segmentRowBytes(layout) * height <= MAX_INFLATED_BYTES;
  return isPlain && isUsual && isSmall && isDeflated(layout) && [1, 2].includes(predictorOf(layout));
}

function predictorOf({ directory }: TiffLayout): number {
  return directory.numbers(TAG.predictor, 1)?.[0] ?? 1;
}

/**
 * Inflates a TIFF for which `isInflatedHere` is true, and returns it uncompressed, in one strip. This also checks the checksums,
 * so that nothing is inflated a second time for them.
 *
 * @throws PictureError `InvalidImage` when a strip is damaged or too short
 */
export async function inflateTiff(bytes: Uint8Array, { layout, segments }: BoundedTiff): Promise<Uint8Array> {
  const known = inflatedFiles.get(bytes);
  if (known !== undefined) return known;
  const { width, height, samplesPerPixel, photometric, directory } = layout;
  const rowBytes = segmentRowBytes(layout);
  const data = new Uint8Array(rowBytes * height);
  const [predictor, form] = [predictorOf(layout), { stride: samplesPerPixel, bits: 8, little: true } as const];
  let at = 0;
  const inflation = new Inflation(layout);
  for (const [i, segment] of segments.entries()) {
    const expected = segmentBytes(layout, i);
    const inflated = inflateAtOnce(segmentData(bytes, layout, segment), expected, inflation.most);
    data.set(inflated.subarray(0, expected), at);
    for (const end = at + expected; at < end; at += rowBytes)
      restoreRow(data.subarray(at, at + rowBytes), predictor, form);
    await inflation.add(inflated.length);
  }
  const plain = plainTiff({
    ...{ width, height, samplesPerPixel, photometric, bitsPerSample: 8, compression: COMPRESSION.none },
    rowsPerStrip: height,
    strips: [data],
    shorts: {
      [TAG.orientation]: directory.numbers(TAG.orientation, 1) ?? [],
      [TAG.extraSamples]: directory.numbers(TAG.extraSamples, samplesPerPixel) ?? [],
    },
    bytes: { [TAG.colourProfile]: directory.bytes(TAG.colourProfile) },
  });
  inflatedFiles.set(bytes, plain);
  return plain;
}
