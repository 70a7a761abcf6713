import { describe, expect, test } from 'vitest';
import { fuzzPictures } from '../../../fuzz/pictures.ts';

const RUNS = 500;

describe('damaged pictures are decoded or refused, and nothing else happens', () => {
  test.each(['jpeg', 'png', 'bmp', 'tiff'] as const)(
    '%s',
    async (format) => {
      const result = await fuzzPictures({ format, runs: RUNS, seed: 20261123 });
      expect(result.decoded + result.refused).toBe(RUNS);
      // Damage that is never or always noticed would say that the decoder is not reached.
      expect(result.decoded).toBeGreaterThan(RUNS / 50);
      expect(result.refused).toBeGreaterThan(RUNS / 50);
    },
    120_000,
  );
});
