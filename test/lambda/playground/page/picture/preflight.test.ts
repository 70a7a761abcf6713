import { describe, expect, it } from 'vitest';
import { MAX_BODY_BYTES, MAX_FILE_BYTES } from '../../../../../lambda/contract/limits.ts';
import { OTHER_FORMATS } from '../../../../../lambda/contract/other-formats.ts';
import { MAX_PIXELS } from '../../../../../lambda/face/picture/pixels/picture.ts';
import { dimensions } from '../../../../../lambda/playground/page/picture/dimensions.ts';
import {
  type FileFacts,
  fileFacts,
  fileFindings,
  totalFinding,
} from '../../../../../lambda/playground/page/picture/preflight.ts';
import { drawnFace } from '../../../../../lib/pictures/drawn-face.ts';
import { asSharp, encodeJpeg, encodePng, encodeTiff } from '../../../../../lib/pictures/encode.ts';
import { encodeBmp24 } from '../../../../support/bmp/bmp-encoder.ts';

const { data } = drawnFace({ size: 60 });
const PICTURE = { width: 40, height: 90, data };
const SIZE = { width: 40, height: 90 };

describe('dimensions', () => {
  it.each([
    ['jpeg', () => encodeJpeg(PICTURE)],
    ['jpeg', () => asSharp(PICTURE).jpeg({ progressive: true }).withMetadata({ orientation: 6 }).toBuffer()],
    ['png', () => encodePng(PICTURE)],
    ['tiff', () => encodeTiff(PICTURE)],
    ['bmp', async () => encodeBmp24(PICTURE)],
    ['bmp', async () => encodeBmp24(PICTURE, { header: 12 })],
  ] as const)('reads them from the header of a %s', async (format, encode) => {
    const file = await encode();
    expect(fileFacts(file)).toEqual({ bytes: file.length, format, foreign: null, dimensions: SIZE });
  });

  it('finds none in a file that is cut off, and never throws', async () => {
    for (const [format, file] of [
      ['jpeg', await encodeJpeg(PICTURE)],
      ['png', await encodePng(PICTURE)],
      ['bmp', encodeBmp24(PICTURE)],
      ['tiff', await encodeTiff(PICTURE)],
    ] as const) {
      expect(dimensions(file.subarray(0, 12), format)).toBeNull();
      for (let length = 0; length < 400; length += 3) dimensions(file.subarray(0, length), format);
    }
  });

  it('ends on a JPEG whose segments have no length', () => {
    expect(dimensions(Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 0, 0, 0, 0, 0, 0]), 'jpeg')).toBeNull();
  });
});

describe('what is wrong with one file', () => {
  const facts: FileFacts = { bytes: 1000, format: 'jpeg', foreign: null, dimensions: { width: 100, height: 100 } };
  const texts = (change: Partial<FileFacts>, limit = MAX_FILE_BYTES) =>
    fileFindings({ ...facts, ...change }, limit).map(({ text }) => text);

  it('is nothing up to the limits', () => {
    expect(texts({ bytes: MAX_FILE_BYTES, dimensions: { width: MAX_PIXELS / 5000, height: 5000 } })).toEqual([]);
    expect(texts({ dimensions: null })).toEqual([]);
  });

  it.each<[string, Partial<FileFacts>, RegExp, string | null]>([
    ['empty', { bytes: 0, format: null }, /^This file is empty\.$/, null],
    [
      'of no format that is read',
      { format: null },
      /^The content of this file is not a JPG, PNG, BMP or TIFF image\./,
      null,
    ],
    [
      'too large',
      { bytes: MAX_FILE_BYTES + 1 },
      /^This file is 4\.01 MB; the service accepts at most 4 MB\.$/,
      'shrink',
    ],
    ['too large a TIFF', { bytes: MAX_FILE_BYTES + 1, format: 'tiff' }, / Save it as JPG\.$/, null],
    ['of too many pixels', { dimensions: { width: 8001, height: 5000 } }, /^This photo has 40 megapixels/, 'shrink'],
  ])('is that it is %s', (_, change, text, remedy) => {
    expect(fileFindings({ ...facts, ...change }, MAX_FILE_BYTES)).toEqual([
      { text: expect.stringMatching(text), remedy },
    ]);
  });

  it.each([
    ['webp', 'RIFF\x10\0\0\0WEBPVP8 '],
    ['gif', 'GIF89a'],
    ['heic', '\0\0\0\x24ftypheic'],
    ['heic', '\0\0\0\x24ftypmif1'],
    ['avif', '\0\0\0\x20ftypavif'],
  ] as const)('is that it is a %s, which a browser may convert', (name, start) => {
    const { what, remedy } = OTHER_FORMATS[name];
    const found = fileFacts(Buffer.from(start.padEnd(40, '\0'), 'latin1'));
    expect(fileFindings(found, MAX_FILE_BYTES)).toEqual([
      { text: expect.stringContaining(`This is ${what};`), remedy: 'convert', otherwise: remedy },
    ]);
  });

  it.each(['\0\0\0\x20ftypisom', 'RIFF\x10\0\0\0WAVEfmt ', 'GIF is a format', ''])('is not guessed of %j', (start) => {
    expect(fileFacts(Buffer.from(start, 'latin1')).foreign).toBeNull();
  });

  it('follows the limit of the deployment', () => {
    expect(texts({ bytes: 1000 }, 1000)).toEqual([]);
    expect(texts({ bytes: 1001 }, 1000)).toEqual(['This file is 2 kB; the service accepts at most 1 kB.']);
  });
});

describe('what is wrong with both together', () => {
  it('is their sum', () => {
    expect(totalFinding([2_000_000, 2_400_000])).toBeNull();
    expect(totalFinding([2_000_000, MAX_BODY_BYTES - 2_000_000])).toMatchObject({ remedy: 'shrink' });
  });
});
