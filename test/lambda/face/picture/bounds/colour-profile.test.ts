import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { isPlainProfile, MAX_PROFILE_BYTES } from '../../../../../lambda/face/picture/bounds/colour-profile.ts';
import { decodePicture } from '../../../../../lambda/face/picture/decode.ts';
import { drawnFace } from '../../../../../lib/pictures/drawn-face.ts';
import { asSharp } from '../../../../../lib/pictures/encode.ts';
import {
  buildProfile,
  chain,
  curve,
  gamma,
  lookUpTable,
  matrixTags,
  parametric,
  stagedTable,
  u16,
  u32,
} from '../../../../support/hostile/profile-builder.ts';
import { profiledFiles } from '../../../../support/hostile/profile-carriers.ts';
import { sampleProfiles } from '../../../../support/hostile/sample-profiles.ts';

const face = drawnFace({ size: 64 });
const samples = sampleProfiles();

/** Returns the pixels after libvips has applied the profile. */
function appliedByLibrary(bytes: Buffer): Promise<Buffer> {
  return sharp(bytes, { failOn: 'error' })
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer();
}

describe('a plain profile counts', () => {
  test.each(samples)('$space: $name', async ({ name, space, bytes: profile }) => {
    expect(isPlainProfile(profile)).toBe(true);
    const files = await profiledFiles(face, space, profile);
    const bare = await profiledFiles(face, space, null);
    for (const [i, { carrier, bytes }] of files.entries()) {
      const { data } = await decodePicture(bytes);
      const expected = await appliedByLibrary(bytes);
      expect({ carrier, isSame: expected.equals(data) }).toEqual({ carrier, isSame: true });
      // A profile that changed nothing would prove nothing. The sRGB profile is the exception.
      if (name.startsWith('sRGB')) continue;
      const without = await decodePicture(bare[i]!.bytes);
      expect({ carrier, counts: !expected.equals(without.data) }).toEqual({ carrier, counts: true });
    }
  });

  test.each(['srgb', 'p3', 'cmyk'])('%s, as libvips writes it', async (name) => {
    const { icc } = await sharp(await asSharp(face).withIccProfile(name).jpeg().toBuffer()).metadata();
    expect(isPlainProfile(icc!)).toBe(true);
  });

  test('with padding behind it', () => {
    expect(isPlainProfile(Buffer.concat([samples[0]!.bytes, Buffer.alloc(10)]))).toBe(true);
  });
});

const display = matrixTags(parametric());
const rgbTable = { inputs: 3, outputs: 3, side: 5, value: () => 0.5 };
const withTag = (name: string, tag: Buffer | string, version = 4) =>
  buildProfile({ version, tags: { ...display, [name]: tag } });
const shortChain = chain({ channels: 3, outputs: 3, stages: 1, side: 0, isShared: false });

/** Moves the entry of a tag in the table of a profile. */
function movedTag(profile: Buffer, name: string, start: number, size: number): Buffer {
  const copy = Buffer.from(profile);
  const at = copy.indexOf(name, 128, 'latin1');
  copy.writeInt32BE(copy.readInt32BE(at + 4) + start, at + 4);
  copy.writeInt32BE(copy.readInt32BE(at + 8) + size, at + 8);
  return copy;
}

function edited(bytes: Buffer, edit: (copy: Buffer) => void): Buffer {
  const copy = Buffer.from(bytes);
  edit(copy);
  return copy;
}

