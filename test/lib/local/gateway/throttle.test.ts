import { describe, expect, it } from 'vitest';
import { TokenBucket } from '../../../../lib/local/gateway/throttle.ts';

describe('TokenBucket', () => {
  it('lets through the burst, then the rate, exactly', () => {
    let now = 0;
    const bucket = new TokenBucket({ rateLimit: 5, burstLimit: 5 }, () => now);
    const passed: number[] = [];
    for (now = 0; now < 10_000; now++) if (bucket.take()) passed.push(now);
    expect(passed.slice(0, 8)).toEqual([0, 1, 2, 3, 4, 200, 400, 600]);
    expect(passed).toHaveLength(5 + 49);
  });

  it('never holds more than the burst', () => {
    let now = 0;
    const bucket = new TokenBucket({ rateLimit: 5, burstLimit: 3 }, () => now);
    now = 3_600_000;
    expect([1, 2, 3, 4].map(() => bucket.take())).toEqual([true, true, true, false]);
  });

  it('does not take from an empty bucket, so that waiting is enough', () => {
    let now = 0;
    const bucket = new TokenBucket({ rateLimit: 2, burstLimit: 1 }, () => now);
    expect(bucket.take()).toBe(true);
    for (let i = 0; i < 100; i++) expect(bucket.take()).toBe(false);
    now = 499;
    expect(bucket.take()).toBe(false);
    now = 500;
    expect(bucket.take()).toBe(true);
  });

  it('survives a clock that goes back', () => {
    let now = 1_000;
    const bucket = new TokenBucket({ rateLimit: 1, burstLimit: 1 }, () => now);
    expect(bucket.take()).toBe(true);
    now = 0;
    expect(bucket.take()).toBe(false);
    now = 1_000;
    expect(bucket.take()).toBe(true);
  });

  it('knows rates below one a second', () => {
    let now = 0;
    const bucket = new TokenBucket({ rateLimit: 0.5, burstLimit: 1 }, () => now);
    expect(bucket.take()).toBe(true);
    now = 1_999;
    expect(bucket.take()).toBe(false);
    now = 2_000;
    expect(bucket.take()).toBe(true);
  });
});
