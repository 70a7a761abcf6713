import sharp from 'sharp';
import { afterAll, describe, expect, test } from 'vitest';
import { CPU_LIMIT_MS, MEMORY_LIMIT } from '../../../../support/hostile/cost-limits.ts';
import { DecoderProcess } from '../../../../support/hostile/decoder-process.ts';
import { jpegSegment } from '../../../../support/hostile/jpeg-builder.ts';
import { sampleProfiles } from '../../../../support/hostile/sample-profiles.ts';

const PROFILE = 'ICC_PROFILE\0';

/** A whole JPEG of one colour, with a profile in front where one is given. */
async function jpeg(side: number, components: 3 | 4, profile: Buffer | null): Promise<Buffer> {
  const grey = sharp({ create: { width: side, height: side, channels: 3, background: '#888' } });
  const bytes = await grey
    .toColourspace(components === 4 ? 'cmyk' : 'srgb')
    .jpeg()
    .toBuffer();
  if (profile === null) return bytes;
  const segment = jpegSegment(0xe2, Buffer.concat([Buffer.from(PROFILE), Buffer.of(1, 1), profile]));
  return Buffer.concat([bytes.subarray(0, 2), segment, bytes.subarray(2)]);
}

const profileNamed = (name: string): Buffer => Buffer.from(sampleProfiles().find((one) => one.name === name)!.bytes);
const table = profileNamed('scanner, table of 8 bits');
const press = profileNamed('press, table of 8 bits');

describe.skipIf(process.platform !== 'linux')('a JPEG whose colours take long to convert', () => {
  const decoder = new DecoderProcess();
  afterAll(() => decoder[Symbol.dispose]());

  test.each([
    ['40 megapixels of CMYK', 6304, 4, null, 2101],
    ['40 megapixels of CMYK with a profile', 6304, 4, press, 2101],
    ['16 megapixels of CMYK', 4000, 4, press, 4000],
    ['40 megapixels with a table', 6304, 3, table, 2101],
    ['33 megapixels with a table', 5744, 3, table, 5744],
    ['40 megapixels without a profile', 6304, 3, null, 6304],
  ] as const)('%s', async (_, side, components, profile, decodedSide) => {
    const cost = await decoder.decode(await jpeg(side, components, profile), { kind: 'whole' });
    expect(cost).toMatchObject({ outcome: `${side} x ${side}`, decodedSide });
    expect(cost.cpuMs).toBeLessThan(CPU_LIMIT_MS);
    expect(cost.addedBytes).toBeLessThan(MEMORY_LIMIT);
  });
});
