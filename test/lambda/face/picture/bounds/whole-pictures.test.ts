import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, describe, expect, test } from 'vitest';
import { CPU_LIMIT_MS, MEMORY_LIMIT } from '../../../../support/hostile/cost-limits.ts';
import { DecoderProcess } from '../../../../support/hostile/decoder-process.ts';
import { buildExif } from '../../../../support/hostile/exif-attacks.ts';
import { jpegSegment } from '../../../../support/hostile/jpeg-builder.ts';
import { buildPixelTiff, TIFF_FORMS } from '../../../../support/hostile/tiff-builder.ts';

const SIDE = 6304;
const UPRIGHT = 1;
const SIDEWAYS = 6;

/** A whole JPEG of one colour. */
async function jpeg(
  side: number,
  orientation: number,
  progressive: boolean,
  chroma: '4:2:0' | '4:4:4',
): Promise<Buffer> {
  const bytes = await sharp({ create: { width: side, height: side, channels: 3, background: '#888' } })
    .jpeg({ progressive, chromaSubsampling: chroma })
    .toBuffer();
  const exif = buildExif([[0x0112, 3, 1, orientation]], 0, 100);
  const segment = jpegSegment(0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), exif]));
  return Buffer.concat([bytes.subarray(0, 2), segment, bytes.subarray(2)]);
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
    ['40 megapixels of JPEG, upright', () => jpeg(SIDE, UPRIGHT, false, '4:2:0'), SIDE],
    ['25 megapixels of JPEG, on its side', () => jpeg(5000, SIDEWAYS, false, '4:2:0'), 5000],
    ['40 megapixels of JPEG, on its side', () => jpeg(SIDE, SIDEWAYS, false, '4:2:0'), 5322],
    ['40 megapixels of progressive JPEG', () => jpeg(SIDE, UPRIGHT, true, '4:2:0'), 4114],
    ['25 megapixels of progressive JPEG, full chroma', () => jpeg(5000, UPRIGHT, true, '4:4:4'), 2581],
    ['40 megapixels of TIFF, on its side', tiff, 4346],
  ] as const)('%s', async (_, make, decodedSide) => {
    const cost = await decoder.decode(await make(), { kind: 'whole' });
    expect(cost).toMatchObject({ decodedSide });
    expect(cost.cpuMs).toBeLessThan(CPU_LIMIT_MS);
    expect(cost.addedBytes).toBeLessThan(MEMORY_LIMIT);
  });
});
