import { describe, expect, test } from 'vitest';
import { decodePicture } from '../../../../lambda/face/picture/decode.ts';
import { withoutOddities } from '../../../../lambda/face/picture/jpeg-oddities.ts';
import { drawnFace } from '../../../../lib/pictures/drawn-face.ts';
import { asSharp, encodeJpeg } from '../../../../lib/pictures/encode.ts';

const face = drawnFace({ size: 160 });
const jpeg = await encodeJpeg(face);
const cmyk = await asSharp(face).toColourspace('cmyk').jpeg().toBuffer();
const progressive = await asSharp(face).jpeg({ progressive: true }).toBuffer();
const at = (file: Buffer, marker: number) => file.indexOf(Buffer.of(0xff, marker));

function changed(file: Buffer, offset: number, value: number): Buffer {
  const copy = Buffer.from(file);
  copy[offset] = value;
  return copy;
}

function inFront(file: Buffer, marker: number, bytes: Buffer): Buffer {
  const offset = at(file, marker);
  return Buffer.concat([file.subarray(0, offset), bytes, file.subarray(offset)]);
}

/** The end of the band is the last byte but one of the scan's header: 12 bytes, plus the marker's two. */
const BAND_END = at(jpeg, 0xda) + 12;
const adobe = Buffer.from('ffee000e41646f626500640000000009', 'hex');

const oddities: readonly (readonly [name: string, file: Buffer, same: Buffer])[] = [
  ['bytes in front of the tables', inFront(jpeg, 0xc4, Buffer.alloc(9, 7)), jpeg],
  ['bytes in front of the scan of a progressive file', inFront(progressive, 0xda, Buffer.alloc(9, 7)), progressive],
  ['an unknown version of JFIF', changed(inFront(jpeg, 0xdb, jfif()), at(jpeg, 0xdb) + 9, 9), jpeg],
  ['a transform of Adobe that does not exist', inFront(jpeg, 0xdb, adobe), jpeg],
  ['the band of a progressive file', changed(jpeg, BAND_END, 0), jpeg],
];

function jfif(): Buffer {
  return Buffer.from('ffe000104a46494600010100000100010000', 'hex');
}

/** Cuts the last scan in the middle, and ends the file properly. */
function cut(file: Buffer): Buffer {
  const scan = file.lastIndexOf(Buffer.of(0xff, 0xda));
  return Buffer.concat([file.subarray(0, (scan + file.length) >> 1), Buffer.of(0xff, 0xd9)]);
}

describe.each(oddities)('%s', (_, file, same) => {
  test('changes no pixel, however often it is decoded', async () => {
    const { data } = await decodePicture(same);
    for (let i = 0; i < 2; i++) expect(Buffer.compare((await decodePicture(file)).data, data)).toBe(0);
  });

  test('does not hide a scan that ends too early', async () => {
    await expect(decodePicture(cut(file))).rejects.toMatchObject({
      code: 'InvalidImage',
      invalid: { reason: 'damaged' },
    });
  });
});

test('a file without oddities is left as it is, data of its scans included', () => {
  for (const file of [jpeg, progressive, cmyk]) expect(Buffer.compare(withoutOddities(file, true), file)).toBe(0);
});

test('a profile that is not applied is left out', async () => {
  const profiled = await asSharp(face).withIccProfile('p3').jpeg().toBuffer();
  expect(Buffer.compare(withoutOddities(profiled, true), profiled)).toBe(0);
  expect(Buffer.from(withoutOddities(profiled, false)).includes('ICC_PROFILE')).toBe(false);
});
