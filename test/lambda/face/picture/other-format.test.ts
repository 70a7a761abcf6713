import { describe, expect, test } from 'vitest';
import { OTHER_FORMATS, type OtherFormatName } from '../../../../lambda/contract/other-formats.ts';
import { decodePicture } from '../../../../lambda/face/picture/decode.ts';
import { drawnFace } from '../../../../lib/pictures/drawn-face.ts';
import { asSharp, encodeBmp24, encodeJpeg, encodePng, encodeTiff } from '../../../../lib/pictures/encode.ts';

const face = drawnFace({ size: 64 });
const text = (value: string) => async () => Buffer.from(value);
const media = (brand: string, ...others: string[]) => {
  const brands = [brand, '\0\0\0\0', ...others].join('');
  return async () =>
    Buffer.concat([Buffer.of(0, 0, 0, 8 + brands.length), Buffer.from(`ftyp${brands}`, 'latin1'), Buffer.alloc(99, 7)]);
};
const base64 = async () => (await encodePng(face)).toString('base64');

/** What people send, by what it is. */
const FILES: Readonly<Record<OtherFormatName, readonly (() => Promise<Buffer>)[]>> = {
  heic: [media('heic', 'mif1'), media('mif1', 'heic'), media('heix'), media('msf1', 'hevc')],
  avif: [() => asSharp(face).avif().toBuffer(), media('mif1', 'avif')],
  webp: [() => asSharp(face).webp().toBuffer()],
  gif: [() => asSharp(face).gif().toBuffer()],
  svg: [
    text('<svg xmlns="http://www.w3.org/2000/svg"/>'),
    text('\n<?xml version="1.0"?>\n<!-- a -->\n<svg width="9"></svg>'),
  ],
  jpegXl: [async () => Buffer.from('\xff\x0a\x10\x20\x30\x40\x50', 'latin1')],
  jpeg2000: [async () => Buffer.from('\0\0\0\x0cjP  \r\n\x87\n', 'latin1')],
  pdf: [text('%PDF-1.7\n1 0 obj\n')],
  video: [media('isom', 'mp42'), media('qt  ')],
  zip: [async () => Buffer.from('PK\x03\x04\x14\0\0\0', 'latin1')],
  html: [text('<!DOCTYPE html>\n<html><body>Not found</body></html>'), text('<html lang="en">')],
  xml: [text('<?xml version="1.0"?>\n<Error><Code>AccessDenied</Code></Error>')],
  json: [text('{"image": "..."}'), text('[1, 2]'), text('{}')],
  base64: [
    async () => Buffer.from(await base64()),
    async () => Buffer.from(`data:image/png;base64,${await base64()}`),
    async () => Buffer.from((await encodeJpeg(face)).toString('base64')),
    async () => Buffer.from((await encodeJpeg(face)).toString('base64').replace(/.{76}/g, '$&\r\n')),
  ],
  hex: [async () => Buffer.from((await encodePng(face)).toString('hex'))],
  reference: [
    ...['photo.jpg', '@photo.jpg', '/home/me/photo.png', 'C:\\photos\\me.bmp', './a', 'my photo.JPEG'].map(text),
    ...['https://example.com/a?b=c', 'file:///tmp/a.png', 's3://bucket/key'].map(text),
    ...['C:\\Users\\Jos\u00e9\\selfie.jpg\r\n', 'content://media/external/images/media/1000'].map(text),
  ],
  text: [text('just some text, long enough to be looked at'), text('[object Blob]'), text('undefined'), text('Grüße')],
  unknown: [async () => Buffer.of(0), async () => Buffer.alloc(2000, 0xe7)],
};

describe('what is sent in place of a picture is named, with the remedy', () => {
  test.each(Object.entries(FILES))('%s', async (name, files) => {
    const { what, remedy } = OTHER_FORMATS[name as OtherFormatName];
    const message = `the image is not a JPG, PNG, BMP or TIFF file but ${what}. ${remedy}`;
    for (const file of files) {
      await expect(decodePicture(await file())).rejects.toMatchObject({ invalid: { reason: 'other-format', message } });
    }
  });
});

describe('other reasons', () => {
  const files = async () => [await encodeJpeg(face), await encodePng(face), await encodeTiff(face), encodeBmp24(face)];
  const reason = (expected: string) => ({ invalid: { reason: expected } });

  test('a file without its second half is truncated', async () => {
    for (const bytes of await files()) {
      const half = bytes.subarray(0, bytes.length / 2);
      await expect(decodePicture(half)).rejects.toMatchObject(reason('truncated'));
    }
  });

  test('a PNG with a wrong checksum, and a TIFF that contradicts itself, are damaged', async () => {
    const png = await encodePng(face);
    png[png.indexOf('IDAT') + 20]! ^= 0x55;
    await expect(decodePicture(png)).rejects.toMatchObject(reason('damaged'));
    const deflated = await asSharp(face)
      .tiff({ compression: 'deflate', tile: true, tileWidth: 32, tileHeight: 32 })
      .toBuffer();
    // The last byte of the first tile's checksum, or of the data next to it.
    for (let at = 20; at < 200; at += 20) {
      const bytes = Buffer.from(deflated);
      bytes[at]! ^= 0x10;
      await expect(decodePicture(bytes)).rejects.toMatchObject(reason('damaged'));
    }
  });

  test('too many megapixels are told, and how many are allowed', async () => {
    for (const bytes of await files()) {
      const message = 'the image has 0.1 megapixels; at most 0 are allowed. Scale it down.';
      await expect(decodePicture(bytes, undefined, 0)).rejects.toMatchObject({
        invalid: { reason: 'too-many-megapixels', message },
      });
    }
  });
});
