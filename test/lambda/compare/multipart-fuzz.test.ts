import { expect, it } from 'vitest';
import { fuzzMultipart } from '../../fuzz/multipart.ts';

it('answers 500 spoilt uploads in the envelope, without 5xx, hang or uncaught error', async () => {
  const { runs, byStatus } = await fuzzMultipart({ runs: 500, seed: 20261123 });
  expect(runs).toBe(500);
  // The mutations are neither so weak that all pass, nor so strong that all fail before the parser.
  expect(byStatus[200]).toBeGreaterThan(50);
  expect(byStatus[400]).toBeGreaterThan(50);
});
