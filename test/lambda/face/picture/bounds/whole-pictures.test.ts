import { deflateSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { CPU_LIMIT_MS, MEMORY_LIMIT } from '../../../../support/hostile/cost-limits.ts';
import { DecoderProcess } from '../../../../support/hostile/decoder-process.ts';
import { buildExif } from '../../../../support/hostile/exif-attacks.ts';
import { buildJpeg, jpegSegment } from '../../../../support/hostile/jpeg-builder.ts';
import { buildPixelTiff, TIFF_FORMS } from '../../../../support/hostile/tiff-builder.ts';

const SIDE = 6304;
const [BASELINE, PROGRESSIVE] = [0xc0, 0xc2];
const SIDEWAYS = 6;

function jpeg(frame: number, side: number, luma: 1 | 2, orientation: number): Buffer {
  const exif = buildExif([[0x0112, 3, 1, orientation]], 0, 100);
  return buildJpeg({
    ...{ width: side, height: side, frame, scans: [{ components: [0, 1, 2] }] },
    factors: [
      [luma, luma],
      [1, 1],
      [1, 1],
    ],
    segments: [jpegSegment(0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), exif]))],
  });
}

function tiff(): Buffer {
  const data = deflateSync(Buffer.alloc(3 * SIDE * SIDE), { level: 1 });
  return buildPixelTiff({
    ...{ ...TIFF_FORMS[0]!, width: SIDE, height: SIDE, samples: 3, compression: 8 },
    ...{ segments: [[0, data.length]], data },
    more: [{ tag: 274, type: 'short', values: [SIDEWAYS] }],
  });
}

describe.skipIf(process.platform !== 'linux')('a large picture decoded whole takes no more memory than it may', () => {
  const decoder = new DecoderProcess();
  afterAll(() => decoder[Symbol.dispose]());

  test.each([
    ['40 megapixels of JPEG, upright', jpeg(BASELINE, SIDE, 2, 1), SIDE],
    ['25 megapixels of JPEG, on its side', jpeg(BASELINE, 5000, 2, SIDEWAYS), 5000],
    ['40 megapixels of JPEG, on its side', jpeg(BASELINE, SIDE, 2, SIDEWAYS), 5322],
    ['40 megapixels of progressive JPEG', jpeg(PROGRESSIVE, SIDE, 2, 1), 4114],
    ['25 megapixels of progressive JPEG, full chroma', jpeg(PROGRESSIVE, 5000, 1, 1), 2581],
    ['40 megapixels of TIFF, on its side', tiff(), 4346],
  ] as const)('%s', async (_, bytes, decodedSide) => {
    const cost = await decoder.decode(bytes, { kind: 'whole' });
    expect(cost).toMatchObject({ decodedSide });
    expect(cost.cpuMs).toBeLessThan(CPU_LIMIT_MS);
    expect(cost.addedBytes).toBeLessThan(MEMORY_LIMIT);
  });
});
