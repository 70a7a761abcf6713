import { expect, test } from 'vitest';
import { decodePicture } from '../../../../lambda/face/picture/decode.ts';
import { encodeTiffPages } from '../../../support/tiff-encoder.ts';

const RGB = { photometric: 2, bitsPerSample: 8 };

test.each([
  ['four samples of 16 bits', 4, 16],
  ['four samples of floating point', 4, 32],
])('a TIFF whose planes would fill the memory is refused by its header: %s', async (_, samplesPerPixel, bits) => {
  const size = { width: 7300, height: 5470, data: new Uint8Array(16) };
  const sampleFormat = bits === 32 ? 3 : 1;
  const tiff = encodeTiffPages([{ ...RGB, ...size, samplesPerPixel, bitsPerSample: bits, sampleFormat }]);
  await expect(decodePicture(tiff)).rejects.toMatchObject({
    code: 'InvalidImage',
    invalid: { reason: 'too-costly' },
  });
});

test('40 megapixels of RGB are not refused for their size', async () => {
  const tiff = encodeTiffPages([{ ...RGB, width: 7300, height: 5470, samplesPerPixel: 3, data: new Uint8Array(16) }]);
  await expect(decodePicture(tiff)).rejects.toMatchObject({ invalid: { reason: 'truncated' } });
});

test('an empty fourth sample, which says nothing, does not hide the picture', async () => {
  const data = Uint8Array.from({ length: 4 * 8 * 8 }, (_, i) => (i % 4 === 3 ? 0 : 40 + 20 * (i % 4)));
  const picture = await decodePicture(encodeTiffPages([{ ...RGB, width: 8, height: 8, samplesPerPixel: 4, data }]));
  expect([...picture.data.subarray(0, 3)]).toEqual([40, 60, 80]);
});
