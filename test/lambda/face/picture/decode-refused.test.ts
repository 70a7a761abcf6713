import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { decodePicture } from '../../../../lambda/face/picture/decode.ts';
import { PictureError } from '../../../../lambda/face/picture/pixels/picture.ts';
import { drawnFace } from '../../../../lib/pictures/drawn-face.ts';
import { asSharp, encodeJpeg, encodePng, encodeTiff } from '../../../../lib/pictures/encode.ts';
import { encodeBmp24 } from '../../../support/bmp/bmp-encoder.ts';
import { encodeTiffPages, tiffPage } from '../../../support/tiff-encoder.ts';

const face = drawnFace({ size: 120 });

async function expectRefused(bytes: Uint8Array, code = 'InvalidImage', maxPixels?: number): Promise<void> {
  const error = await decodePicture(bytes, undefined, maxPixels).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(PictureError);
  expect((error as PictureError).code).toBe(code);
}

describe('what is refused', () => {
  test('nothing at all is an empty image', () => expectRefused(new Uint8Array(), 'EmptyImage'));

  test('other formats', async () => {
    await expectRefused(await asSharp(face).webp().toBuffer());
    await expectRefused(await asSharp(face).gif().toBuffer());
    await expectRefused(await asSharp(face).avif().toBuffer());
    await expectRefused(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>'));
    await expectRefused(Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'));
    await expectRefused(Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n'));
    await expectRefused(Buffer.from('just some text, long enough to be looked at'));
    await expectRefused(Buffer.from([0]));
  });

  test('other formats by libvips itself, wherever in the process it is called', async () => {
    for (const bytes of [await asSharp(face).webp().toBuffer(), await asSharp(face).gif().toBuffer()]) {
      await expect(sharp(bytes).metadata()).rejects.toThrow('unsupported image format');
    }
    await expect(sharp(Buffer.from('<svg width="9" height="9"></svg>')).metadata()).rejects.toThrow('unsupported');
  });

  test('other formats behind the signature of an accepted one', async () => {
    const webp = await asSharp(face).webp().toBuffer();
    for (const format of [await encodeJpeg(face), await encodePng(face), await encodeTiff(face), encodeBmp24(face)]) {
      await expectRefused(Buffer.concat([format.subarray(0, 18), webp]));
    }
  });

  test('files cut off at any point', async () => {
    const whole = [
      await encodeJpeg(face),
      await asSharp(face).jpeg({ progressive: true }).toBuffer(),
      await encodePng(face),
      await asSharp(face).png({ progressive: true }).toBuffer(),
      await encodeTiff(face),
      await asSharp(face).tiff({ compression: 'lzw' }).toBuffer(),
      encodeTiffPages([tiffPage(face)]),
      encodeBmp24(face),
    ];
    for (const bytes of whole) {
      // At the very end stand checksums and end markers; the pixels are complete without them.
      const last = bytes.length - 32;
      for (let cut = 1; cut <= 40; cut++) await expectRefused(bytes.subarray(0, Math.ceil((cut * last) / 40)));
    }
  });

  test('a picture of more pixels than allowed, and not one of just as many', async () => {
    const pixels = face.width * face.height;
    for (const bytes of [await encodeJpeg(face), await encodePng(face), await encodeTiff(face), encodeBmp24(face)]) {
      await expect(decodePicture(bytes, undefined, pixels)).resolves.toMatchObject({ width: face.width });
      await expectRefused(bytes, 'InvalidImage', pixels - 1);
    }
  });

  test('headers that announce 100,000 x 100,000', async () => {
    const png = await encodePng(face);
    png.writeUInt32BE(100_000, 16);
    png.writeUInt32BE(100_000, 20);
    await expectRefused(png);
    const jpeg = await encodeJpeg(face);
    const frame = jpeg.indexOf(Buffer.of(0xff, 0xc0));
    jpeg.writeUInt16BE(65_500, frame + 5);
    jpeg.writeUInt16BE(65_500, frame + 7);
    await expectRefused(jpeg);
    await expectRefused(encodeTiffPages([{ ...tiffPage(face), width: 100_000, height: 100_000 }]));
    const bmp = encodeBmp24(face);
    bmp.writeInt32LE(100_000, 18);
    bmp.writeInt32LE(100_000, 22);
    await expectRefused(bmp);
  });

  test('a small file of more than 40 megapixels', async () => {
    const create = { width: 8000, height: 5001, channels: 3, background: '#808080' } as const;
    const bomb = await sharp({ create }).png().toBuffer();
    expect(bomb.length).toBeLessThan(1_000_000);
    await expectRefused(bomb);
  });

  test('a progressive or interlaced picture that needs too much memory to decode', async () => {
    const large = (channels: 3 | 4) =>
      sharp({ create: { width: 6000, height: 5000, channels, background: '#876543' } });
    const jpeg = (progressive: boolean, chromaSubsampling: string) =>
      large(3).jpeg({ progressive, chromaSubsampling }).toBuffer();
    await expectRefused(await jpeg(true, '4:4:4'));
    await expectRefused(await large(4).toColourspace('rgb16').png({ progressive: true }).toBuffer());
    await expect(decodePicture(await jpeg(false, '4:4:4'))).resolves.toMatchObject({ width: 6000, height: 5000 });
    // Its coefficients leave room for somewhat fewer pixels.
    const smaller = { width: 5651, height: 4709, fileWidth: 6000, fileHeight: 5000 };
    await expect(decodePicture(await jpeg(true, '4:2:0'))).resolves.toMatchObject(smaller);
  });

  test.each([
    ['floating point', 32, 3],
    ['32-bit integers', 32, 1],
  ])('grey TIFF of %s, whose range is unknown', async (_name, bitsPerSample, sampleFormat) => {
    const data = new Uint8Array(4 * 8 * 8);
    const page = { width: 8, height: 8, data, samplesPerPixel: 1, bitsPerSample, photometric: 1, sampleFormat };
    await expectRefused(encodeTiffPages([page]));
  });
});
