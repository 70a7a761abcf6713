import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { invalidImage } from '../../../../lambda/contract/invalid-image.ts';
import type { UnsupportedKindName } from '../../../../lambda/contract/unsupported-kinds.ts';
import { decodePicture } from '../../../../lambda/face/picture/decode.ts';
import { drawnFace } from '../../../../lib/pictures/drawn-face.ts';
import { encodePng } from '../../../../lib/pictures/encode.ts';
import { encodeBmp24, encodeMaskedBmp } from '../../../support/bmp/bmp-encoder.ts';
import { withPngProfile } from '../../../support/hostile/png-builder.ts';
import { buildProfile, chain, matrixTags, parametric } from '../../../support/hostile/profile-builder.ts';
import { sampleProfiles } from '../../../support/hostile/sample-profiles.ts';
import { describeUnless, SHARED_DIR } from '../../../support/shared.ts';

/** More rows than a strip of the TIFF that carries the profile has. */
const face = drawnFace({ size: 150 });
const png = await encodePng(face);
const MBED = 0x4d424544;
const LINK = 0x4c494e4b;

/** Puts a profile behind the pixels of a BMP of version 5, as Windows does. */
function withProfile(bmp: Buffer, profile: Buffer, { space = MBED, at = bmp.length - 14, size = profile.length } = {}) {
  const file = Buffer.concat([bmp, profile]);
  file.writeUInt32LE(space, 14 + 56);
  file.writeUInt32LE(at, 14 + 112);
  file.writeUInt32LE(size, 14 + 116);
  return file;
}

const v5 = encodeBmp24(face, { header: 124 });
const samples = sampleProfiles();
const adobe = samples.find(({ name }) => name === 'Adobe RGB')!.bytes;
const plain = await decodePicture(v5);

describe('the profile of a BMP', () => {
  test.each(samples.filter(({ space }) => space === 'RGB'))(
    'is applied as that of a PNG: $name',
    async ({ name, bytes }) => {
      const expected = await decodePicture(withPngProfile(png, bytes));
      for (const bmp of [
        v5,
        encodeBmp24(face, { header: 124, topDown: true }),
        encodeMaskedBmp(face, 32, { header: 124 }),
      ]) {
        const { data } = await decodePicture(withProfile(bmp, bytes));
        expect(Buffer.compare(data, expected.data)).toBe(0);
      }
      if (!name.startsWith('sRGB')) expect(Buffer.compare(expected.data, plain.data)).not.toBe(0);
    },
  );

  test('is applied to a picture that is decoded smaller', async () => {
    const small = { kind: 'at most', side: 40 } as const;
    const { data, width, fileWidth } = await decodePicture(withProfile(v5, adobe), small);
    const { data: expected } = await decodePicture(withPngProfile(png, adobe), small);
    const { data: without } = await decodePicture(v5, small);
    const distance = (other: Uint8Array) =>
      data.reduce((most, level, i) => Math.max(most, Math.abs(level - other[i]!)), 0);
    expect([width, fileWidth]).toEqual([40, 150]);
    expect(distance(expected)).toBeLessThanOrEqual(1);
    expect(distance(without)).toBeGreaterThan(8);
  });

  const chained = buildProfile({
    version: 4,
    tags: {
      ...matrixTags(parametric()),
      D2B0: chain({ channels: 3, outputs: 3, stages: 1, side: 0, isShared: false }),
    },
  });
  const press = samples.find(({ space }) => space === 'CMYK')!.bytes;
  const version4 = Buffer.concat([encodeBmp24(face, { header: 108 }), adobe]);
  version4.writeUInt32LE(MBED, 14 + 56);
  test.each([
    ['a link to another file', withProfile(v5, adobe, { space: LINK })],
    ['an offset outside of the file', withProfile(v5, adobe, { at: 0xfffffff0 })],
    ['a length outside of the file', withProfile(v5, adobe, { size: adobe.length + 1 })],
    ['no length', withProfile(v5, adobe, { size: 0 })],
    ['a profile that is not plain', withProfile(v5, chained)],
    ['a profile that is cut off', withProfile(v5, adobe.subarray(0, -40))],
    ['a profile of CMYK', withProfile(v5, press)],
    ['a header of version 4', version4],
  ])('is not applied: %s', async (_, bytes) => {
    const { data } = await decodePicture(bytes);
    expect(Buffer.compare(data, plain.data)).toBe(0);
  });
});

/** A BMP of 1 x 1 with this info header, followed by some bytes. */
function header(size: number, bits: number, compression: number): Buffer {
  const file = Buffer.alloc(14 + size + 64);
  file.write('BM', 'latin1');
  file.writeUInt32LE(14 + size, 10);
  file.writeUInt32LE(size, 14);
  file.writeInt32LE(1, 18);
  file.writeInt32LE(1, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(bits, 28);
  file.writeUInt32LE(compression, 30);
  return file;
}

describe('a kind of BMP that is not read', () => {
  test.each([
    ['bmpHuffman', header(64, 1, 3)],
    ['bmpRle24', header(64, 24, 4)],
    ['bmpJpeg', header(40, 0, 4)],
    ['bmpJpeg', header(124, 24, 4)],
    ['bmpPng', header(40, 0, 5)],
    ['bmpCmyk', header(40, 32, 11)],
    ['bmpCmyk', header(124, 8, 12)],
    ['bmpDepth', header(124, 64, 0)],
    ['bmpDepth', header(40, 64, 3)],
  ] as const)('is refused by its name: %s', async (kind, bytes) => {
    const refused = { code: 'InvalidImage', invalid: invalidImage('unsupported-kind', kind) };
    await expect(decodePicture(bytes)).rejects.toMatchObject(refused);
  });
});

const suite = join(SHARED_DIR, 'suites/bmpsuite/q');
const reason = existsSync(suite) ? null : 'there is no BMP Suite in ../shared/suites';
describeUnless(reason, 'the kinds of BMP Suite', () => {
  const KINDS: Readonly<Record<string, UnsupportedKindName>> = {
    'pal1huff.bmp': 'bmpHuffman',
    'pal1huffmsb.bmp': 'bmpHuffman',
    'rgb24rle24.bmp': 'bmpRle24',
    'rgba32-64.bmp': 'bmpDepth',
    'rgb24jpeg.bmp': 'bmpJpeg',
    'rgb24png.bmp': 'bmpPng',
    'rgba64.bmp': 'bmpDepth',
  };
  test.each(readdirSync(reason === null ? suite : '.').filter((name) => name in KINDS))('%s', async (name) => {
    const refused = decodePicture(readFileSync(join(suite, name)));
    await expect(refused).rejects.toMatchObject({ invalid: invalidImage('unsupported-kind', KINDS[name]!) });
  });
});
