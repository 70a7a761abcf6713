import { describe, expect, it } from 'vitest';
import { aroundCpuMs } from '../../../lib/cost/around-comparison.ts';
import { comparison, FakeEngine } from '../../lambda/compare/harness.ts';

const pair = (bytes: number) => [Buffer.alloc(bytes, 1), Buffer.alloc(bytes, 2)] as const;

describe('processor time around a comparison', () => {
  it('is measured on real requests, with both pictures handed to the engine each time', async () => {
    const engine = new FakeEngine();
    expect(await aroundCpuMs(pair(1000), engine, 5)).toBeGreaterThan(0);
    expect(engine.compared.length).toBeGreaterThanOrEqual(5);
    for (const pictures of engine.compared) expect(pictures.map(({ length }) => length)).toEqual([1000, 1000]);
  });

  it('is not measured on refusals', async () => {
    await expect(aroundCpuMs(pair(4_000_001), new FakeEngine(), 5)).rejects.toThrow('The function returned 413.');
  });

  it('is not measured where the audit item cannot be made, without which there is no decision', async () => {
    const engine = new FakeEngine();
    const { pictures, ...rest } = comparison(0.96);
    const [first, second] = pictures;
    engine.outcome = { ...rest, pictures: [{ ...first, facesFound: Number.NaN }, second] };
    await expect(aroundCpuMs(pair(1000), engine, 5)).rejects.toThrow('The function returned 500.');
  });
});
