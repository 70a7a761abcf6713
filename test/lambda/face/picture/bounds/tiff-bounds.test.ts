import sharp, { type TiffOptions } from 'sharp';
import { describe, expect, test } from 'vitest';
import { boundTiff } from '../../../../../lambda/face/picture/bounds/tiff-bounds.ts';
import { decodePicture } from '../../../../../lambda/face/picture/decode.ts';
import { MAX_PIXELS } from '../../../../../lambda/face/picture/pixels/picture.ts';
import { drawnFace } from '../../../../../lib/pictures/drawn-face.ts';
import { asSharp } from '../../../../../lib/pictures/encode.ts';
import { buildPixelTiff, TIFF_FORMS } from '../../../../support/hostile/tiff-builder.ts';
import { encodeTiffPages, tiffPage } from '../../../../support/tiff-encoder.ts';

const face = drawnFace({ size: 100 });

async function expectAsByLibrary(bytes: Buffer): Promise<void> {
  const expected = await sharp(bytes, { failOn: 'error' }).toColourspace('srgb').raw().toBuffer();
  expect(Buffer.from((await decodePicture(bytes)).data).equals(expected)).toBe(true);
}

describe('what programs write is decoded as before', () => {
  const compressions = ['none', 'lzw', 'deflate', 'packbits', 'jpeg', 'webp'] as const;
  const layouts: readonly TiffOptions[] = [
    {},
    { tile: true, tileWidth: 32, tileHeight: 48 },
    { tile: true, pyramid: true },
    { bigtiff: true },
    { predictor: 'horizontal' },
  ];
  test.each(compressions)('%s', async (compression) => {
    for (const layout of layouts)
      await expectAsByLibrary(
        await asSharp(face)
          .tiff({ compression, ...layout })
          .toBuffer(),
      );
  });

  test('1, 2 and 4 bits, CMYK and 16 bits', async () => {
    for (const bitdepth of [1, 2, 4] as const) {
      await expectAsByLibrary(await asSharp(face).grayscale().tiff({ bitdepth, compression: 'none' }).toBuffer());
    }
    for (const space of ['cmyk', 'rgb16']) {
      await expectAsByLibrary(await asSharp(face).toColourspace(space).tiff({ compression: 'lzw' }).toBuffer());
    }
  });

  test.each(TIFF_FORMS)('each form of directory: %o', async (form) => {
    const data = Buffer.from(face.data);
    const strips = Array.from({ length: 10 }, (_, i) => [3_000 * i, 3_000] as const);
    const made = { ...form, width: 100, height: 100, samples: 3, compression: 1, data };
    const { data: decoded } = await decodePicture(buildPixelTiff({ ...made, rowsPerStrip: 10, segments: strips }));
    expect(data.equals(decoded)).toBe(true);
  });
});

test('a file of one page is passed on as it is, and of several pages only the first', () => {
  const one = encodeTiffPages([tiffPage(face)]);
  expect(boundTiff(one, MAX_PIXELS).bytes).toBe(one);
  const two = encodeTiffPages([tiffPage(face), tiffPage(face)]);
  const before = Buffer.from(two);
  const { bytes } = boundTiff(two, MAX_PIXELS);
  expect(two.equals(before)).toBe(true);
  // The offset of the second directory, behind 11 entries.
  expect(Buffer.from(bytes).readUInt32LE(8 + 2 + 12 * 11)).toBe(0);
});

test('lengths may be missing where one strip takes the rest of the file', async () => {
  const bytes = encodeTiffPages([tiffPage(face)]);
  const lengths = bytes.indexOf(Buffer.from([0x17, 0x01, 4, 0]));
  bytes.writeUInt16LE(0x8117, lengths);
  await expect(decodePicture(bytes)).resolves.toMatchObject({ width: 100, height: 100 });
});

describe('JPEG in TIFF', () => {
  const tile = async (options: object) => asSharp(face).resize(64, 64).jpeg(options).toBuffer();
  const tiff = (tiles: readonly Buffer[], side: number) => {
    let at = 0;
    const segments = tiles.map((bytes) => {
      at += bytes.length;
      return [at - bytes.length, bytes.length] as const;
    });
    const size = { width: side, height: side, tile: [64, 64] as const };
    return buildPixelTiff({
      ...{ ...TIFF_FORMS[0]!, ...size, samples: 3, photometric: 6, compression: 7, segments },
      more: [{ tag: 530, type: 'short', values: [2, 2] }],
      data: Buffer.concat(tiles),
    });
  };

  test('tiles count together', async () => {
    const bytes = await tile({});
    await expect(decodePicture(tiff(Array<Buffer>(4).fill(bytes), 128))).resolves.toMatchObject({ width: 128 });
  });

  test('a tile that says it is large is refused', async () => {
    const bytes = await tile({});
    const frame = bytes.indexOf(Buffer.of(0xff, 0xc0));
    bytes.writeUInt16BE(65_500, frame + 5);
    bytes.writeUInt16BE(65_500, frame + 7);
    await expect(decodePicture(tiff([bytes], 64))).rejects.toMatchObject({ code: 'InvalidImage' });
  });
});

describe('WebP in TIFF', () => {
  const strip = async (side: number, lossless: boolean) => {
    const data = await asSharp(face).resize(side, side).webp({ lossless }).toBuffer();
    const made = { ...TIFF_FORMS[0]!, width: side, height: side, samples: 3, compression: 50_001 };
    return buildPixelTiff({ ...made, segments: [[0, data.length]], data });
  };

  test('a lossy strip of any size, and a lossless one of 512 x 512', async () => {
    await expect(decodePicture(await strip(800, false))).resolves.toMatchObject({ width: 800 });
    await expect(decodePicture(await strip(512, true))).resolves.toMatchObject({ width: 512 });
  });

  test('a large lossless strip is refused', async () => {
    await expect(decodePicture(await strip(513, true))).rejects.toMatchObject({ code: 'InvalidImage' });
  });
});
