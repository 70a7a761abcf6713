import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { invalidImage } from '../../../../lambda/contract/invalid-image.ts';
import { decodePicture } from '../../../../lambda/face/picture/decode.ts';
import type { Picture } from '../../../../lambda/face/picture/pixels/picture.ts';
import { drawnFace } from '../../../../lib/pictures/drawn-face.ts';
import { asSharp, encodeBmp24, encodeJpeg, encodePng, encodeTiff } from '../../../../lib/pictures/encode.ts';
import { jpegSegment } from '../../../support/hostile/jpeg-builder.ts';
import { behindStart, multiPictureFile } from '../../../support/multi-picture.ts';

const face = drawnFace({ size: 160 });
const other = await encodeJpeg(drawnFace({ seed: 9, size: 90 }));
const jpeg = await encodeJpeg(face);
const progressive = await asSharp(face).jpeg({ progressive: true }).toBuffer();

/** What Android writes into an Ultra HDR photo: that a gain map of so many bytes follows. */
function gainMap(bytes: number): Buffer {
  const xmp = `http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/" xmlns:Container="http://ns.google.com/photos/1.0/container/" xmlns:Item="http://ns.google.com/photos/1.0/container/item/" hdrgm:Version="1.0"><Container:Directory><rdf:Seq><rdf:li rdf:parseType="Resource"><Container:Item Item:Semantic="Primary" Item:Mime="image/jpeg"/></rdf:li><rdf:li rdf:parseType="Resource"><Container:Item Item:Semantic="GainMap" Item:Mime="image/jpeg" Item:Length="${bytes}"/></rdf:li></rdf:Seq></Container:Directory></rdf:Description></rdf:RDF></x:xmpmeta>`;
  return jpegSegment(0xe1, Buffer.from(xmp, 'latin1'));
}

const gainMapFile = behindStart(
  other,
  jpegSegment(
    0xe1,
    Buffer.from(
      'http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/" hdrgm:Version="1.0" hdrgm:GainMapMax="2.3" hdrgm:HDRCapacityMax="2.3"/></rdf:RDF></x:xmpmeta>',
    ),
  ),
);

/** The bytes that Samsung's gallery puts behind a portrait, a motion photo's video, and what else is found there. */
const TRAILERS: readonly (readonly [string, Buffer])[] = [
  [
    'the directory of Samsung',
    Buffer.from('\0\0\x01\x0a\x0e\0\0\0Image_UTC_Data1700000000000SEFH\x6b\0\0\0\x01\0\0\0SEFT', 'latin1'),
  ],
  ['a video', Buffer.concat([Buffer.from('\0\0\0\x18ftypmp42\0\0\0\0mp42isom', 'latin1'), Buffer.alloc(50_000, 7)])],
  ['a second picture, not named', other],
  ['a depth map as PNG', await encodePng(drawnFace({ seed: 3, size: 40 }))],
  ['zeros', Buffer.alloc(4096)],
  ['markers', Buffer.from('ffd8ffe00010ffdaffd9ffc0', 'hex')],
];

async function expectSame(bytes: Buffer, plain: Buffer): Promise<void> {
  const [actual, expected] = [await decodePicture(bytes), await decodePicture(plain)];
  expect([actual.width, actual.height]).toEqual([expected.width, expected.height]);
  expect(Buffer.compare(actual.data, expected.data)).toBe(0);
}

describe.each([
  ['baseline', jpeg],
  ['progressive', progressive],
])('photos of phones, %s', (_, photo) => {
  test('Ultra HDR gives its base picture', async () => {
    await expectSame(multiPictureFile(photo, gainMapFile, gainMap(gainMapFile.length)), photo);
    await expectSame(Buffer.concat([behindStart(photo, gainMap(gainMapFile.length)), gainMapFile]), photo);
  });

  test('a multi-picture file gives its first picture', async () => {
    await expectSame(multiPictureFile(photo, other), photo);
    await expectSame(multiPictureFile(photo, photo), photo);
  });

  test.each(TRAILERS)('a trailer says nothing: %s', async (_, trailer) => {
    await expectSame(Buffer.concat([photo, trailer]), photo);
  });

  test('cut inside the picture it is refused, whatever follows', async () => {
    const half = photo.subarray(0, photo.length >> 1);
    await expect(decodePicture(half)).rejects.toMatchObject({ code: 'InvalidImage' });
  });
});

const distance = (a: Picture, b: Picture) =>
  a.data.reduce((sum, level, i) => sum + Math.abs(level - b.data[i]!), 0) / a.data.length;

test.each(['jpeg', 'png', 'tiff'] as const)('Display P3 is converted: %s', async (format) => {
  const bytes = await asSharp(face).withIccProfile('p3').toFormat(format, { quality: 95 }).toBuffer();
  const stored = await sharp(bytes, { ignoreIcc: true }).removeAlpha().raw().toBuffer();
  const decoded = await decodePicture(bytes);
  expect(distance(decoded, face)).toBeLessThan(2);
  expect(distance({ ...face, data: stored }, face)).toBeGreaterThan(2 * distance(decoded, face));
});