describe('a profile is not plain', () => {
  test.each(['D2B0', 'D2B1', 'D2B2', 'D2B3', 'B2D0', 'B2D1', 'B2D2', 'B2D3'])(
    'with a tag %s, however short',
    (name) => {
      expect(isPlainProfile(withTag(name, shortChain))).toBe(false);
      expect(isPlainProfile(withTag(name, stagedTable(rgbTable)))).toBe(false);
    },
  );

  test.each(['A2B0', 'A2B3', 'B2A0', 'gamt', 'rTRC', 'zzzz'])('with a chain of stages in %s', (name) => {
    expect(isPlainProfile(withTag(name, shortChain))).toBe(false);
  });

  test('whose tags overlap in part', () => {
    const plain = buildProfile({ tags: display });
    expect(isPlainProfile(plain)).toBe(true);
    expect(isPlainProfile(movedTag(plain, 'gXYZ', -4, 0))).toBe(false);
    expect(isPlainProfile(movedTag(plain, 'gXYZ', 0, 4))).toBe(false);
    expect(isPlainProfile(movedTag(plain, 'gTRC', 0, -4))).toBe(false);
  });

  test('whose tags lie outside of it, or in its table', () => {
    const plain = buildProfile({ tags: display });
    expect(isPlainProfile(movedTag(plain, 'rTRC', 40, 0))).toBe(false);
    expect(isPlainProfile(movedTag(plain, 'rTRC', 0, 2_000_000_000))).toBe(false);
    expect(isPlainProfile(edited(plain, (copy) => copy.writeUInt32BE(132, copy.indexOf('rXYZ') + 4)))).toBe(false);
  });

  test('that has a tag twice, too many, or says that it has more than its table', () => {
    const plain = buildProfile({ tags: display });
    expect(isPlainProfile(edited(plain, (copy) => copy.write('gXYZ', copy.indexOf('rXYZ'), 'latin1')))).toBe(false);
    const many = Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`t${100 + i}`, gamma(1)]));
    expect(isPlainProfile(buildProfile({ tags: many }))).toBe(false);
    for (const count of [10_000, 0xffffffff]) {
      expect(isPlainProfile(edited(plain, (copy) => copy.writeUInt32BE(count, 128)))).toBe(false);
    }
  });

  test.each([
    ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length - 4)],
    ['shorter than a header', (bytes: Buffer) => bytes.subarray(0, 100)],
    ['larger than the limit', (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(MAX_PROFILE_BYTES)])],
    ['without its mark', (bytes: Buffer) => edited(bytes, (copy) => copy.fill(0, 36, 40))],
    ['a link of devices', (bytes: Buffer) => edited(bytes, (copy) => copy.write('link', 12, 'latin1'))],
    ['of named colours', (bytes: Buffer) => edited(bytes, (copy) => copy.write('nmcl', 12, 'latin1'))],
    ['of twelve inks', (bytes: Buffer) => edited(bytes, (copy) => copy.write('CCLR', 16, 'latin1'))],
    ['of another connection space', (bytes: Buffer) => edited(bytes, (copy) => copy.write('RGB ', 20, 'latin1'))],
  ])('that is %s', (_, damage) => {
    expect(isPlainProfile(damage(buildProfile({ tags: display })))).toBe(false);
  });

  test('whose curves have more entries than bytes, or than a curve has', () => {
    const long = curve(32_768, 2);
    expect(isPlainProfile(withTag('rTRC', curve(32_767, 2)))).toBe(true);
    expect(isPlainProfile(withTag('rTRC', long))).toBe(false);
    expect(
      isPlainProfile(
        withTag(
          'rTRC',
          edited(curve(16, 2), (copy) => copy.writeUInt32BE(17, 8)),
        ),
      ),
    ).toBe(false);
    expect(
      isPlainProfile(
        withTag(
          'rTRC',
          edited(parametric(), (copy) => copy.writeUInt16BE(5, 8)),
        ),
      ),
    ).toBe(false);
    expect(
      isPlainProfile(
        withTag(
          'rTRC',
          edited(parametric(), (copy) => copy.writeUInt16BE(4, 8)),
        ),
      ),
    ).toBe(false);
  });

  test.each(['mft1', 'mft2'] as const)('whose table of type %s says that it is larger than it is', (type) => {
    const table = lookUpTable(type, rgbTable);
    expect(isPlainProfile(withTag('A2B0', table))).toBe(true);
    for (const [at, value] of [
      [8, 4],
      [8, 15],
      [9, 4],
      [9, 16],
      [10, 6],
      [10, 255],
      [10, 0],
    ] as const) {
      expect({
        at,
        value,
        isPlain: isPlainProfile(
          withTag(
            'A2B0',
            edited(table, (copy) => copy.fill(value, at, at + 1)),
          ),
        ),
      }).toEqual({
        ...{ at, value },
        isPlain: false,
      });
    }
    if (type === 'mft1') return;
    for (const at of [48, 50]) {
      expect(
        isPlainProfile(
          withTag(
            'A2B0',
            edited(table, (copy) => copy.set(u16([4096]), at)),
          ),
        ),
      ).toBe(false);
    }
  });

  test('whose stages lie outside of their tag or say that they are larger', () => {
    const table = stagedTable(rgbTable);
    expect(isPlainProfile(withTag('A2B0', table))).toBe(true);
    for (const at of [12, 16, 20, 24, 28]) {
      for (const offset of [table.length - 8, 0x7fffffff, 0xffffffff]) {
        expect(
          isPlainProfile(
            withTag(
              'A2B0',
              edited(table, (copy) => copy.set(u32([offset]), at)),
            ),
          ),
        ).toBe(false);
      }
    }
    const sides = table.readUInt32BE(24);
    expect(
      isPlainProfile(
        withTag(
          'A2B0',
          edited(table, (copy) => copy.fill(66, sides, sides + 1)),
        ),
      ),
    ).toBe(false);
    expect(
      isPlainProfile(
        withTag(
          'A2B0',
          edited(table, (copy) => copy.fill(4, sides + 16, sides + 17)),
        ),
      ),
    ).toBe(false);
  });
});

test('a picture with a profile that is not plain is decoded as if it had none', async () => {
  const spaces = { RGB: [3, 'XYZ '], grey: [1, 'XYZ '], CMYK: [4, 'Lab '] } as const;
  for (const [space, [channels, connection]] of Object.entries(spaces)) {
    const sample = samples.find((profile) => profile.space === space)!;
    const name = { RGB: 'RGB ', grey: 'GRAY', CMYK: 'CMYK' }[space]!;
    const hostile = buildProfile({
      ...{ space: name, connection, version: 4, kind: 'prtr' },
      tags: { D2B0: chain({ channels, outputs: 3, stages: 5, side: 0, isShared: true }) },
    });
    const files = await profiledFiles(face, sample.space, hostile);
    const bare = await profiledFiles(face, sample.space, null);
    for (const [i, { carrier, bytes }] of files.entries()) {
      const [{ data }, without] = [await decodePicture(bytes), await decodePicture(bare[i]!.bytes)];
      expect({ space, carrier, isSame: Buffer.from(data).equals(without.data) }).toEqual({
        space,
        carrier,
        isSame: true,
      });
    }
  }
});
