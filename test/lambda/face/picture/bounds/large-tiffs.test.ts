import { afterAll, describe, expect, test } from 'vitest';
import { CPU_LIMIT_MS, MEMORY_LIMIT } from '../../../../support/hostile/cost-limits.ts';
import { DecoderProcess } from '../../../../support/hostile/decoder-process.ts';
import { largeTiffs } from '../../../../support/hostile/large-tiffs.ts';

const tiffs = await largeTiffs();

describe.skipIf(process.platform !== 'linux')('40 megapixels of TIFF take little memory, or are refused', () => {
  const decoder = new DecoderProcess();
  afterAll(() => decoder[Symbol.dispose]());

  test.each(tiffs)('$name', async ({ bytes, expected }) => {
    const { outcome, cpuMs, addedBytes } = await decoder.decode(bytes);
    expect(outcome).toBe(expected);
    expect(cpuMs).toBeLessThan(CPU_LIMIT_MS);
    expect(addedBytes).toBeLessThan(MEMORY_LIMIT);
  });
});
