import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { decodePicture, resizePicture } from '../../../../lambda/face/picture/decode.ts';
import type { Picture } from '../../../../lambda/face/picture/pixels/picture.ts';
import { drawnFace } from '../../../../lib/pictures/drawn-face.ts';
import { asSharp, encodeJpeg, encodePng, encodeTiff } from '../../../../lib/pictures/encode.ts';
import { encodeBmp24 } from '../../../support/bmp/bmp-encoder.ts';
import { encodeTiffPages, tiffPage } from '../../../support/tiff-encoder.ts';

const face = drawnFace({ size: 120 });
/** Neither square nor symmetric, so that every wrong turn shows. */
const upright = crop(face, 70, 100);

function crop(picture: Picture, width: number, height: number): Picture {
  const data = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    data.set(picture.data.subarray(3 * y * picture.width, 3 * (y * picture.width + width)), 3 * y * width);
  }
  return { width, height, data };
}

/** Mean difference of two images' levels; infinite for different sizes. */
function difference(first: Picture, second: Picture): number {
  if (first.width !== second.width || first.height !== second.height) return Number.POSITIVE_INFINITY;
  return first.data.reduce((sum, level, i) => sum + Math.abs(level - second.data[i]!), 0) / first.data.length;
}

function grey(picture: Picture): Picture {
  const data = new Uint8Array(picture.data.length);
  for (let i = 0; i < data.length; i += 3) {
    const [red, green, blue] = picture.data.subarray(i, i + 3);
    data.fill(Math.round(0.2126 * red! + 0.7152 * green! + 0.0722 * blue!), i, i + 3);
  }
  return { ...picture, data };
}

/**
 * Stores an image in one of the orientations, straight from the definition: tag 274 of TIFF 6.0 names the visual side
 * of the stored row 0 and column 0.
 */
function store(picture: Picture, orientation: number): Picture {
  const { width, height } = picture;
  const right = width - 1;
  const bottom = height - 1;
  const source: Record<number, (row: number, column: number) => [number, number]> = {
    1: (row, column) => [column, row],
    2: (row, column) => [right - column, row],
    3: (row, column) => [right - column, bottom - row],
    4: (row, column) => [column, bottom - row],
    5: (row, column) => [row, column],
    6: (row, column) => [right - row, column],
    7: (row, column) => [right - row, bottom - column],
    8: (row, column) => [row, bottom - column],
  };
  const [storedWidth, storedHeight] = orientation > 4 ? [height, width] : [width, height];
  const data = new Uint8Array(picture.data.length);
  for (let row = 0; row < storedHeight; row++) {
    for (let column = 0; column < storedWidth; column++) {
      const [x, y] = source[orientation]!(row, column);
      const from = 3 * (y * width + x);
      data.set(picture.data.subarray(from, from + 3), 3 * (row * storedWidth + column));
    }
  }
  return { width: storedWidth, height: storedHeight, data };
}

