import { afterAll, describe, expect, test } from 'vitest';
import { CPU_LIMIT_MS, MEMORY_LIMIT } from '../../../../support/hostile/cost-limits.ts';
import { DecoderProcess } from '../../../../support/hostile/decoder-process.ts';
import { exifAttacks, withExif } from '../../../../support/hostile/exif-attacks.ts';

const attacks = exifAttacks().flatMap(({ name, exif }) =>
  (['JPEG', 'PNG'] as const).map((format) => ({ name: `${format}: ${name}`, bytes: withExif(format, exif) })),
);

describe.skipIf(process.platform !== 'linux')('EXIF made to do harm costs little, and turns the picture', () => {
  const decoder = new DecoderProcess();
  afterAll(() => decoder[Symbol.dispose]());

  test.each(attacks)('$name', async ({ bytes }) => {
    const { outcome, cpuMs, addedBytes } = await decoder.decode(bytes);
    expect(outcome).toBe('32 x 64');
    expect(cpuMs).toBeLessThan(CPU_LIMIT_MS);
    expect(addedBytes).toBeLessThan(MEMORY_LIMIT);
  });
});
