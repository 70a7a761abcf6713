import { afterAll, describe, expect, test } from 'vitest';
import { CPU_LIMIT_MS, MEMORY_LIMIT } from '../../../../support/hostile/cost-limits.ts';
import { costlyTiffs } from '../../../../support/hostile/costly-tiffs.ts';
import { DecoderProcess } from '../../../../support/hostile/decoder-process.ts';

describe.skipIf(process.platform !== 'linux')('a TIFF that takes long to convert or to check', () => {
  const decoder = new DecoderProcess();
  afterAll(() => decoder[Symbol.dispose]());

  test.each(costlyTiffs())('$name', async ({ bytes, expected }) => {
    const { outcome, cpuMs, addedBytes } = await decoder.decode(bytes);
    expect(outcome).toBe(expected);
    expect(cpuMs).toBeLessThan(CPU_LIMIT_MS);
    expect(addedBytes).toBeLessThan(MEMORY_LIMIT);
  });
});
