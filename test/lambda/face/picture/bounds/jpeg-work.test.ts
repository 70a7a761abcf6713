import { describe, expect, test } from 'vitest';
import { jpegWork } from '../../../../../lambda/face/picture/bounds/jpeg-work.ts';
import { drawnFace } from '../../../../../lib/pictures/drawn-face.ts';
import { asSharp } from '../../../../../lib/pictures/encode.ts';
import { buildJpeg, jpegSegment, withJpegProfile } from '../../../../support/hostile/jpeg-builder.ts';
import { sampleProfiles } from '../../../../support/hostile/sample-profiles.ts';

const face = drawnFace({ size: 100 });
const BLOCK_BYTES = 128;

describe('the coefficients of a whole picture', () => {
  test.each([
    // 100 pixels are 13 blocks of 8, or 7 units of 16 with 14 blocks.
    ['4:4:4', 3 * 13 * 13],
    ['4:2:0', 14 * 14 + 2 * 7 * 7],
  ])('%s, progressive', async (chromaSubsampling, blocks) => {
    const bytes = await asSharp(face).jpeg({ progressive: true, chromaSubsampling }).toBuffer();
    expect(jpegWork(bytes)).toMatchObject({ bufferedBytes: blocks * BLOCK_BYTES });
  });

  test('are not held where one scan has all components', async () => {
    for (const bytes of [await asSharp(face).jpeg().toBuffer(), await asSharp(face).grayscale().jpeg().toBuffer()]) {
      expect(jpegWork(bytes)).toMatchObject({ bufferedBytes: 0 });
    }
  });

  test('are those of full chroma where all factors are 2', () => {
    const made = { width: 100, height: 100, frame: 0xc2, scans: [{ components: [0, 1, 2] }] };
    const all = (factor: number) => jpegWork(buildJpeg({ ...made, factors: Array(3).fill([factor, factor]) }));
    expect(all(2)?.bufferedBytes).toBe(3 * 14 * 14 * BLOCK_BYTES);
    expect(all(4)?.bufferedBytes).toBe(3 * 16 * 16 * BLOCK_BYTES);
  });
});

describe('the work of the scans', () => {
  const made = { width: 80, height: 80, frame: 0xc2, factors: [[1, 1]] as const };
  const workOf = (scans: Parameters<typeof buildJpeg>[0]['scans']) =>
    jpegWork(buildJpeg({ ...made, scans }))?.blockWork;

  test('counts each block of each scan, and coefficients that are refined', () => {
    const first = { components: [0] };
    expect(workOf([first])).toBe(100);
    expect(workOf([first, { components: [0], band: [1, 63] }])).toBe(200);
    expect(workOf([first, { components: [0], band: [1, 60], bits: [1, 0] }])).toBe(100 + 100 * (1 + 60 / 6));
  });

  test('finds scans behind restart markers, stuffed bytes, fill bytes and stray ones', () => {
    const scan = { components: [0] };
    const bytes = buildJpeg({ ...made, scans: [scan, scan] });
    const second = bytes.lastIndexOf(Buffer.of(0xff, 0xda));
    const between = Buffer.of(0xff, 0, 0xff, 0xd0, 1, 2, 0xff, 0xd7, 0xff, 0xff);
    const whole = Buffer.concat([bytes.subarray(0, second), between, bytes.subarray(second)]);
    expect(jpegWork(whole)?.blockWork).toBe(200);
  });

  test('ends with the picture: what a phone appends does not count', () => {
    const bytes = buildJpeg({ ...made, scans: [{ components: [0] }] });
    expect(jpegWork(Buffer.concat([bytes, bytes, Buffer.alloc(100, 0xff)]))?.blockWork).toBe(100);
  });
});

describe('the profile', () => {
  const { bytes: profile } = sampleProfiles().find(({ space }) => space === 'CMYK')!;
  const plain = buildJpeg({ width: 8, height: 8, frame: 0xc0, factors: [[1, 1]], scans: [{ components: [0] }] });

  test('is put together from segments in any order', () => {
    const whole = withJpegProfile(plain, profile, 2);
    expect(jpegWork(whole)?.profile).toEqual(profile);
    const second = whole.indexOf('ICC_PROFILE', 20) - 4;
    const first = whole.subarray(2, second);
    const length = whole.readUInt16BE(second + 2) + 2;
    const swapped = [
      whole.subarray(0, 2),
      whole.subarray(second, second + length),
      first,
      whole.subarray(second + length),
    ];
    expect(jpegWork(Buffer.concat(swapped))?.profile).toEqual(profile);
  });

  test('is damaged where a part is missing or stands twice', () => {
    const part = (number: number, of: number) =>
      jpegSegment(
        0xe2,
        Buffer.concat([Buffer.from(`ICC_PROFILE\0${String.fromCharCode(number, of)}`), Buffer.alloc(9)]),
      );
    for (const parts of [[part(2, 2)], [part(1, 2)], [part(1, 2), part(1, 2)], [part(1, 1), part(2, 2)]]) {
      const bytes = Buffer.concat([plain.subarray(0, 2), ...parts, plain.subarray(2)]);
      expect(jpegWork(bytes)?.profile).toBe('damaged');
    }
  });

  test('is damaged where a part has no 0 behind its name: libvips takes it all the same', () => {
    const part = (name: string) =>
      jpegSegment(0xe2, Buffer.concat([Buffer.from(`${name}\x01\x01`, 'latin1'), Buffer.alloc(9)]));
    const parts = [part('ICC_PROFILE\0'), part('ICC_PROFILEX')];
    const bytes = Buffer.concat([plain.subarray(0, 2), ...parts, plain.subarray(2)]);
    expect(jpegWork(bytes)?.profile).toBe('damaged');
  });

  test('is none without segments', () => expect(jpegWork(plain)?.profile).toBe(null));
});

test('a file without a frame or a scan is none that libjpeg reads', () => {
  expect(jpegWork(Buffer.of(0xff, 0xd8, 0xff, 0xd9))).toBe(null);
  expect(jpegWork(buildJpeg({ width: 8, height: 8, frame: 0xc0, factors: [[1, 1]], scans: [] }))).toBe(null);
  expect(
    jpegWork(buildJpeg({ width: 0, height: 8, frame: 0xc0, factors: [[1, 1]], scans: [{ components: [0] }] })),
  ).toBe(null);
});
