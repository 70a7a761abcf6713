import { describe, expect, test } from 'vitest';
import { pictureFormat } from '../../../../lambda/face/picture/format.ts';
import { drawnFace } from '../../../../lib/pictures/drawn-face.ts';
import { asSharp, encodeJpeg, encodePng, encodeTiff } from '../../../../lib/pictures/encode.ts';
import { encodeBmp24 } from '../../../support/bmp/bmp-encoder.ts';
import { bmpVariants } from '../../../support/bmp/bmp-variants.ts';
import { encodeTiffPages, tiffPage } from '../../../support/tiff-encoder.ts';

const picture = drawnFace({ size: 40 });

describe('the format of a picture', () => {
  test('is told by its content', async () => {
    expect(pictureFormat(await encodeJpeg(picture))).toBe('jpeg');
    expect(pictureFormat(await encodePng(picture))).toBe('png');
    expect(pictureFormat(await encodeTiff(picture))).toBe('tiff');
    expect(pictureFormat(encodeTiffPages([tiffPage(picture)], true))).toBe('tiff');
    expect(pictureFormat(await asSharp(picture).tiff({ bigtiff: true }).toBuffer())).toBe('tiff');
    expect(pictureFormat(encodeBmp24(picture))).toBe('bmp');
    for (const { bytes } of bmpVariants(picture)) expect(pictureFormat(bytes)).toBe('bmp');
  });

  test('is unknown for what the contract does not name', async () => {
    expect(pictureFormat(await asSharp(picture).webp().toBuffer())).toBeNull();
    expect(pictureFormat(await asSharp(picture).gif().toBuffer())).toBeNull();
    expect(pictureFormat(await asSharp(picture).avif().toBuffer())).toBeNull();
    expect(pictureFormat(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'))).toBeNull();
    expect(pictureFormat(Buffer.from('%PDF-1.7'))).toBeNull();
  });

  test('is unknown for text that begins like a BMP', () => {
    expect(pictureFormat(Buffer.from('BMW is a maker of motor cars'))).toBeNull();
  });

  test('is unknown for a signature that is cut off', async () => {
    for (const bytes of [await encodeJpeg(picture), await encodePng(picture), await encodeTiff(picture)]) {
      expect(pictureFormat(bytes.subarray(0, 2))).toBeNull();
    }
    expect(pictureFormat(encodeBmp24(picture).subarray(0, 17))).toBeNull();
    expect(pictureFormat(new Uint8Array())).toBeNull();
  });
});
