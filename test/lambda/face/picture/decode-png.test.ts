import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { decodePicture } from '../../../../lambda/face/picture/decode.ts';
import type { Picture } from '../../../../lambda/face/picture/pixels/picture.ts';
import { drawnFace } from '../../../../lib/pictures/drawn-face.ts';
import { encodePng } from '../../../../lib/pictures/encode.ts';
import { compressedChunk, pngChunk } from '../../../support/hostile/png-builder.ts';
import { describeUnless, SHARED_DIR } from '../../../support/shared.ts';

const face = drawnFace({ size: 60 });
const png = await encodePng(face);

/** EXIF of one directory with one other tag and the orientation, as cameras write it. */
function exif(orientation: number, order: 'II' | 'MM' = 'II'): Buffer {
  const short = (value: number) => (order === 'II' ? [value & 255, value >> 8] : [value >> 8, value & 255]);
  const long = (value: number) => (order === 'II' ? [value, 0, 0, 0] : [0, 0, 0, value]);
  const other = [...short(0x0100), ...short(3), ...long(1), ...short(60), 0, 0];
  const entry = [...short(0x0112), ...short(3), ...long(1), ...short(orientation), 0, 0];
  return Buffer.from([...Buffer.from(order), ...short(42), ...long(8), ...short(2), ...other, ...entry, ...long(0)]);
}

/** As ImageMagick writes EXIF into text. */
function rawProfile(data: Buffer, name = 'exif'): Buffer {
  const hex = data.toString('hex').replaceAll(/.{72}/g, '$&\n');
  return Buffer.from(`\n${name}\n${String(data.length).padStart(8)}\n${hex}\n`, 'latin1');
}

const prefixed = (orientation: number) => Buffer.concat([Buffer.from('Exif\0\0'), exif(orientation)]);
const keyword = 'Raw profile type exif';
const afterHeader = 8 + 25;
const inFront = (...chunks: Buffer[]) =>
  Buffer.concat([png.subarray(0, afterHeader), ...chunks, png.subarray(afterHeader)]);
const behind = (...chunks: Buffer[]) => Buffer.concat([png.subarray(0, -12), ...chunks, png.subarray(-12)]);
const afterEnd = (...chunks: Buffer[]) => Buffer.concat([png, ...chunks]);

/** The image as orientation 6 makes it upright: a quarter turn clockwise. */
function turned({ width, height, data }: Picture): Picture {
  const turnedData = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = 3 * (y * width + x);
      turnedData.set(data.subarray(from, from + 3), 3 * (x * height + (height - 1 - y)));
    }
  }
  return { width: height, height: width, data: turnedData };
}

async function decoded(bytes: Uint8Array): Promise<'upright' | 'turned' | 'other'> {
  const { data } = await decodePicture(bytes);
  if (Buffer.compare(data, face.data) === 0) return 'upright';
  return Buffer.compare(data, turned(face).data) === 0 ? 'turned' : 'other';
}

