import { afterAll, describe, expect, test } from 'vitest';
import { bitmapAttacks } from '../../../../support/hostile/bitmap-attacks.ts';
import { CPU_LIMIT_MS, MEMORY_LIMIT } from '../../../../support/hostile/cost-limits.ts';
import { DecoderProcess } from '../../../../support/hostile/decoder-process.ts';

describe.skipIf(process.platform !== 'linux')('a BMP made to do harm costs little', () => {
  const decoder = new DecoderProcess();
  afterAll(() => decoder[Symbol.dispose]());

  test.each(bitmapAttacks())('$name', async ({ bytes, expected }) => {
    const { outcome, cpuMs, addedBytes } = await decoder.decode(bytes);
    expect(outcome).toBe(expected);
    expect(cpuMs).toBeLessThan(CPU_LIMIT_MS);
    expect(addedBytes).toBeLessThan(MEMORY_LIMIT);
  });
});
