import { afterAll, describe, expect, test } from 'vitest';
import { PictureFuzzer } from '../../../fuzz/picture-process.ts';

const RUNS = 300;

describe.skipIf(process.platform !== 'linux')(
  'damaged pictures are decoded or refused, and nothing else happens',
  () => {
    const fuzzer = new PictureFuzzer();
    afterAll(() => fuzzer[Symbol.dispose]());

    test.each(['jpeg', 'png', 'bmp', 'tiff'] as const)('%s', async (format) => {
      const result = await fuzzer.run({ format, runs: RUNS, seed: 20261123 });
      expect(result.decoded + result.refused).toBe(RUNS);
      // Damage that is never or always noticed would say that the decoder is not reached.
      expect(result.decoded).toBeGreaterThan(RUNS / 50);
      expect(result.refused).toBeGreaterThan(RUNS / 50);
    });
  },
);
