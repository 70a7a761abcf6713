import { describe, expect, it } from 'vitest';
import {
  comparisonsBill,
  type FunctionUse,
  givenAway,
  rekognitionRatio,
  type Standing,
  standingBill,
  sum,
} from '../../../lib/cost/cost-model.ts';
import { PRICES, PRICES_DATE } from '../../../lib/cost/prices.ts';

const use: FunctionUse = {
  memoryMegabytes: 2048,
  architecture: 'x86_64',
  billedMs: 100,
  coldShare: 0,
  initMs: 600,
};
const idle: Standing = {
  alarms: 8,
  compositeAlarms: 0,
  dashboards: 1,
  metrics: 'full' as const,
  webAcls: 0,
  webAclRules: 0,
  endpointInterfaces: 0,
  keys: 0,
  provisionedMegabytes: 0,
  architecture: 'x86_64',
};

describe('a million comparisons', () => {
  it('pays both functions by the gigabyte-second', () => {
    // 2 GB x 100 ms and 0.25 GB x 3 ms: 0.20075 GB-s each.
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
  it('of an idle stack pays monitoring and images at list price, and nothing else', () => {
    const bill = standingBill(idle, 0);
    expect(bill).toMatchObject({ Alarms: 0.8, Dashboards: 3, 'Container image': expect.closeTo(0.0231, 9) });
    // Those of a year of monthly deployments lie there too.
    expect(bill['Earlier images']).toBeCloseTo(12 * 0.0231, 9);
    expect(sum(bill)).toBeCloseTo(3.8 + 13 * 0.0231, 9);
  });

  it('is given the first alarms and dashboards of an account, and no more', () => {
    expect(givenAway(idle)).toBeCloseTo(3.8, 9);
    expect(givenAway({ ...idle, alarms: 12, dashboards: 4 })).toBeCloseTo(10 * 0.1 + 3 * 3, 9);
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
    const arm = standingBill({ ...idle, provisionedMegabytes: 1024, architecture: 'arm64' }, 0);
    expect(arm['Provisioned environments']).toBeCloseTo(2_629_800 * PRICES.provisionedArm.dollars, 4);
  });
});

describe('Rekognition', () => {
  it('is compared by what a million costs', () => {
    expect(rekognitionRatio(12.5)).toBe(80);
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