describe('what is decoded', () => {
  test('PNG, BMP and TIFF without loss, whatever the variant', async () => {
    const pictures = [
      encodePng(face),
      asSharp(face).png({ progressive: true }).toBuffer(),
      asSharp(face).toColourspace('rgb16').png().toBuffer(),
      asSharp(face).ensureAlpha().png().toBuffer(),
      encodeTiff(face),
      asSharp(face).tiff({ compression: 'lzw', predictor: 'horizontal' }).toBuffer(),
      asSharp(face).tiff({ compression: 'deflate', tile: true, tileWidth: 64, tileHeight: 64 }).toBuffer(),
      asSharp(face).tiff({ compression: 'packbits', bigtiff: true }).toBuffer(),
      asSharp(face).toColourspace('rgb16').tiff({ compression: 'none' }).toBuffer(),
      asSharp(face).toColourspace('lab').tiff({ compression: 'none' }).toBuffer(),
      Promise.resolve(encodeTiffPages([tiffPage(face)])),
      Promise.resolve(encodeTiffPages([tiffPage(face)], true)),
      Promise.resolve(encodeBmp24(face)),
    ];
    for (const bytes of pictures) expect(difference(await decodePicture(await bytes), face)).toBe(0);
  });

  test.each([
    // JPEG at this quality moves a level by about 1; 4:2:0 chroma a little more.
    ['baseline JPEG', () => encodeJpeg(face), 2],
    ['progressive JPEG', () => asSharp(face).jpeg({ progressive: true, quality: 92 }).toBuffer(), 2.5],
    ['JPEG in TIFF', () => asSharp(face).tiff({ compression: 'jpeg', quality: 92 }).toBuffer(), 3],
    ['PNG with 256 colours', () => asSharp(face).png({ palette: true }).toBuffer(), 2],
    // CMYK has fewer colours than sRGB; a missing inversion would differ by more than 50.
    ['CMYK JPEG', () => asSharp(face).toColourspace('cmyk').jpeg({ quality: 92 }).toBuffer(), 10],
    ['CMYK JPEG with profile', () => asSharp(face).withIccProfile('cmyk').jpeg({ quality: 92 }).toBuffer(), 10],
    ['CMYK TIFF', () => asSharp(face).toColourspace('cmyk').tiff({ compression: 'lzw' }).toBuffer(), 10],
    ['JPEG with a wide-gamut profile', () => asSharp(face).withIccProfile('p3').jpeg({ quality: 92 }).toBuffer(), 3],
    ['16-bit PNG with a wide-gamut profile', () => wideGamut16(), 4],
  ] as const)('%s, up to what the encoding loses', async (_name, encode, tolerance) => {
    expect(difference(await decodePicture(await encode()), face)).toBeLessThan(tolerance);
  });

  test.each([
    ['JPEG', () => asSharp(face).grayscale().jpeg({ quality: 92 }).toBuffer()],
    ['PNG', () => asSharp(face).grayscale().png().toBuffer()],
    ['16-bit PNG', () => asSharp(face).toColourspace('grey16').png().toBuffer()],
    ['TIFF', () => asSharp(face).grayscale().tiff({ compression: 'lzw' }).toBuffer()],
    ['PNG with alpha', () => asSharp(face).grayscale().ensureAlpha().png().toBuffer()],
  ] as const)('grey %s as three equal channels', async (_name, encode) => {
    const picture = await decodePicture(await encode());
    for (let i = 0; i < picture.data.length; i += 3) {
      expect(picture.data[i + 1] === picture.data[i] && picture.data[i + 2] === picture.data[i]).toBe(true);
    }
    // libvips weighs the channels in linear light, the formula here does not.
    expect(difference(picture, grey(face))).toBeLessThan(4);
  });

  test.each([0, 1])('black and white TIFF with black as %i', async (photometric) => {
    const white = photometric === 1 ? 0x80 : 0x40;
    const page = { width: 2, height: 1, data: Uint8Array.of(white), samplesPerPixel: 1, bitsPerSample: 1, photometric };
    expect([...(await decodePicture(encodeTiffPages([page]))).data]).toEqual([255, 255, 255, 0, 0, 0]);
  });

  test('the first page of a TIFF, whatever the others are like', async () => {
    const pages = [tiffPage(face), tiffPage(upright), { ...tiffPage(face), width: 100_000, height: 100_000 }];
    expect(difference(await decodePicture(encodeTiffPages(pages)), face)).toBe(0);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])('orientation %i is made upright in every format', async (orientation) => {
    const stored = store(upright, orientation);
    const described = () => asSharp(stored).withMetadata({ orientation });
    // Metadata come with a profile, which moves levels by 1 at most.
    expect(difference(await decodePicture(await described().png().toBuffer()), upright)).toBeLessThan(1);
    expect(difference(await decodePicture(await described().jpeg({ quality: 92 }).toBuffer()), upright)).toBeLessThan(
      3,
    );
    expect(difference(await decodePicture(encodeTiffPages([tiffPage(stored, orientation)])), upright)).toBe(0);
  });

  test.each([0, 9, 255])('orientation %i, which does not exist, is ignored', async (orientation) => {
    const bytes = await asSharp(upright).withMetadata({ orientation: 6 }).jpeg({ quality: 92 }).toBuffer();
    // The entry of the EXIF directory: tag 274, type SHORT, one value.
    const entry = bytes.indexOf(Buffer.of(0x12, 0x01, 3, 0, 1, 0, 0, 0));
    expect(entry).toBeGreaterThan(0);
    bytes[entry + 8] = orientation;
    expect(difference(await decodePicture(bytes), upright)).toBeLessThan(3);
  });

  test('transparent parts are white', async () => {
    const data = Uint8Array.of(10, 20, 30, 0, 10, 20, 30, 51, 10, 20, 30, 255);
    const bytes = await sharp(data, { raw: { width: 3, height: 1, channels: 4 } })
      .png()
      .toBuffer();
    expect([...(await decodePicture(bytes)).data]).toEqual([255, 255, 255, 206, 208, 210, 10, 20, 30]);
  });

  test('a broken colour profile does not cost the picture', async () => {
    const bytes = await asSharp(face).withIccProfile('p3').jpeg({ quality: 92 }).toBuffer();
    const profile = bytes.indexOf('acsp');
    for (const [from, to] of [
      [profile - 36, profile + 92],
      [profile + 92, profile + 300],
      [profile, profile + 4],
    ] as const) {
      const broken = Buffer.from(bytes).fill(0xa5, from, to);
      expect(difference(await decodePicture(broken), face)).toBeLessThan(8);
    }
  });

  test('a plain view of a larger buffer', async () => {
    const bytes = await encodePng(face);
    const outer = new Uint8Array(bytes.length + 20).fill(7);
    outer.set(bytes, 10);
    expect(difference(await decodePicture(outer.subarray(10, 10 + bytes.length)), face)).toBe(0);
  });
});

describe('resizing', () => {
  test('gives exactly the size asked for', async () => {
    const small = await resizePicture(upright, 31, 77);
    expect([small.width, small.height, small.data.length]).toEqual([31, 77, 3 * 31 * 77]);
    expect(await resizePicture(upright, upright.width, upright.height)).toBe(upright);
  });

  test('averages when shrinking, so that fine patterns do not turn into coarse ones', async () => {
    const stripes = { width: 300, height: 300, data: new Uint8Array(3 * 300 * 300) };
    for (let i = 0; i < stripes.data.length; i++) stripes.data[i] = Math.trunc(i / 3) % 2 === 0 ? 0 : 255;
    const small = await resizePicture(stripes, 70, 70);
    for (const level of small.data) expect(Math.abs(level - 127.5)).toBeLessThan(12);
  });

  test('does not overshoot at hard edges', async () => {
    const edge = { width: 100, height: 100, data: new Uint8Array(3 * 100 * 100) };
    for (let i = 0; i < edge.data.length; i++) edge.data[i] = Math.trunc(i / 3) % 100 < 50 ? 60 : 200;
    const small = await resizePicture(edge, 37, 37);
    expect(small.data.every((level) => level >= 60 && level <= 200)).toBe(true);
  });
});

async function wideGamut16(): Promise<Buffer> {
  return asSharp(face).withIccProfile('p3').toColourspace('rgb16').png().toBuffer();
}
