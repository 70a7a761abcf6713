import { describe, expect, it } from 'vitest';
import { noisyFile } from '../../../../lib/bench/inputs/noise-of-size.ts';

const SIZE = { least: 900, wanted: 1000, most: 1100 };

describe('a file with noise', () => {
  it('gets as much as the wanted size asks for', async () => {
    const tried: number[] = [];
    const encode = async (deviation: number) => {
      tried.push(deviation);
      return Buffer.alloc(Math.round(200 + 100 * deviation));
    };
    expect((await noisyFile(encode, 2, SIZE)).length).toBeGreaterThanOrEqual(SIZE.least);
    expect(tried.length).toBeGreaterThan(1);
    expect((await noisyFile(encode, 40, SIZE)).length).toBeLessThanOrEqual(SIZE.most);
  });

  it('is the largest that fits where none is as large as wanted', async () => {
    const sizes = [300, 5000, 500, 400, 450];
    const file = await noisyFile(async () => Buffer.alloc(sizes.shift()!), 1, SIZE);
    expect(file).toHaveLength(500);
  });

  it('is refused where none fits', async () => {
    await expect(noisyFile(async () => Buffer.alloc(5000), 1, SIZE)).rejects.toThrow('at most 1100 bytes');
  });
});
