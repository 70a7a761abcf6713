import { describe, expect, it } from 'vitest';
import { TokenBucket } from '../../../../lib/local/gateway/throttle.ts';

describe('TokenBucket', () => {
  it('lets through the burst, then the rate, exactly', () => {
    let now = 0;
    const bucket = new TokenBucket({ rateLimit: 5, burstLimit: 5 }, now);
    const passed: number[] = [];
    for (now = 0; now < 10_000; now++) if (bucket.take(now)) passed.push(now);
    expect(passed.slice(0, 8)).toEqual([0, 1, 2, 3, 4, 200, 400, 600]);
    expect(passed).toHaveLength(5 + 49);
  });

  it('never holds more than the burst', () => {
    let now = 0;
    const bucket = new TokenBucket({ rateLimit: 5, burstLimit: 3 }, now);
    now = 3_600_000;
    expect([1, 2, 3, 4].map(() => bucket.take(now))).toEqual([true, true, true, false]);
  });

  it('does not take from an empty bucket, so that waiting is enough', () => {
    let now = 0;
    const bucket = new TokenBucket({ rateLimit: 2, burstLimit: 1 }, now);
    expect(bucket.take(now)).toBe(true);
    for (let i = 0; i < 100; i++) expect(bucket.take(now)).toBe(false);
    now = 499;
    expect(bucket.take(now)).toBe(false);
    now = 500;
    expect(bucket.take(now)).toBe(true);
  });

  it('gives no time twice to requests that are counted in another order than they arrived in', () => {
    const bucket = new TokenBucket({ rateLimit: 1, burstLimit: 1 }, 0);
    expect(bucket.take(1_000)).toBe(true);
    expect(bucket.take(0)).toBe(false);
    expect(bucket.take(1_000)).toBe(false);
    expect(bucket.take(2_000)).toBe(true);
  });

  it('knows rates below one a second', () => {
    let now = 0;
    const bucket = new TokenBucket({ rateLimit: 0.5, burstLimit: 1 }, now);
    expect(bucket.take(now)).toBe(true);
    now = 1_999;
    expect(bucket.take(now)).toBe(false);
    now = 2_000;
    expect(bucket.take(now)).toBe(true);
  });
});
