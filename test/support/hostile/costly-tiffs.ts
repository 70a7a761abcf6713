import { deflateSync } from 'node:zlib';
import { manyPrefixCodes } from './lossless-webp.ts';
import { buildPixelTiff, type PixelSpec, TIFF_FORMS, type TiffEntry } from './tiff-builder.ts';

export interface CostlyTiff {
  readonly name: string;
  readonly bytes: Buffer;
  /** The code of the rejection, or the size of the image. */
  readonly expected: string;
}

const [FAX, DEFLATE, WEBP] = [4, 8, 50_001];
const [BLACK_IS_ZERO, LAB] = [1, 8];
const REFUSED = 'InvalidImage';

type Spec = Omit<PixelSpec, 'isBig' | 'isBigEndian' | 'segments' | 'data'>;

/** The same strip or tile again and again, each time at its own position. */
function repeated(spec: Spec, count: number, segment: Buffer): Buffer {
  return buildPixelTiff({
    ...{ ...TIFF_FORMS[0]!, ...spec },
    segments: Array.from({ length: count }, (_, i) => [i * segment.length, segment.length] as const),
    data: Buffer.concat(Array<Buffer>(count).fill(segment)),
  });
}

const deflated = (size: number, byte = 0) => deflateSync(Buffer.alloc(size, byte), { level: 9 });

/** Streams that inflate to more than their strips hold. */
function longStreams(): CostlyTiff[] {
  const long = deflated(990_000);
  const count = Math.floor(3_800_000 / long.length);
  const endless = deflated(600_000_000);
  const tiny = { width: 16, height: count, rowsPerStrip: 1, compression: DEFLATE };
  return [
    { name: '3,800 strips of 16 bytes that inflate to 1 MB', bytes: repeated(tiny, count, long), expected: REFUSED },
    {
      name: 'one strip of 1.2 MB that inflates to 600 MB',
      bytes: repeated({ width: 1200, height: 1000, compression: DEFLATE }, 1, endless),
      expected: REFUSED,
    },
    {
      name: '60,000 strips of one row',
      bytes: repeated({ width: 16, height: 60_000, rowsPerStrip: 1, compression: DEFLATE }, 60_000, deflated(16)),
      expected: '16 x 60000',
    },
  ];
}

/** Bytes of a and b without runs of equal pixels, which would be easy. */
function labPixels(side: number): Buffer {
  return Buffer.from(Uint8Array.from({ length: 3 * side * side }, (_, i) => (i * 37 + (i >> 9) * 11) & 255));
}

function convertedHere(): CostlyTiff[] {
  const whole = (spec: Spec, data: Buffer) => repeated({ ...spec, compression: DEFLATE }, 1, deflateSync(data));
  const [labSide, halfSide, wideSide] = [3_600, 3_150, 4_990];
  const half = (side: number) => ({
    ...{ width: side, height: side, bits: 16, photometric: BLACK_IS_ZERO, compression: DEFLATE },
    more: [339, 340, 341].map((tag): TiffEntry => ({ tag, type: 'short', values: [{ 339: 3, 340: 0, 341: 1 }[tag]!] })),
  });
  return [
    {
      name: '13 megapixels of Lab',
      bytes: whole(
        { width: labSide, height: labSide, samples: 3, photometric: LAB, compression: DEFLATE },
        labPixels(labSide),
      ),
      expected: `${labSide} x ${labSide}`,
    },
    {
      name: '10 megapixels of floating point in 16 bits',
      bytes: whole(half(halfSide), Buffer.alloc(2 * halfSide * halfSide, 0x38)),
      expected: `${halfSide} x ${halfSide}`,
    },
    {
      name: '25 megapixels of floating point in 16 bits',
      bytes: whole(half(wideSide), Buffer.alloc(2 * wideSide * wideSide, 0x38)),
      expected: REFUSED,
    },
  ];
}

/** TIFF files whose pixels our code goes over, or that make a decoder start again for each tile. */
export function costlyTiffs(): readonly CostlyTiff[] {
  // Sixteen rows like the white row above, and the end of the block.
  const faxTile = { width: 16, height: 64_000, bits: 1, tile: [16, 16], compression: FAX } as const;
  const webp = manyPrefixCodes(512);
  return [
    ...longStreams(),
    ...convertedHere(),
    {
      name: '4,000 tiles of CCITT, one below the other',
      bytes: repeated(faxTile, 4_000, Buffer.of(0xff, 0xff, 0x00, 0x10, 0x01)),
      expected: '16 x 64000',
    },
    {
      name: '42 tiles of lossless WebP, of 16,384 prefix codes each',
      bytes: repeated({ width: 3072, height: 3584, samples: 3, tile: [512, 512], compression: WEBP }, 42, webp),
      expected: REFUSED,
    },
    {
      name: '5 tiles of lossless WebP, of 16,384 prefix codes each',
      bytes: repeated({ width: 2560, height: 512, samples: 3, tile: [512, 512], compression: WEBP }, 5, webp),
      expected: '2560 x 512',
    },
  ];
}
