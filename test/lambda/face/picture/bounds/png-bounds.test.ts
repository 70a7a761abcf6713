import { expect, test } from 'vitest';
import { boundPng } from '../../../../../lambda/face/picture/bounds/png-bounds.ts';
import { decodePicture } from '../../../../../lambda/face/picture/decode.ts';
import { drawnFace } from '../../../../../lib/pictures/drawn-face.ts';
import { asSharp, encodePng } from '../../../../../lib/pictures/encode.ts';
import { compressedChunk, pngChunk, withPngProfile } from '../../../../support/hostile/png-builder.ts';
import { sampleProfiles } from '../../../../support/hostile/sample-profiles.ts';

const face = drawnFace({ size: 60 });
const png = await encodePng(face);
const withChunks = (...chunks: readonly Buffer[]) => Buffer.concat([png.subarray(0, 33), ...chunks, png.subarray(33)]);
const text = Buffer.from('a photo '.repeat(50));

test('a file as cameras and programs write it is passed on as it is', async () => {
  const files = [
    png,
    withChunks(
      pngChunk('tEXt', Buffer.from('Software\0x')),
      pngChunk('iTXt', Buffer.from('XML:com.adobe.xmp\0\0\0\0\0<x/>')),
    ),
    await asSharp(face).withMetadata({ orientation: 6 }).png().toBuffer(),
  ];
  for (const file of files) expect(boundPng(file).bytes).toBe(file);
});

test('compressed texts are left out, and the picture stays', async () => {
  for (const type of ['zTXt', 'iTXt'] as const) {
    const { bytes } = boundPng(withChunks(compressedChunk(type, text)));
    expect(Buffer.from(bytes).equals(png)).toBe(true);
  }
});

test('orientation, transparency and gamma stay where texts are left out', async () => {
  const described = await asSharp(face).ensureAlpha(0.5).withMetadata({ orientation: 6 }).png().toBuffer();
  const gamma = pngChunk('gAMA', Buffer.of(0, 0, 0xb1, 0x8f));
  const chunks = [compressedChunk('zTXt', text), gamma];
  const whole = Buffer.concat([described.subarray(0, 33), ...chunks, described.subarray(33)]);
  const plain = Buffer.concat([described.subarray(0, 33), gamma, described.subarray(33)]);
  expect(await decodePicture(whole)).toEqual(await decodePicture(plain));
});

test('with more than 1,000 chunks those that say nothing about pixels are left out', () => {
  const many = (count: number) => withChunks(...Array<Buffer>(count).fill(pngChunk('tEXt', Buffer.from('a\0b'))));
  expect(boundPng(many(1_000)).bytes.length).toBe(many(1_000).length);
  expect(Buffer.from(boundPng(many(1_001)).bytes).equals(png)).toBe(true);
});

test('a profile that stands twice, is damaged or inflates without end does not count', () => {
  const { bytes: profile } = sampleProfiles()[0]!;
  const chunk = compressedChunk('iCCP', profile);
  expect(boundPng(withPngProfile(png, profile)).usesProfile).toBe(true);
  const damaged = Buffer.from(chunk).fill(0, 20, 60);
  const nameless = compressedChunk('iCCP', profile, 'n'.repeat(80));
  const endless = compressedChunk('iCCP', Buffer.concat([profile, Buffer.alloc(5_000_000)]));
  for (const chunks of [[chunk, chunk], [damaged], [nameless], [endless]]) {
    const { bytes, usesProfile } = boundPng(withChunks(...chunks));
    expect(usesProfile).toBe(false);
    expect(Buffer.from(bytes).equals(png)).toBe(true);
  }
});

test('a file that is cut off anywhere is still read', () => {
  const whole = withChunks(compressedChunk('zTXt', text));
  for (let size = 8; size < whole.length; size += 7) {
    expect(boundPng(whole.subarray(0, size)).bytes.length).toBeLessThanOrEqual(size);
  }
});
