import { describe, expect, test } from 'vitest';
import { decodePicture } from '../../../../../lambda/face/picture/decode.ts';
import { drawnFace } from '../../../../../lib/pictures/drawn-face.ts';
import { buildPixelTiff, TIFF_FORMS, type TiffEntry } from '../../../../support/hostile/tiff-builder.ts';
import { differenceOf } from '../../../../support/oracles/difference.ts';
import { COMPRESSIONS, type CompressionName, compress } from '../../../../support/tiff/compress.ts';
import { sampleTiff } from '../../../../support/tiff/sample-tiff.ts';

const face = drawnFace({ size: 71 });
const { width, height } = face;

/** BT.601 with full range, not rounded. */
function yCbCrAt(x: number, y: number): [y: number, cb: number, cr: number] {
  const at = 3 * (Math.min(y, height - 1) * width + Math.min(x, width - 1));
  const [red, green, blue] = face.data.subarray(at, at + 3) as unknown as [number, number, number];
  const luma = 0.299 * red + 0.587 * green + 0.114 * blue;
  return [luma, 128 + (blue - luma) / 1.772, 128 + (red - luma) / 1.402];
}

/** The colour of the block's first pixel, which all of its pixels share. */
function block(left: number, top: number, across: number, down: number): number[] {
  const lumas = Array.from(
    { length: across * down },
    (_, i) => yCbCrAt(left + (i % across), top + Math.floor(i / across))[0],
  );
  return [...lumas, ...yCbCrAt(left, top).slice(1)].map((value) => Math.min(255, Math.max(0, Math.round(value))));
}

interface Blocks {
  readonly subsampling: readonly [across: number, down: number];
  readonly tile: readonly [width: number, height: number] | null;
  readonly compression: CompressionName;
  readonly form: (typeof TIFF_FORMS)[number];
}

const ROWS = 16;

/** TIFF 6.0, section 21: blocks side by side, each the luma of its pixels and the colour that they share. */
function subsampledTiff({ subsampling, tile, compression, form }: Blocks): Buffer {
  const [across, down] = subsampling;
  const [tileWidth, tileHeight] = tile ?? [width, ROWS];
  const parts: Buffer[] = [];
  for (let top = 0; top < height; top += tileHeight) {
    for (let left = 0; left < width; left += tileWidth) {
      const bottom = top + (tile === null ? Math.min(tileHeight, height - top) : tileHeight);
      const bytes: number[] = [];
      for (let y = top; y < bottom; y += down) {
        for (let x = left; x < left + tileWidth; x += across) bytes.push(...block(x, y, across, down));
      }
      parts.push(compress(Buffer.from(bytes), compression));
    }
  }
  let end = 0;
  const segments = parts.map(({ length }) => {
    end += length;
    return [end - length, length] as const;
  });
  return buildPixelTiff({
    ...{ ...form, width, height, samples: 3, photometric: 6, compression: COMPRESSIONS[compression], segments },
    ...(tile === null ? { rowsPerStrip: ROWS } : { tile }),
    data: Buffer.concat(parts),
    more: [{ tag: 530, type: 'short', values: [across, down] }],
  });
}

/** Each pixel with the colour of its block. */
function expectedPicture([across, down]: Blocks['subsampling']): Uint8Array {
  const data = new Uint8ClampedArray(3 * width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [luma] = yCbCrAt(x, y);
      const [, cb, cr] = yCbCrAt(x - (x % across), y - (y % down));
      const [red, blue] = [luma + 1.402 * (cr - 128), luma + 1.772 * (cb - 128)];
      data.set([red, (luma - 0.299 * red - 0.114 * blue) / 0.587, blue], 3 * (y * width + x));
    }
  }
  return new Uint8Array(data.buffer);
}

const CASES = (
  [
    [2, 2],
    [2, 1],
    [1, 2],
    [4, 1],
    [4, 2],
    [4, 4],
  ] as const
).flatMap((subsampling) =>
  ([null, [32, 48]] as const).flatMap((tile) =>
    (['none', 'LZW', 'deflate', 'PackBits'] as const).map((compression, i) => ({
      ...{ subsampling, tile, compression, form: TIFF_FORMS[i % TIFF_FORMS.length]! },
      name: `${subsampling.join(' x ')}, ${tile === null ? 'strips' : 'tiles'}, ${compression}`,
    })),
  ),
);

// Compared with what the specification says: ImageMagick takes the blocks for rows of RGB.
describe('YCbCr with subsampled colours and without JPEG', () => {
  test.each(CASES)('$name', async (blocks) => {
    const { most } = differenceOf(await decodePicture(subsampledTiff(blocks)), {
      ...{ width, height, data: expectedPicture(blocks.subsampling) },
    });
    // Luma and colours are rounded before they are stored.
    expect(most).toBeLessThanOrEqual(3);
  });
});

/** Codes of black and white of video, which the directory says as ReferenceBlackWhite. */
const VIDEO = { luma: [16, 235], colour: [128, 240] } as const;

test.each([
  ['u8', 1],
  ['u16', 256],
] as const)('black and white of video in samples of %s', async (type, unit) => {
  const { luma, colour } = VIDEO;
  const values = [...luma, ...colour, ...colour].map((value) => value * unit);
  const references: TiffEntry = { tag: 532, type: 'long', values };
  const valueAt = (x: number, y: number, sample: number) => {
    const [black, white, range] = sample === 0 ? [...luma, 255] : [...colour, 127];
    const full = yCbCrAt(x, y)[sample]! - (sample === 0 ? 0 : 128);
    return Math.round(unit * (black + (full / range) * (white - black)));
  };
  for (const layout of ['strips', 'tiles', 'tiles of planes'] as const) {
    const bytes = sampleTiff({
      ...{ width, height, layout, type, samples: 3, photometric: 6, compression: 'LZW', form: TIFF_FORMS[1]!, valueAt },
      more: [{ tag: 530, type: 'short', values: [1, 1] }, references],
    });
    expect(differenceOf(await decodePicture(bytes), face).most).toBeLessThanOrEqual(type === 'u8' ? 4 : 2);
  }
});
