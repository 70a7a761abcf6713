import { expect, test } from 'vitest';
import { decodePicture } from '../../../../../lambda/face/picture/decode.ts';
import { drawnFace } from '../../../../../lib/pictures/drawn-face.ts';
import { asSharp } from '../../../../../lib/pictures/encode.ts';

const face = drawnFace({ size: 120 });
const encode = (predictor: 'none' | 'horizontal') =>
  asSharp(face).tiff({ compression: 'deflate', predictor }).toBuffer();

test.each(['none', 'horizontal'] as const)(
  'deflated strips with predictor %s, decoded again and again',
  async (predictor) => {
    const bytes = await encode(predictor);
    for (let i = 0; i < 3; i++) expect(Buffer.compare((await decodePicture(bytes)).data, face.data)).toBe(0);
    const { width, fileWidth } = await decodePicture(bytes, { kind: 'at most', side: 60 });
    expect([width, fileWidth]).toEqual([60, 120]);
  },
);

test('colour profile and orientation are kept', async () => {
  const wide = asSharp(face).withIccProfile('p3').withMetadata({ icc: 'p3', orientation: 3 });
  const deflated = await decodePicture(await wide.clone().tiff({ compression: 'deflate' }).toBuffer());
  const plain = await decodePicture(await wide.clone().tiff({ compression: 'none' }).toBuffer());
  expect(Buffer.compare(deflated.data, plain.data)).toBe(0);
});

test('a wrong checksum is refused', async () => {
  const bytes = await encode('none');
  const start = bytes.readUInt32LE(4);
  // The strip ends in front of the directory, with its checksum.
  for (let at = start - 8; at < start; at++) {
    const damaged = Buffer.from(bytes);
    damaged[at]! ^= 1;
    const found = await decodePicture(damaged).catch((error: unknown) => error);
    if (!(found instanceof Error)) expect(Buffer.compare((found as typeof face).data as Buffer, face.data)).toBe(0);
  }
  const last = bytes.subarray(0, start).findLastIndex((byte) => byte !== 0);
  const damaged = Buffer.from(bytes);
  damaged[last]! ^= 1;
  await expect(decodePicture(damaged)).rejects.toMatchObject({ invalid: { reason: 'damaged' } });
});
