import { describe, expect, it } from 'vitest';
import { cheapestSize, comparisonsBill, type FunctionUse, standingBill, sum } from '../../../lib/cost/cost-model.ts';
import { PRICES, PRICES_DATE } from '../../../lib/cost/prices.ts';

const use: FunctionUse = {
  memoryMegabytes: 2048,
  architecture: 'x86_64',
  comparisonMs: 89.5,
  coldShare: 0,
  initMs: 600,
};
const idle = { alarms: 8, dashboards: 1, keys: 0, provisionedMegabytes: 0 };

describe('a million comparisons', () => {
  it('pays both functions by the gigabyte-second, whole milliseconds at a time', () => {
    // 2 GB x (90 + 10 ms, rounded up from 99.5) and 0.25 GB x 3 ms: 0.20075 GB-s each.
    expect(comparisonsBill(use, 1e6)['Lambda, time']).toBeCloseTo(200_750 * 0.0000166667, 6);
    const arm = comparisonsBill({ ...use, architecture: 'arm64' }, 1e6)['Lambda, time'];
    expect(arm).toBeCloseTo(200_750 * 0.0000133334, 6);
  });

  it('pays starts of environments by their share', () => {
    const cold = comparisonsBill({ ...use, coldShare: 0.5 }, 1e6)['Lambda, time']!;
    expect(cold - comparisonsBill(use, 1e6)['Lambda, time']!).toBeCloseTo(600_000 * 0.0000166667, 6);
  });

  it('pays the gateway, two functions, four write units, logs and answers', () => {
    expect(comparisonsBill(use, 1e6)).toMatchObject({
      'Lambda, requests': 0.4,
      'API Gateway': 3.5,
      'DynamoDB, writes': 2.5,
      'CloudWatch, logs': expect.closeTo(1.65, 6),
      'Data out': expect.closeTo(0.081, 6),
    });
  });

  it('costs in proportion to their number', () => {
    expect(sum(comparisonsBill(use, 3e6))).toBeCloseTo(3 * sum(comparisonsBill(use, 1e6)), 9);
    expect(sum(comparisonsBill(use, 0))).toBe(0);
  });
});

describe('a month', () => {
  it('of an idle stack pays monitoring and the image, and nothing else', () => {
    const bill = standingBill(idle, 0);
    expect(bill).toMatchObject({ Alarms: 0.8, Dashboards: 3, 'Container image': 0.025 });
    expect(bill['First alarms and dashboards of an account']).toBeCloseTo(-3.8, 9);
    expect(sum(bill)).toBeCloseTo(0.025, 9);
  });

  it('pays alarms and dashboards beyond those that every account has for nothing', () => {
    const bill = standingBill({ ...idle, alarms: 12, dashboards: 4 }, 0);
    expect(sum(bill)).toBeCloseTo(0.025 + 2 * 0.1 + 3, 9);
  });

  it('pays metrics only for hours in which there is something to count', () => {
    expect(standingBill(idle, 12).Metrics).toBeCloseTo(standingBill(idle, 24).Metrics! / 2, 9);
    expect(standingBill(idle, 1e6).Metrics).toBe(standingBill(idle, 24).Metrics);
  });

  it('pays what is kept', () => {
    // 1,000 a day for twelve months: 365,250 items of 1,450 bytes, twice stored, once backed up.
    expect(standingBill(idle, 1000)['Audit items of a year']).toBeCloseTo(0.5296125 * (2 * 0.25 + 0.2), 9);
  });

  it('pays environments that are kept warm', () => {
    const bill = standingBill({ ...idle, provisionedMegabytes: 1024 }, 0);
    expect(bill['Provisioned environments']).toBeCloseTo(2_629_800 * PRICES.provisioned.dollars, 4);
  });
});

describe('the cheapest size', () => {
  const sizes = [
    { memoryMegabytes: 512, p50: 400, p95: 500 },
    { memoryMegabytes: 1024, p50: 190, p95: 220 },
    { memoryMegabytes: 1769, p50: 100, p95: 120 },
  ];
  const cost = ({ memoryMegabytes, p50 }: (typeof sizes)[number]): number => memoryMegabytes * p50;

  it('is chosen among those that are fast enough', () => {
    expect(cheapestSize(sizes, 1000, cost)?.memoryMegabytes).toBe(1769);
    expect(cheapestSize(sizes, 1000, ({ memoryMegabytes }) => memoryMegabytes)?.memoryMegabytes).toBe(512);
    expect(cheapestSize(sizes, 400, ({ memoryMegabytes }) => memoryMegabytes)?.memoryMegabytes).toBe(1024);
  });

  it('leaves time for what is around the comparison', () => {
    expect(cheapestSize(sizes, 130, cost)?.memoryMegabytes).toBe(1769);
    expect(cheapestSize(sizes, 129, cost)).toBeNull();
  });
});

describe('the prices', () => {
  it('have a date, a source and a unit each', () => {
    expect(PRICES_DATE).toMatch(/^\d{4}-\d\d-\d\d$/);
    for (const { dollars, unit, source } of Object.values(PRICES)) {
      expect(dollars).toBeGreaterThan(0);
      expect(unit).not.toBe('');
      expect(source).toMatch(/^https:\/\/aws\.amazon\.com\//);
    }
  });
});
