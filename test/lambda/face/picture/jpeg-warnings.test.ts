import { describe, expect, test } from 'vitest';
import { decodePicture } from '../../../../lambda/face/picture/decode.ts';
import { isHarmlessWarning } from '../../../../lambda/face/picture/jpeg-warnings.ts';
import { drawnFace } from '../../../../lib/pictures/drawn-face.ts';
import { asSharp, encodeJpeg } from '../../../../lib/pictures/encode.ts';

const face = drawnFace({ size: 160 });
const jpeg = await encodeJpeg(face);
const progressive = await asSharp(face).jpeg({ progressive: true }).toBuffer();

/** Puts bytes in front of the last marker, or of the first of a kind. */
function withStray(file: Buffer, count: number, marker: number): Buffer {
  const at = marker === 0xd9 ? file.lastIndexOf(Buffer.of(0xff, 0xd9)) : file.indexOf(Buffer.of(0xff, marker));
  return Buffer.concat([file.subarray(0, at), Buffer.alloc(count, 7), file.subarray(at)]);
}

describe('stray bytes in front of a marker', () => {
  test.each([
    ['one at the end', 1, 0xd9],
    ['a dozen at the end', 12, 0xd9],
    ['some in front of tables', 5, 0xc4],
    ['some in front of the scan', 5, 0xda],
  ])('%s change nothing', async (_, count, marker) => {
    for (const file of [jpeg, progressive]) {
      const expected = await decodePicture(file);
      const bytes = withStray(file, count, marker);
      // Twice, as a comparison decodes it.
      for (let i = 0; i < 2; i++) expect(Buffer.compare((await decodePicture(bytes)).data, expected.data)).toBe(0);
    }
  });

  test('many say that data of the scan were passed over', async () => {
    await expect(decodePicture(withStray(progressive, 100, 0xd9))).rejects.toMatchObject({
      invalid: { reason: 'damaged' },
    });
  });
});

test('data of a scan that end too early are refused, whatever follows', async () => {
  const scan = progressive.indexOf(Buffer.of(0xff, 0xda));
  const next = progressive.indexOf(Buffer.of(0xff, 0xc4), scan);
  const cut = Buffer.concat([progressive.subarray(0, (scan + next) >> 1), progressive.subarray(next)]);
  await expect(decodePicture(cut)).rejects.toMatchObject({ code: 'InvalidImage', invalid: { reason: 'damaged' } });
});

test.each([
  ['VipsJpeg: Corrupt JPEG data: 3 extraneous bytes before marker 0xd9', true],
  ['VipsJpeg: Corrupt JPEG data: 3 extraneous bytes before marker 0xd4', false],
  ['VipsJpeg: Corrupt JPEG data: 17 extraneous bytes before marker 0xd9', false],
  ['VipsJpeg: Invalid SOS parameters for sequential JPEG', true],
  ['VipsJpeg: Corrupt JPEG data: bad Huffman code', false],
  ['VipsJpeg: Corrupt JPEG data: premature end of data segment', false],
  ['VipsJpeg: Premature end of JPEG file', false],
  ['VipsJpeg: Corrupt JPEG data: found marker 0xd4 instead of RST3', false],
  ['VipsJpeg: Inconsistent progression sequence for component 0 coefficient 1', false],
])('%s', (message, isHarmless) => {
  expect(isHarmlessWarning(message)).toBe(isHarmless);
});