describe('a face inside something else', () => {
  const place = (width: number, height: number, background: string) =>
    sharp({ create: { width, height, channels: 3, background } }).composite([
      {
        input: Buffer.from(face.data),
        raw: { width: face.width, height: face.height, channels: 3 },
        left: 100,
        top: 200,
      },
    ]);
  const cut = ({ width, data }: Picture) => {
    const rows = Array.from({ length: face.height }, (_, y) => {
      const from = 3 * ((200 + y) * width + 100);
      return data.subarray(from, from + 3 * face.width);
    });
    return { ...face, data: Buffer.concat(rows) };
  };

  test('a screenshot, PNG with alpha, keeps each pixel', async () => {
    const screenshot = await decodePicture(await place(585, 1266, '#101418').ensureAlpha().png().toBuffer());
    expect([screenshot.width, screenshot.height]).toEqual([585, 1266]);
    expect(Buffer.compare(cut(screenshot).data, Buffer.from(face.data))).toBe(0);
    expect([...screenshot.data.subarray(0, 3)]).toEqual([0x10, 0x14, 0x18]);
  });

  test.each(['#ffffff', '#000000'])('a scan keeps its border of %s', async (border) => {
    const page = place(620, 877, border).withMetadata({ density: 75 });
    const scans = [
      await page.clone().tiff({ compression: 'lzw' }).toBuffer(),
      await page.clone().jpeg({ quality: 95 }).toBuffer(),
    ];
    for (const scan of scans) {
      const decoded = await decodePicture(scan);
      expect([decoded.width, decoded.height]).toEqual([620, 877]);
      expect(distance(cut(decoded), face)).toBeLessThan(2);
      expect(decoded.data[0]).toBe(border === '#ffffff' ? 255 : 0);
    }
  });
});

/** Changes the frame of a JPEG. */
function withFrame(file: Buffer, edit: (frame: Buffer) => void): Buffer {
  const copy = Buffer.from(file);
  const at = [0xc0, 0xc2].map((marker) => copy.indexOf(Buffer.of(0xff, marker, 0, 17))).find((place) => place > 0)!;
  edit(copy.subarray(at, at + 19));
  return copy;
}

describe('what phones and devices write and is refused', () => {
  test.each([
    ['12 bits', 0xc1, 12, 'jpegDepth'],
    ['12 bits, progressive', 0xc2, 12, 'jpegDepth'],
    ['16 bits without loss', 0xc3, 16, 'jpegLossless'],
  ] as const)('a JPEG of %s, by its name', async (_, marker, precision, kind) => {
    const bytes = withFrame(jpeg, (frame) => frame.set([marker, 0, 17, precision], 1));
    const refused = { code: 'InvalidImage', invalid: invalidImage('unsupported-kind', kind) };
    await expect(decodePicture(bytes)).rejects.toMatchObject(refused);
  });

  const sizes = [
    ['48 megapixels', 8064, 6048],
    ['50 megapixels', 8160, 6144],
    ['108 megapixels', 12_000, 9000],
    ['200 megapixels', 16_320, 12_240],
  ] as const;
  test.each(sizes)('%s in every format', async (_, width, height) => {
    const [png, bmp] = [await encodePng(face), encodeBmp24(face)];
    png.writeUInt32BE(width, 16);
    png.writeUInt32BE(height, 20);
    bmp.writeInt32LE(width, 18);
    bmp.writeInt32LE(height, 22);
    const tiff = await encodeTiff(face);
    const entry = (tag: number) => tiff.indexOf(Buffer.of(tag & 255, tag >> 8, 3, 0, 1, 0, 0, 0));
    tiff.writeUInt16LE(width, entry(256) + 8);
    tiff.writeUInt16LE(height, entry(257) + 8);
    const photo = withFrame(jpeg, (frame) => {
      frame.writeUInt16BE(height, 5);
      frame.writeUInt16BE(width, 7);
    });
    for (const bytes of [photo, png, bmp, tiff]) {
      const before = process.cpuUsage();
      await expect(decodePicture(bytes, { kind: 'at most', side: 640 })).rejects.toMatchObject({
        code: 'InvalidImage',
      });
      const { user, system } = process.cpuUsage(before);
      // By the header: decoding would take longer.
      expect((user + system) / 1000).toBeLessThan(200);
    }
  });

  test('a whole JPEG of 48 megapixels, while one of 39 is decoded', async () => {
    const flat = (width: number, height: number) =>
      sharp({ create: { width, height, channels: 3, background: '#886644' }, limitInputPixels: false })
        .jpeg()
        .toBuffer();
    const small = { kind: 'at most', side: 640 } as const;
    await expect(decodePicture(await flat(8064, 6048), small)).rejects.toMatchObject({ code: 'InvalidImage' });
    expect(await decodePicture(await flat(7216, 5412), small)).toMatchObject({ width: 640, fileWidth: 7216 });
  });
});