describe('the orientation of a PNG', () => {
  const text = rawProfile(prefixed(6));
  test.each([
    ['eXIf in front of the pixels', inFront(pngChunk('eXIf', exif(6)))],
    [
      'eXIf in front of the pixels, beside text that is left out',
      inFront(pngChunk('eXIf', exif(6)), compressedChunk('zTXt', Buffer.from('x'))),
    ],
    ['eXIf behind the pixels', behind(pngChunk('eXIf', exif(6)))],
    ['eXIf of the other byte order behind the pixels', behind(pngChunk('eXIf', exif(6, 'MM')))],
    ['eXIf with the prefix of JPEG', behind(pngChunk('eXIf', prefixed(6)))],
    ['zTXt', inFront(compressedChunk('zTXt', text, keyword))],
    ['zTXt behind the pixels', behind(compressedChunk('zTXt', text, keyword))],
    ['tEXt', inFront(pngChunk('tEXt', Buffer.concat([Buffer.from(`${keyword}\0`), text])))],
    ['iTXt', inFront(pngChunk('iTXt', Buffer.concat([Buffer.from(`${keyword}\0\0\0en\0EXIF\0`), text])))],
    [
      'compressed iTXt',
      behind(pngChunk('iTXt', Buffer.concat([Buffer.from(`${keyword}\0\x01\0en\0EXIF\0`), deflateSync(text)]))),
    ],
    ['text without the prefix of JPEG', inFront(compressedChunk('zTXt', rawProfile(exif(6)), keyword))],
    [
      'text under APP1, XMP before it',
      inFront(
        ...[Buffer.from('http://ns.adobe.com/xap/1.0/\0<x/>'), prefixed(6)].map((data) =>
          compressedChunk('zTXt', rawProfile(data, 'APP1'), 'Raw profile type APP1'),
        ),
      ),
    ],
    [
      'eXIf and text that disagree: the chunk goes first',
      inFront(compressedChunk('zTXt', rawProfile(prefixed(3)), keyword), pngChunk('eXIf', exif(6))),
    ],
    [
      'eXIf without an orientation, and text',
      behind(pngChunk('eXIf', exif(9)), compressedChunk('zTXt', text, keyword)),
    ],
  ])('is applied: %s', async (_, bytes) => {
    expect(await decoded(bytes)).toBe('turned');
  });

  const damaged = pngChunk('eXIf', exif(6));
  damaged[damaged.length - 1]! ^= 1;
  test.each([
    ['eXIf behind the end', afterEnd(pngChunk('eXIf', exif(6)))],
    ['eXIf with a wrong checksum', behind(damaged)],
    ['a number that is no orientation', behind(pngChunk('eXIf', exif(9)))],
    ['EXIF that is cut off', behind(pngChunk('eXIf', exif(6).subarray(0, 26)))],
    ['a directory outside of the EXIF', behind(pngChunk('eXIf', Buffer.from('II*\0\xff\xff\xff\xff\0\0', 'latin1')))],
    ['another keyword', behind(compressedChunk('zTXt', text, 'Raw profile type iptc'))],
    ['text that is no profile', behind(compressedChunk('zTXt', Buffer.from('exif 6'), keyword))],
    [
      'text that inflates to 8 MB',
      behind(compressedChunk('zTXt', Buffer.concat([text, Buffer.alloc(8_000_000, '00')]), keyword)),
    ],
    [
      'the fifth text',
      behind(
        ...Array(4).fill(compressedChunk('zTXt', rawProfile(Buffer.alloc(9)), keyword)),
        compressedChunk('zTXt', text, keyword),
      ),
    ],
  ])('is not taken from %s', async (_, bytes) => {
    expect(await decoded(bytes)).toBe('upright');
  });

  test('is that of the file in the size that is told', async () => {
    const wide = await encodePng({ width: 60, height: 30, data: face.data.subarray(0, 60 * 30 * 3) });
    const bytes = Buffer.concat([wide.subarray(0, -12), pngChunk('eXIf', exif(6)), wide.subarray(-12)]);
    expect(await decodePicture(bytes)).toMatchObject({ width: 30, height: 60, fileWidth: 30, fileHeight: 60 });
  });

  test('costs no more than the text may', async () => {
    const blanks = Buffer.alloc(1_000_000, ' ');
    const texts = [blanks, Buffer.concat([text, blanks, Buffer.from('x')]), Buffer.alloc(1_000_000, '1')];
    const before = process.cpuUsage();
    await decodePicture(behind(...texts.map((data) => compressedChunk('zTXt', data, keyword))));
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(1500);
  });
});

test('an animated PNG gives its first frame', async () => {
  const control = (sequence: number) => {
    const data = Buffer.alloc(26);
    for (const [at, value] of [
      [0, sequence],
      [4, 60],
      [8, 60],
    ] as const)
      data.writeUInt32BE(value, at);
    data.writeUInt16BE(1, 20);
    data.writeUInt16BE(10, 22);
    return pngChunk('fcTL', data);
  };
  const animation = Buffer.alloc(8);
  animation.writeUInt32BE(2, 0);
  const sequence = Buffer.alloc(4);
  sequence.writeUInt32BE(2, 0);
  const second = pngChunk('fdAT', Buffer.concat([sequence, deflateSync(Buffer.alloc(60 * 181))]));
  const start = inFront(pngChunk('acTL', animation), control(0));
  expect(await decoded(Buffer.concat([start.subarray(0, -12), control(1), second, start.subarray(-12)]))).toBe(
    'upright',
  );
});

const shared = join(SHARED_DIR, 'cases/pictures');
describeUnless(
  existsSync(shared) ? null : 'there are no files in ../shared/cases/pictures',
  'a PNG that was read wrongly once',
  () => {
    test('exif2-after-idat.png', async () => {
      const [picture, reference] = await Promise.all(
        ['exif2-after-idat.png', 'reference.png'].map((name) => decodePicture(readFileSync(join(shared, name)))),
      );
      const largest = picture!.data.reduce(
        (most, level, i) => Math.max(most, Math.abs(level - reference!.data[i]!)),
        0,
      );
      expect(largest).toBeLessThanOrEqual(1);
    });
  },
);
